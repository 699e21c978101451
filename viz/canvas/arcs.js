// Who looks at whom: arcs from the words that ask, on the left, to the words they look at, on the right. The width of
// an arc is its weight; of more arcs than can be told apart the strongest are drawn.
import { valueOf } from "./decode.js";
import { entered, hasTile } from "./geometry.js";

const LEAST_ARC = 0.01; // a weight below has no arc: it would be thinner than a hair
const MOST_ARCS = 900; // arcs in full colour in sight
const FAINT_ARCS = 300; // arcs beside those in focus
const SMALL_ARCS = 40; // arcs in a thumbnail
const FULL_WIDTH = 0.8; // of a row's height, the width of an arc of weight 1
const THICKEST = 14; // pixels
const OPACITIES = [0.16, 0.32, 0.52, 0.75]; // of weights from 0, 0.05, 0.2 and 0.5 on
const RANKED = new WeakMap(); // by overview or whole head: for each head its cells, the strongest first

function rankedCells(shown, layer, head) {
    if (!RANKED.has(shown)) RANKED.set(shown, new Map());
    const known = RANKED.get(shown);
    const tile = (layer - shown.layer) * shown.heads + head - shown.head;
    if (!known.has(tile)) known.set(tile, ranking(shown, tile * shown.rows * shown.columns));
    return known.get(tile);
}

// By counting, as there are 256 strengths at most.
function ranking(shown, start) {
    const codes = shown.values.subarray(start, start + shown.rows * shown.columns);
    const strength = shown.signed ? (code) => Math.abs(code - 127) : (code) => code;
    const ends = new Uint32Array(257);
    for (const code of codes) ends[255 - strength(code) + 1] += 1;
    for (let level = 1; level < 257; level += 1) ends[level] += ends[level - 1];
    const cells = new Uint32Array(codes.length);
    for (let cell = 0; cell < codes.length; cell += 1) cells[ends[255 - strength(codes[cell])]++] = cell;
    return { codes, cells };
}

// The cell with the strongest weight of a word that asks, or of one that is looked at: where its block begins.
export function strongestOf(shown, layer, head, axis, place) {
    const { cells } = rankedCells(shown, layer, head);
    const [own, size] = axis === "queries" ? ["query", shown.queryBlock] : ["key", shown.keyBlock];
    const wanted = Math.floor(place / size);
    const found = cells.find((cell) => {
        const [row, column] = [Math.floor(cell / shown.columns), cell % shown.columns];
        const here = axis === "queries" ? row === wanted : column === wanted;
        return here && !shown.masked?.[maskPlace(shown, layer, row, column)];
    });
    const at = found ?? 0; // all of it is masked
    const cell = {
        query: Math.floor(at / shown.columns) * shown.queryBlock,
        key: (at % shown.columns) * shown.keyBlock,
    };
    return { ...cell, [own]: place };
}

// A head in the middle, with those it is compared with.
export function comparedHere(surface) {
    const [layer, head] = surface.middle();
    const others = surface.beside.filter((cell) => cell[0] !== layer || cell[1] !== head);
    return [[layer, head], ...others].filter((cell) => hasTile(surface.world, cell) || surface.pictures.of(...cell));
}

// The colour of each head: its own or, where an earlier one has that, the next that is free.
export function headColours(overview, cells) {
    const taken = [];
    for (const [, head] of cells) {
        const all = overview.names.palette;
        const wanted = all.map((_, step) => all[(head + step) % all.length]);
        taken.push(wanted.find((colour) => !taken.includes(colour)) ?? wanted[0]);
    }
    return taken;
}

// The two columns between which arcs run: inside a head as far apart as there is room, and always in sight.
export function sidesOf({ world, view, bands }, area) {
    const part = entered(world, view);
    const edge = world.width - bands.right;
    const right = area.x + area.width;
    return { left: Math.max(area.x, bands.left), right: Math.min(edge, right + (edge - right) * part) };
}

// All arcs of the heads at hand, as strokes: what is not in focus first, and faint.
export function arcsOf(surface, area) {
    const cells = comparedHere(surface);
    const colours = headColours(surface.overview, cells);
    const { left, right } = sidesOf(surface, area);
    const strokes = { faint: [], full: [] };
    cells.forEach(([layer, head], slot) => {
        const shown = surface.pictures.of(layer, head) ?? surface.overview;
        const rows = { down: area.height / shown.rows, across: area.height / shown.columns };
        const between = (Math.min(rows.down * FULL_WIDTH, THICKEST) / cells.length) * (slot - (cells.length - 1) / 2);
        const full = chosenCells(surface, shown, layer, head, area, rows);
        for (const [kind, list] of Object.entries(full)) {
            for (const { row, column, value } of list) {
                const size = Math.abs(value);
                strokes[kind].push({
                    ...{ left, right, size, faint: kind === "faint" },
                    from: area.y + (row + 0.5) * rows.down + between,
                    to: area.y + (column + 0.5) * rows.across + between,
                    width: Math.max(0.7, Math.min(THICKEST, FULL_WIDTH * rows.down) * (size / cells.length)),
                    colour: shown.signed ? signColour(surface.theme, value) : colours[slot],
                });
            }
        }
    });
    return [...strokes.faint, ...strokes.full];
}

