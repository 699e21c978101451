// One frame of the canvas: the matrices or arcs in sight, what is chosen, the numbers where there is room, the labels.
import { arcsOf, comparedHere, drawArcs, headColours, smallArcs } from "./arcs.js";
import { lightness } from "./colours.js";
import { bandsAt, entered, hasTile, matrixOf, onScreen } from "./geometry.js";
import { drawLabels } from "./labels.js";

const NUMBERS = 600; // cells in sight from which on they have no numbers
const ROOM = { width: 34, height: 18 }; // pixels that a number needs
const UNPINNED = 0.78; // how far rows and columns step back that are not pinned

export function drawFrame(context, surface) {
    const { world, ratio, theme, overview } = surface;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const tiles = tilesInSight(surface);
    surface.painter.draw(context, surface, surface.picture === "matrix" ? tiles : []);
    context.strokeStyle = theme.border;
    context.lineWidth = 1;
    const widened = surface.picture === "arcs" ? entered(world, surface.view) : 0; // arcs leave their tile
    for (const { area, opacity } of tiles) {
        context.globalAlpha = opacity * (1 - widened);
        context.strokeRect(area.x - 0.5, area.y - 0.5, area.width + 1, area.height + 1);
    }
    context.globalAlpha = 1;
    if (overview.names.second_text !== null) tiles.forEach(({ area }) => drawCorners(context, surface, area));
    if (surface.picture === "arcs") drawAllArcs(context, surface, tiles);
    else {
        tiles.forEach(({ area }) => drawPins(context, surface, area));
        drawNumbers(context, surface);
    }
    drawChosen(context, surface);
    if (surface.picture === "matrix") drawPointed(context, surface);
    drawLabels(context, surface, world);
}

// Where each head in sight is drawn, how much of it is to be seen, and from which of the weights at hand.
export function tilesInSight(surface) {
    const { world, view, overview, pictures } = surface;
    const [middleLayer, middleHead] = surface.middle();
    const inside = entered(world, view);
    const aside = 1 - 0.85 * inside; // inside a head its neighbours step back
    const tiles = [];
    for (const index of world.cells) {
        const [layer, head] = [Math.floor(index / overview.heads), index % overview.heads];
        const area = onScreen(view, matrixOf(world, layer, head));
        if (area.x >= world.width || area.y >= world.height || area.x + area.width <= 0 || area.y + area.height <= 0) continue;
        const alike = inside === 0 && surface.show !== "chosen"; // in the grid all heads are reduced alike
        const whole = alike ? undefined : pictures.of(layer, head);
        const opacity = layer === middleLayer && head === middleHead ? 1 : aside;
        const place = whole ? { left: 0, top: 0 } : { left: head * overview.columns, top: layer * overview.rows };
        tiles.push({ layer, head, area, opacity, shown: whole ?? overview, ...place });
    }
    return tiles;
}

// Lines between source and target.
function drawCorners(context, { overview, theme, picture }, area) {
    if (picture === "arcs") return;
    const part = overview.names.second_text / overview.queries;
    context.strokeStyle = theme.text;
    context.lineWidth = 1;
    context.strokeRect(area.x, area.y, area.width * part, area.height);
    context.strokeRect(area.x, area.y + area.height * part, area.width, area.height * (1 - part));
}

function drawAllArcs(context, surface, tiles) {
    const { world, view } = surface;
    const part = entered(world, view);
    const [layer, head] = surface.middle();
    const inside = (tile) => part > 0 && tile.layer === layer && tile.head === head;
    const small = tiles.filter((tile) => !inside(tile));
    if (part < 1) drawArcs(context, small.flatMap((tile) => smallArcs(surface, tile.layer, tile.head, tile.area)));
    const entering = tiles.find(inside);
    if (entering) drawArcs(context, arcsOf(surface, entering.area));
}

// Rows and columns that are not pinned step back, in every head.
function drawPins(context, surface, area) {
    const { overview, theme } = surface;
    const pins = surface.pinsInSight();
    context.fillStyle = theme.background;
    context.globalAlpha = UNPINNED;
    const [down, across] = [area.height / overview.queries, area.width / overview.keys];
    for (const [start, end] of gaps(pins.queries, overview.queries, down)) {
        context.fillRect(area.x, area.y + start, area.width, end - start);
    }
    for (const [start, end] of gaps(pins.keys, overview.keys, across)) {
        context.fillRect(area.x + start, area.y, end - start, area.height);
    }
    context.globalAlpha = 1;
}

