// Where things lie. In the world each head has a tile one unit high, layers below each other; where there is only one
// layer, or one head in each, or where heads are sorted or left out, the tiles fill rows and carry names. `view` says
// which point of the world stands at the canvas's corner, and how many pixels a unit has.
const GAP = 0.03; // around a matrix, in units
const NARROWEST = 0.7; // width of a tile, in units: tiles fill the screen as far as they stay readable
const WIDEST = 1.7;
const NAME = 20; // pixels for the name above a tile that carries one
const OUTSIDE = 0.5; // of the canvas's width or height, from which on a head begins to fill it
const HOME = { left: 34, top: 24, right: 6, bottom: 6 }; // pixels kept for the names of layers and heads

// `order` has the heads to be shown, one after the other, counted layer by layer; null for all as they are.
export function worldOf({ layers, heads }, order, width, height) {
    const named = order !== null || Math.min(layers, heads) === 1;
    const cells = order ?? Array.from({ length: layers * heads }, (_, index) => index);
    const places = new Map(cells.map((index, place) => [index, place]));
    const count = cells.length;
    const [across, down] = [width - HOME.left - HOME.right, height - HOME.top - HOME.bottom];
    const columns = named ? roomiest(count, across, down) : heads;
    const rows = Math.ceil(count / columns);
    const tile = Math.max(1, Math.min(down / rows, OUTSIDE * height));
    const aspect = Math.min(WIDEST, Math.max(NARROWEST, across / columns / tile));
    const above = GAP + (named ? Math.min(0.3, NAME / tile) : 0);
    return { aspect, above, columns, rows, count, heads, cells, places, named, width, height };
}

// In how many columns so many square tiles are largest.
function roomiest(count, across, down) {
    const side = (columns) => Math.min(across / columns, down / Math.ceil(count / columns));
    const choices = Array.from({ length: count }, (_, place) => place + 1);
    return choices.reduce((best, columns) => (side(columns) > side(best) ? columns : best));
}

export function hasTile(world, [layer, head]) {
    return world.places.has(layer * world.heads + head);
}

export function tileOf(world, layer, head) {
    const place = world.places.get(layer * world.heads + head);
    return { row: Math.floor(place / world.columns), column: place % world.columns };
}

// The layer and the head of a tile; of the last one, beyond it.
export function headOf(world, { row, column }) {
    const index = world.cells[Math.min(world.count - 1, row * world.columns + column)];
    return [Math.floor(index / world.heads), index % world.heads];
}

export function matrixOf(world, layer, head) {
    const { aspect, above } = world;
    const { row, column } = tileOf(world, layer, head);
    return { x: column * aspect + GAP, y: row + above, width: aspect - 2 * GAP, height: 1 - GAP - above };
}

export function onScreen(view, { x, y, width, height }) {
    return { x: (x - view.x) * view.k, y: (y - view.y) * view.k, width: width * view.k, height: height * view.k };
}

// As large as fits, and no larger than `most`: in the middle, or beside its labels.
function fitted(world, area, inset, { most = Infinity, beside = false } = {}) {
    const free = { width: world.width - inset.left - inset.right, height: world.height - inset.top - inset.bottom };
    const k = Math.min(free.width / area.width, free.height / area.height, most);
    const before = (spare) => (beside ? 0 : spare / 2);
    return {
        k,
        x: area.x - (inset.left + before(free.width - area.width * k)) / k,
        y: area.y - (inset.top + before(free.height - area.height * k)) / k,
    };
}

export function homeView(world) {
    const all = { x: 0, y: 0, width: world.columns * world.aspect, height: world.rows };
    const most = OUTSIDE * Math.min(world.height, world.width / world.aspect); // a few heads are still a grid
    return fitted(world, all, HOME, { most });
}

export function headView(world, cell, bands) {
    const inset = { left: bands.left + 4, top: bands.top + 4, right: bands.right, bottom: 8 };
    return fitted(world, matrixOf(world, ...cell), inset, { beside: true });
}

// The names of layers and heads give way to words as a head fills the canvas: 0 in the grid, 1 inside a head.
export function entered(world, view) {
    const share = Math.max((view.k * world.aspect) / world.width, view.k / world.height);
    return Math.min(1, Math.max(0, (share - OUTSIDE) / 0.25));
}

export function bandsAt(bands, part) {
    return {
        left: HOME.left + (bands.left - HOME.left) * part,
        top: HOME.top + (bands.top - HOME.top) * part,
        right: bands.right * part,
    };
}

export function zoomed(view, factor, x, y, { least, most }) {
    const k = Math.min(most, Math.max(least, view.k * factor));
    return { k, x: view.x + x / view.k - x / k, y: view.y + y / view.k - y / k };
}

// Some of the map always stays in sight.
export function kept(world, view) {
    const inside = (from, shown, size) => Math.min(size - 0.3 * shown, Math.max(-0.7 * shown, from));
    return {
        k: view.k,
        x: inside(view.x, world.width / view.k, world.columns * world.aspect),
        y: inside(view.y, world.height / view.k, world.rows),
    };
}

// Between two views so that the point that both show at one place stays there.
export function between(from, to, part) {
    const k = from.k * (to.k / from.k) ** part;
    const moved = Math.abs(to.k - from.k) < 1e-9 * from.k ? part : (k - from.k) / (to.k - from.k);
    const along = (axis) => (from[axis] * from.k + (to[axis] * to.k - from[axis] * from.k) * moved) / k;
    return { k, x: along("x"), y: along("y") };
}

// The cell of a matrix under a point of the screen; null between the tiles.
export function cellAt(world, overview, view, x, y) {
    const place = { x: view.x + x / view.k, y: view.y + y / view.k };
    const [row, column] = [Math.floor(place.y), Math.floor(place.x / world.aspect)];
    if (Math.min(row, column) < 0 || column >= world.columns || row * world.columns + column >= world.count) return null;
    const [layer, head] = headOf(world, { row, column });
    const matrix = matrixOf(world, layer, head);
    const within = (offset, size, count) => Math.floor(Math.min(0.999999, Math.max(0, offset / size)) * count);
    return {
        layer,
        head,
        query: within(place.y - matrix.y, matrix.height, overview.queries),
        key: within(place.x - matrix.x, matrix.width, overview.keys),
    };
}
