// The picture as it stands, to take away: as PNG, or as SVG with words, arcs and cells as shapes.
import { drawFrame } from "./drawing.js";
import { FlatPainter } from "./flat_painter.js";
import { SvgPen } from "./svg_pen.js";

const FINE = 2; // a PNG has twice the pixels of the screen, for print
const MOST_CELLS = 20_000; // of an SVG in sight, as rectangles; more cells are an image in it

// Cells as rectangles, those of one colour as one path.
class ShapePainter extends FlatPainter {
    draw(pen, surface, tiles) {
        const { theme, world } = surface;
        const count = tiles.reduce((sum, { shown }) => sum + shown.rows * shown.columns, 0);
        if (count > MOST_CELLS) return super.draw(pen, { ...surface, hatch: theme.masked, theme, world }, tiles);
        pen.fillStyle = theme.background;
        pen.fillRect(0, 0, world.width, world.height);
        for (const tile of tiles) {
            pen.globalAlpha = tile.opacity;
            for (const [colour, path] of this.pathsOf(tile, theme)) pen.add("path", { d: path, fill: colour });
        }
        pen.globalAlpha = 1;
    }

    pathsOf({ shown, left, top, area }, theme) {
        const { pixels, canvas } = this.sheetOf(shown);
        const [down, across] = [area.height / (shown.queries / shown.queryBlock), area.width / (shown.keys / shown.keyBlock)];
        const paths = new Map();
        for (let row = 0; row < shown.rows; row += 1) {
            for (let column = 0; column < shown.columns; column += 1) {
                const pixel = pixels[(top + row) * canvas.width + left + column];
                const channels = [0, 8, 16].map((shift) => ((pixel >> shift) & 255).toString(16).padStart(2, "0"));
                const colour = pixel === 0 ? theme.masked : `#${channels.join("")}`;
                const x = area.x + column * across;
                const y = area.y + row * down;
                const right = Math.min(area.x + area.width, x + across);
                const bottom = Math.min(area.y + area.height, y + down);
                const cell = `M${x.toFixed(2)} ${y.toFixed(2)}H${right.toFixed(2)}V${bottom.toFixed(2)}H${x.toFixed(2)}Z`;
                paths.set(colour, (paths.get(colour) ?? "") + cell);
            }
        }
        return paths;
    }
}

// The surface with another painter and at another size of pixels, for one frame.
function copyOf(surface, painter, ratio) {
    const { overview, pictures } = surface;
    painter.load(overview);
    painter.colour(overview, pictures.table);
    pictures.details.forEach(({ detail, table }) => painter.colour(detail, table));
    return Object.create(surface, { painter: { value: painter }, ratio: { value: ratio }, hover: { value: null } });
}

function pngOf(surface) {
    const { width, height } = surface.world;
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: Math.round(width * FINE), height: Math.round(height * FINE) });
    drawFrame(canvas.getContext("2d"), copyOf(surface, new FlatPainter(), FINE));
    return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function svgOf(surface) {
    const pen = new SvgPen(surface.world.width, surface.world.height);
    drawFrame(pen, copyOf(surface, new ShapePainter(), 1));
    return new Blob([new XMLSerializer().serializeToString(pen.root)], { type: "image/svg+xml" });
}

export function save(surface, kind) {
    Promise.resolve(kind === "png" ? pngOf(surface) : svgOf(surface)).then((file) => {
        const link = document.createElement("a");
        link.href = URL.createObjectURL(file);
        link.download = `headlight-map.${kind}`;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    });
}