function signColour(theme, value) {
    return theme.diverging[value < 0 ? 3 : theme.diverging.length - 4];
}

// Cells in focus, and some beside them. A focus may lie beyond the strongest of the head: its rows are looked through.
function chosenCells(surface, shown, layer, head, area, { down, across }) {
    const { codes, cells } = rankedCells(shown, layer, head);
    const least = Math.max(LEAST_ARC, surface.setting.threshold);
    const { bands, world } = surface;
    const seen = (place) => place > bands.top - 20 && place < world.height + 20;
    const focus = focusOf(surface, shown);
    const found = { faint: [], full: [] };
    const note = (kind, cell) => {
        const [row, column] = [Math.floor(cell / shown.columns), cell % shown.columns];
        const value = valueOf(shown, codes[cell]);
        if (Math.abs(value) < least || shown.masked?.[maskPlace(shown, layer, row, column)]) return;
        const ends = [area.y + (row + 0.5) * down, area.y + (column + 0.5) * across];
        if (ends.some(seen)) found[kind].push({ row, column, value });
    };
    for (const cell of cells) {
        if (Math.abs(valueOf(shown, codes[cell])) < least) break;
        const inFocus = focus.has(Math.floor(cell / shown.columns), cell % shown.columns);
        if (found[inFocus ? "full" : "faint"].length < (inFocus ? MOST_ARCS : FAINT_ARCS)) note(inFocus ? "full" : "faint", cell);
        if (found.full.length >= MOST_ARCS && !focus.any) break;
    }
    return found;
}

function maskPlace(shown, layer, row, column) {
    return ((layer - shown.layer) * shown.rows + row) * shown.columns + column;
}

// What is pinned and, within it, what is pointed at.
function focusOf(surface, shown) {
    const pins = surface.pinsInSight();
    const pointed = surface.pointed();
    const blocks = (places, size) => new Set([...places].map((place) => Math.floor(place / size)));
    const [rows, columns] = [blocks(pins.queries, shown.queryBlock), blocks(pins.keys, shown.keyBlock)];
    const row = pointed && pointed.side !== "keys" ? Math.floor(pointed.query / shown.queryBlock) : null;
    const column = pointed?.side === "keys" ? Math.floor(pointed.key / shown.keyBlock) : null;
    const within = (set, place) => set.size === 0 || set.has(place);
    return {
        any: rows.size + columns.size > 0 || pointed !== null,
        has: (query, key) =>
            within(rows, query) && within(columns, key) && (row ?? query) === query && (column ?? key) === key,
    };
}

// Strokes of one look are one path: drawing thousands takes no longer than it takes to look at them.
export function drawArcs(context, strokes) {
    const paths = new Map();
    for (const stroke of strokes) {
        const step = [0.5, 0.2, 0.05, 0].findIndex((from) => stroke.size >= from);
        const opacity = stroke.faint ? 0.08 : OPACITIES[3 - step];
        const look = `${stroke.colour} ${opacity} ${Math.round(2 * stroke.width) / 2 || 0.5}`;
        if (!paths.has(look)) paths.set(look, []);
        paths.get(look).push(stroke);
    }
    for (const [look, group] of paths) {
        const [colour, opacity, width] = look.split(" ");
        context.strokeStyle = colour;
        context.globalAlpha = Number(opacity);
        context.lineWidth = Number(width);
        context.beginPath();
        for (const { left, right, from, to } of group) {
            const middle = (left + right) / 2;
            context.moveTo(left, from);
            context.bezierCurveTo(middle, from, middle, to, right, to);
        }
        context.stroke();
    }
    context.globalAlpha = 1;
}

// The strongest arcs of a head in its thumbnail.
export function smallArcs({ overview, setting, theme }, layer, head, area) {
    const { codes, cells } = rankedCells(overview, layer, head);
    const least = Math.max(LEAST_ARC, setting.threshold);
    const [down, across] = [area.height / overview.rows, area.height / overview.columns];
    const strokes = [];
    for (const cell of cells.subarray(0, SMALL_ARCS)) {
        const value = valueOf(overview, codes[cell]);
        if (Math.abs(value) < least) break;
        const [row, column] = [Math.floor(cell / overview.columns), cell % overview.columns];
        strokes.push({
            ...{ left: area.x, right: area.x + area.width, size: Math.abs(value), faint: false },
            from: area.y + (row + 0.5) * down,
            to: area.y + (column + 0.5) * across,
            width: Math.max(1, Math.min(3, 3 * Math.abs(value))),
            colour: overview.signed ? signColour(theme, value) : overview.names.palette[head % overview.names.palette.length],
        });
    }
    return strokes;
}
