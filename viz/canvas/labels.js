// Words and names along the edges. All are drawn as text; nothing that was typed becomes markup.
import { sidesOf } from "./arcs.js";
import { bandsAt, entered, matrixOf, onScreen } from "./geometry.js";

const SIZE = 13;
const LINE = 15; // pixels that one label needs
const SLOPE = -Math.PI / 3.6;
const PATCH = 20; // pixels of a patch of an image beside its name

// A label as it is written: cut between whole characters, and by itself, so that a right-to-left word that is cut has
// its dots where it goes on. `patch` is the place of an image's patch, where tokens are such.
export function fittedLabels(context, labels, limit, patchOf) {
    context.font = `${SIZE}px ${FONT}`;
    const parts = new Intl.Segmenter(undefined, { granularity: "grapheme" });
    return labels.map((label, place) => {
        const characters = Array.from(parts.segment(label), ({ segment }) => segment);
        let text = label;
        while (characters.length > 1 && context.measureText(text).width > limit) {
            characters.pop();
            text = `${characters.join("")}…`;
        }
        const patch = patchOf(place);
        const width = context.measureText(text).width + (patch === null ? 0 : PATCH + 4);
        return { text: `\u2068${text}\u2069`, width, patch };
    });
}

export function bandsFor(queries, keys, picture) {
    const widest = (labels) => Math.max(0, ...labels.map((label) => label.width));
    if (picture === "arcs") return { left: widest(queries) + 14, top: 28, right: widest(keys) + 14 };
    return { left: widest(queries) + 14, top: Math.max(28, widest(keys) * Math.sin(-SLOPE) + 22), right: 28 };
}

// Which word is written there, inside a head: its axis and place; null beside the words.
export function labelAt(surface, x, y) {
    const { world, view, overview, bands, picture } = surface;
    if (!surface.isInside()) return null;
    const [layer, head] = surface.middle();
    const area = onScreen(view, matrixOf(world, layer, head));
    const at = (axis, part) => {
        const place = Math.floor(part * overview[axis]);
        return place >= 0 && place < overview[axis] ? { axis, place } : null;
    };
    if (x < bands.left && y > bands.top) return at("queries", (y - area.y) / area.height);
    if (picture === "arcs") return x > world.width - bands.right ? at("keys", (y - area.y) / area.height) : null;
    if (y > bands.top || x < bands.left) return null;
    const leaning = isLevel(surface, area) ? 0 : (bands.top - 9 - y) / Math.tan(-SLOPE);
    return at("keys", (x - Math.max(0, leaning) - area.x) / area.width);
}

function isLevel({ overview, labels }, area) {
    return area.width / overview.keys > Math.max(...labels.keys.map((label) => label.width)) + 8;
}

export function drawLabels(context, surface) {
    const { world, view, theme, overview } = surface;
    const part = entered(world, view);
    const bands = bandsAt(surface.bands, part);
    context.font = `${SIZE}px ${FONT}`;
    context.fillStyle = theme.background;
    context.fillRect(0, 0, bands.left, world.height);
    context.fillRect(0, 0, world.width, bands.top);
    if (surface.picture === "arcs") context.fillRect(world.width - bands.right, 0, bands.right, world.height);
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
    for (const index of world.cells) {
        const area = onScreen(view, matrixOf(world, Math.floor(index / world.heads), index % world.heads));
        const name = overview.names.cells[index];
        if (area.width > 7 * name.length) write(context, name, area.x + 2, area.y - 10, theme.muted);
    }
}

function drawWords(context, surface, area, bands) {
    const { world, labels, overview, theme, picture } = surface;
    const pointed = surface.pointed();
    const sides = sidesOf(surface, area);
    const arcs = picture === "arcs";
    const [down, across] = [area.height / overview.queries, (arcs ? area.height : area.width) / overview.keys];
    const level = isLevel(surface, area);
    const query = (label, y, colour) => {
        context.textAlign = "right";
        write(context, label.text, bands.left - 6 - besidePatch(surface, context, label, bands.left - 6 - PATCH, y), y, colour);
        context.textAlign = "left";
    };
    const key = (label, at, colour) => {
        context.save();
        if (arcs) context.translate(sides.right + 6, at);
        else context.translate(level ? at - label.width / 2 : at, bands.top - 9);
        if (!arcs && !level) context.rotate(SLOPE);
        write(context, label.text, besidePatch(surface, context, label, 0, 0), 0, colour);
        context.restore();
    };
    const along = { queries: [area.y, down, bands.top, world.height, query] };
    along.keys = arcs ? [area.y, across, bands.top, world.height, key] : [area.x, across, bands.left, world.width, key];
    const place = { queries: pointed?.query, keys: pointed?.key };
    const pins = surface.pinsInSight();
    // the pointed word stands above its neighbours, in full colour; pinned words are always written
    for (const [axis, [start, size, from, to, draw]] of Object.entries(along)) {
        const pinned = pins[axis];
        const last = [...pinned, ...(pointed ? [place[axis]] : [])];
        inSight(labels[axis], start, size, from, to, (label, index, middle) => {
            if (!last.some((other) => Math.abs(other - index) * size < LINE)) draw(label, middle, theme.muted);
        });
        for (const index of last) {
            const middle = start + (index + 0.5) * size;
            if (middle <= from || middle >= to) continue;
            context.font = `600 ${SIZE}px ${FONT}`;
            draw(labels[axis][index], middle, pinned.has(index) || axis === "keys" ? theme.accent : theme.text);
            context.font = `${SIZE}px ${FONT}`;
        }
    }
}

// The patch of an image that a label stands for, and how much room it takes.
function besidePatch({ image, overview }, context, { patch }, x, y) {
    if (patch === null) return 0;
    if (image) {
        const { rows, columns } = overview.names.picture;
        const [width, height] = [image.width / columns, image.height / rows];
        const [left, top] = [(patch % columns) * width, Math.floor(patch / columns) * height];
        context.drawImage(image, left, top, width, height, x, y - PATCH / 2, PATCH, PATCH);
    }
    return PATCH + 4;
}

function inSight(labels, start, size, from, to, draw) {
    const every = Math.ceil((labels.some((label) => label.patch !== null) ? PATCH + 1 : LINE) / size);
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
