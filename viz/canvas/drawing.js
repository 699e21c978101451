// One frame of the canvas: the matrices under the view, what is chosen, the numbers where there is room, the labels.
import { lightness } from "./colours.js";
import { bandsAt, entered, matrixOf, onScreen } from "./geometry.js";
import { drawLabels } from "./labels.js";

const NUMBERS = 600; // cells in sight from which on they have no numbers
const ROOM = { width: 34, height: 18 }; // pixels that a number needs

export function drawFrame(context, surface) {
    const { world, theme, ratio } = surface;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = theme.background;
    context.fillRect(0, 0, world.width, world.height);
    const [middleLayer, middleHead] = surface.middle();
    const aside = 1 - 0.85 * entered(world, surface.view); // inside a head its neighbours step back
    forEachInSight(surface, (layer, head, area) => {
        context.globalAlpha = layer === middleLayer && head === middleHead ? 1 : aside;
        drawMatrix(context, surface, layer, head, area);
    });
    context.globalAlpha = 1;
    drawChosen(context, surface);
    drawNumbers(context, surface);
    drawPointed(context, surface);
    drawLabels(context, surface);
}

function forEachInSight({ world, view, overview }, draw) {
    for (let layer = 0; layer < overview.layers; layer += 1) {
        for (let head = 0; head < overview.heads; head += 1) {
            const area = onScreen(view, matrixOf(world, layer, head));
            const seen = area.x < world.width && area.y < world.height;
            if (seen && area.x + area.width > 0 && area.y + area.height > 0) draw(layer, head, area);
        }
    }
}

function drawMatrix(context, { world, view, pictures, overview, theme, hatch }, layer, head, area) {
    if (overview.masked) {
        context.fillStyle = hatch;
        context.fillRect(area.x, area.y, area.width, area.height);
    }
    const whole = entered(world, view) > 0 && pictures.of(layer, head); // in the grid all heads are reduced alike
    const shown = whole ? whole.detail : overview;
    const [down, across] = [shown.queries / shown.queryBlock, shown.keys / shown.keyBlock];
    context.imageSmoothingEnabled = area.width < across || area.height < down;
    const { canvas } = whole ? whole.picture : pictures.atlas;
    const [left, top] = whole ? [0, 0] : [head * overview.columns, layer * overview.rows];
    context.drawImage(canvas, left, top, across, down, area.x, area.y, area.width, area.height);
    context.strokeStyle = theme.border;
    context.lineWidth = 1;
    context.strokeRect(area.x - 0.5, area.y - 0.5, area.width + 1, area.height + 1);
}

function drawChosen(context, { world, view, overview, chosen, hover, cursor, focused, theme }) {
    const frame = ([layer, head], colour, width, dash = []) => {
        const area = onScreen(view, matrixOf(world, layer, head));
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.setLineDash(dash);
        const away = width / 2;
        context.strokeRect(area.x - away, area.y - away, area.width + width, area.height + width);
        context.setLineDash([]);
    };
    if (chosen) frame(chosen, overview.names.colours[chosen[1]], 3);
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
    for (let query = top; query < bottom; query += 1) {
        for (let key = left; key < right; key += 1) {
            const { weight, masked, colour } = pictures.weight({ layer, head, query, key });
            if (masked || weight < Math.max(0.005, setting.threshold)) continue;
            context.fillStyle = lightness(colour) > 0.55 ? THEMES.light.text : THEMES.light.background;
            const number = weight.toFixed(2).replace(/^0/, "");
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