// The stretches between pinned places, in pixels; a pinned place has two at least. None where nothing is pinned.
function gaps(pinned, count, size) {
    if (pinned.size === 0) return [];
    const stretches = [];
    let end = 0;
    for (const place of [...pinned].sort((one, other) => one - other)) {
        const start = Math.min(place * size, count * size - 2);
        if (start > end) stretches.push([end, start]);
        end = Math.max(end, start + Math.max(2, size));
    }
    if (end < count * size) stretches.push([end, count * size]);
    return stretches;
}

function drawChosen(context, surface) {
    const { world, view, overview, chosen, hover, cursor, focused, theme, beside } = surface;
    const inside = entered(world, view) > 0;
    const frame = (cell, colour, width, dash = []) => {
        if (!hasTile(world, cell) || (surface.picture === "arcs" && inside)) return;
        const area = onScreen(view, matrixOf(world, ...cell));
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.setLineDash(dash);
        const away = width / 2;
        context.strokeRect(area.x - away, area.y - away, area.width + width, area.height + width);
        context.setLineDash([]);
    };
    const cells = inside ? comparedHere(surface) : surface.compared();
    const colours = headColours(overview, cells);
    cells.forEach((cell, place) => {
        if (chosen || beside.length) frame(cell, colours[place], 3);
    });
    if (hover) frame([hover.layer, hover.head], theme.text, 1);
    if (focused && cursor) frame([cursor.layer, cursor.head], theme.accent, 2, [5, 3]);
}

function drawNumbers(context, surface) {
    const { world, view, overview, pictures, setting, bands } = surface;
    const [layer, head] = surface.middle();
    const whole = pictures.of(layer, head);
    if (!whole) return;
    const area = onScreen(view, matrixOf(world, layer, head));
    const [down, across] = [area.height / overview.queries, area.width / overview.keys];
    const range = (start, size, from, to, count) => [
        Math.max(0, Math.floor((from - start) / size)),
        Math.min(count, Math.ceil((to - start) / size)),
    ];
    const [top, bottom] = range(area.y, down, bands.top, world.height, overview.queries);
    const [left, right] = range(area.x, across, bands.left, world.width, overview.keys);
    if (across < ROOM.width || down < ROOM.height || (bottom - top) * (right - left) > NUMBERS) return;
    context.font = `11px ${FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const pins = surface.pinsInSight();
    const aside = (places, place) => places.size > 0 && !places.has(place);
    for (let query = top; query < bottom; query += 1) {
        for (let key = left; key < right; key += 1) {
            const { weight, masked, colour } = pictures.weight({ layer, head, query, key });
            if (aside(pins.queries, query) || aside(pins.keys, key)) continue;
            if (masked || Math.abs(weight) < Math.max(0.005, setting.threshold)) continue;
            context.fillStyle = lightness(colour) > 0.55 ? THEMES.light.text : THEMES.light.background;
            const number = weight.toFixed(2).replace("-", "−").replace(/^(−?)0/, "$1");
            context.fillText(number, area.x + (key + 0.5) * across, area.y + (query + 0.5) * down);
        }
    }
    context.textAlign = "left";
}

function drawPointed(context, surface) {
    const { world, view, overview, theme } = surface;
    const pointed = surface.pointed();
    if (!pointed || entered(world, view) === 0) return;
    const area = onScreen(view, matrixOf(world, pointed.layer, pointed.head));
    const [down, across] = [area.height / overview.queries, area.width / overview.keys];
    const [x, y] = [area.x + pointed.key * across, area.y + pointed.query * down];
    const { left, top } = bandsAt(surface.bands, entered(world, view));
    context.strokeStyle = theme.text;
    context.lineWidth = 1;
    context.globalAlpha = 0.5;
    context.strokeRect(Math.max(left, area.x), y, area.width, down);
    context.strokeRect(x, Math.max(top, area.y), across, area.height);
    context.globalAlpha = 1;
    context.lineWidth = 2;
    context.strokeRect(x, y, across, down);
}
