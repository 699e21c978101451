// Words and names along the edges. All are drawn as text; nothing that was typed becomes markup.
import { bandsAt, entered, matrixOf, onScreen } from "./geometry.js";

const SIZE = 13;
const LINE = 15; // pixels that one label needs
const SLOPE = -Math.PI / 3.6;

export function fittedLabels(context, labels, limit) {
    context.font = `${SIZE}px ${FONT}`;
    return labels.map((label) => {
        const characters = Array.from(label);
        let text = label;
        while (characters.length > 1 && context.measureText(text).width > limit) {
            characters.pop();
            text = `${characters.join("")}…`;
        }
        return { text, width: context.measureText(text).width };
    });
}

export function bandsFor(queries, keys) {
    const widest = (labels) => Math.max(0, ...labels.map((label) => label.width));
    return { left: widest(queries) + 14, top: Math.max(28, widest(keys) * Math.sin(-SLOPE) + 22) };
}

export function drawLabels(context, surface) {
    const { world, view, theme, overview } = surface;
    const part = entered(world, view);
    const bands = bandsAt(surface.bands, part);
    context.font = `${SIZE}px ${FONT}`;
    context.fillStyle = theme.background;
    context.fillRect(0, 0, bands.left, world.height);
    context.fillRect(0, 0, world.width, bands.top);
    if (part < 1) {
        context.globalAlpha = 1 - part;
        drawNames(context, surface, bands);
    }
    if (part > 0) {
        const [layer, head] = surface.middle();
        context.globalAlpha = part;
        drawWords(context, surface, onScreen(view, matrixOf(world, layer, head)), bands);
        context.globalAlpha = 1;
        context.font = `600 ${SIZE}px ${FONT}`;
        write(context, overview.names.cells[layer * overview.heads + head], 6, 13, theme.text);
    }
    context.globalAlpha = 1;
}

function drawNames(context, surface, bands) {
    const { world, view, theme, overview } = surface;
    if (world.named) return drawTileNames(context, surface);
    const [everyLayer, everyHead] = [LINE / view.k, 26 / (view.k * world.aspect)].map((share) => Math.ceil(share));
    const beside = Math.max(6, -view.x * view.k - 28);
    overview.names.layers.forEach((name, layer) => {
        const y = (layer + 0.5 - view.y) * view.k;
        if (layer % everyLayer === 0 && y > bands.top) write(context, name, beside, y, theme.muted);
    });
    context.textAlign = "center";
    const above = Math.max(bands.top / 2, -view.y * view.k - 9);
    overview.names.heads.forEach((name, head) => {
        const x = ((head + 0.5) * world.aspect - view.x) * view.k;
        if (head % everyHead === 0 && x > bands.left) write(context, name, x, above, theme.muted);
    });
    context.textAlign = "left";
}

function drawTileNames(context, { world, view, theme, overview }) {
    overview.names.cells.forEach((name, index) => {
        const area = onScreen(view, matrixOf(world, Math.floor(index / world.heads), index % world.heads));
        write(context, name, area.x + 2, area.y - 10, theme.muted);
    });
}

function drawWords(context, surface, area, bands) {
    const { world, theme, overview, labels } = surface;
    const pointed = surface.pointed();
    const [down, across] = [area.height / overview.queries, area.width / overview.keys];
    const middleOf = (start, size, place) => start + (place + 0.5) * size;
    context.textAlign = "right";
    inSight(labels.queries, area.y, down, bands.top, world.height, (label, place, y) => {
        if (place === pointed?.query) return;
        write(context, label.text, bands.left - 6, y, theme.muted);
    });
    context.textAlign = "left";
    const level = across > Math.max(...labels.keys.map((label) => label.width)) + 8;
    const key = (label, x, colour) => {
        context.save();
        context.translate(level ? x - label.width / 2 : x, bands.top - 9);
        if (!level) context.rotate(SLOPE);
        write(context, label.text, 0, 0, colour);
        context.restore();
    };
    inSight(labels.keys, area.x, across, bands.left, world.width, (label, place, x) => {
        if (place !== pointed?.key) key(label, x, theme.muted);
    });
    if (!pointed) return;
    // the pointed words stand above their neighbours, in full colour
    context.font = `600 ${SIZE}px ${FONT}`;
    const [y, x] = [middleOf(area.y, down, pointed.query), middleOf(area.x, across, pointed.key)];
    const [query, column] = [labels.queries[pointed.query], labels.keys[pointed.key]];
    if (y > bands.top) {
        context.fillStyle = theme.background;
        context.fillRect(0, y - LINE / 2, bands.left - 1, LINE);
        context.textAlign = "right";
        write(context, query.text, bands.left - 6, y, theme.text);
        context.textAlign = "left";
    }
    if (x > bands.left) key(column, x, theme.accent);
}

function inSight(labels, start, size, from, to, draw) {
    const every = Math.ceil(LINE / size);
    labels.forEach((label, place) => {
        const middle = start + (place + 0.5) * size;
        if (place % every === 0 && middle > from && middle < to) draw(label, place, middle);
    });
}

function write(context, text, x, y, colour) {
    context.fillStyle = colour;
    context.textBaseline = "middle";
    context.fillText(text, x, y);
}
