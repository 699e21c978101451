// Coloured pictures of matrices: one of all heads together, and one of each whole head.
import { colourTable } from "./colours.js";

const KEPT = 8; // whole heads that stay at hand

export class Pictures {
    constructor(overview) {
        this.overview = overview;
        this.atlas = sheet(overview.heads * overview.columns, overview.layers * overview.rows);
        this.details = new Map(); // by layer and head
    }

    add(detail) {
        const key = `${detail.layer} ${detail.head}`;
        this.details.delete(key);
        this.details.set(key, { detail, picture: sheet(detail.columns, detail.rows) });
        if (this.details.size > KEPT) this.details.delete(this.details.keys().next().value);
        this.colourDetail(this.details.get(key));
    }

    of(layer, head) {
        return this.details.get(`${layer} ${head}`);
    }

    colour(theme, setting) {
        Object.assign(this, { theme, setting });
        const { layers, heads, rows, columns, values, masked, scale } = this.overview;
        const table = (this.table = colourTable(theme, scale, setting));
        const { image, pixels } = this.atlas;
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
        this.atlas.context.putImageData(image, 0, 0);
        this.details.forEach((one) => this.colourDetail(one));
    }

    colourDetail(one) {
        const { detail, picture } = one;
        const { values, masked } = detail;
        const table = (one.table = colourTable(this.theme, detail.scale, this.setting));
        for (let place = 0; place < values.length; place += 1) {
            picture.pixels[place] = masked?.[place] ? 0 : table[values[place]];
        }
        picture.context.putImageData(picture.image, 0, 0);
    }

    // The weight of a cell, or the largest of its block where the head is not here as a whole (`exact` says which).
    weight({ layer, head, query, key }) {
        const { detail, table } = this.of(layer, head) ?? { detail: this.overview, table: this.table };
        const { layer: first, head: firstHead, ...shown } = detail;
        const row = Math.floor(query / shown.queryBlock);
        const column = Math.floor(key / shown.keyBlock);
        const inLayer = ((layer - first) * shown.rows + row) * shown.columns + column;
        const place = (((layer - first) * shown.heads + head - firstHead) * shown.rows + row) * shown.columns + column;
        const code = shown.values[place];
        return {
            weight: (code * shown.scale) / 255,
            colour: [0, 8, 16].map((shift) => (table[code] >> shift) & 255),
            digits: Math.max(2, Math.floor(Math.log10(255 / shown.scale))), // what a 255th can tell apart
            masked: shown.masked?.[inLayer] === 1,
            exact: shown.queryBlock === 1 && shown.keyBlock === 1,
            queries: [row * shown.queryBlock, Math.min(shown.queries, (row + 1) * shown.queryBlock) - 1],
            keys: [column * shown.keyBlock, Math.min(shown.keys, (column + 1) * shown.keyBlock) - 1],
        };
    }
}

function sheet(width, height) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    const image = context.createImageData(width, height);
    return { canvas, context, image, pixels: new Uint32Array(image.data.buffer) };
}
