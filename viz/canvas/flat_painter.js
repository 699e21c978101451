// Matrices drawn on a 2-D canvas, where there is no WebGL2, or none that a GPU draws: each from a coloured picture.
export class FlatPainter {
    load() {
        this.sheets = new Map(); // by overview or whole head
    }

    colour(shown, table) {
        const { layers, heads, rows, columns, values, masked } = shown;
        const { context, image, pixels } = this.sheetOf(shown);
        for (let layer = 0; layer < layers; layer += 1) {
            for (let head = 0; head < heads; head += 1) {
                for (let row = 0; row < rows; row += 1) {
                    const from = ((layer * heads + head) * rows + row) * columns;
                    const hidden = (layer * rows + row) * columns;
                    const to = ((layer * rows + row) * heads + head) * columns;
                    for (let column = 0; column < columns; column += 1) {
                        pixels[to + column] = masked?.[hidden + column] ? 0 : table[values[from + column]];
                    }
                }
            }
        }
        context.putImageData(image, 0, 0);
    }

    sheetOf(shown) {
        if (!this.sheets.has(shown)) this.sheets.set(shown, sheet(shown.heads * shown.columns, shown.layers * shown.rows));
        return this.sheets.get(shown);
    }

    drop(shown) {
        this.sheets.delete(shown);
    }

    // `tiles` say what is drawn where, and how much of it can be seen.
    draw(context, { world, theme, hatch }, tiles) {
        context.fillStyle = theme.background;
        context.fillRect(0, 0, world.width, world.height);
        for (const { shown, left, top, area, opacity } of tiles) {
            context.globalAlpha = opacity;
            if (shown.masked) {
                context.fillStyle = hatch;
                context.fillRect(area.x, area.y, area.width, area.height);
            }
            const [down, across] = [shown.queries / shown.queryBlock, shown.keys / shown.keyBlock];
            context.imageSmoothingEnabled = area.width < across || area.height < down;
            const { canvas } = this.sheetOf(shown);
            context.drawImage(canvas, left, top, across, down, area.x, area.y, area.width, area.height);
        }
        context.globalAlpha = 1;
    }
}

export function sheet(width, height) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    const image = context.createImageData(width, height);
    return { canvas, context, image, pixels: new Uint32Array(image.data.buffer) };
}
