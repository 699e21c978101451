// The weights at hand, of all heads reduced and of some whole, with the colours in which they are shown.
import { colourTable } from "./colours.js";
import { valueOf } from "./decode.js";

const KEPT = 8; // whole heads that stay at hand

export class Pictures {
    constructor(overview, painter) {
        Object.assign(this, { overview, painter });
        this.details = new Map(); // by layer and head
    }

    // Draw with another painter from now on.
    paintWith(painter) {
        this.painter = painter;
        painter.load(this.overview);
        this.details.forEach((one) => this.colourOne(one));
        painter.colour(this.overview, this.table);
    }

    add(detail) {
        const key = `${detail.layer} ${detail.head}`;
        this.forget(key);
        const one = { detail };
        this.details.set(key, one);
        if (this.details.size > KEPT) this.forget(this.details.keys().next().value);
        this.colourOne(one);
    }

    forget(key) {
        if (this.details.has(key)) this.painter.drop(this.details.get(key).detail);
        this.details.delete(key);
    }

    of(layer, head) {
        return this.details.get(`${layer} ${head}`)?.detail;
    }

    colour(theme, setting) {
        Object.assign(this, { theme, setting });
        this.table = colourTable(theme, this.overview, setting);
        this.painter.colour(this.overview, this.table);
        this.details.forEach((one) => this.colourOne(one));
    }

    colourOne(one) {
        one.table = colourTable(this.theme, one.detail, this.setting);
        this.painter.colour(one.detail, one.table);
    }

    // The weight of a cell, or the largest of its block where the head is not here as a whole (`exact` says which).
    weight({ layer, head, query, key }) {
        const { detail, table } = this.details.get(`${layer} ${head}`) ?? { detail: this.overview, table: this.table };
        const { layer: first, head: firstHead, ...shown } = detail;
        const row = Math.floor(query / shown.queryBlock);
        const column = Math.floor(key / shown.keyBlock);
        const inLayer = ((layer - first) * shown.rows + row) * shown.columns + column;
        const place = (((layer - first) * shown.heads + head - firstHead) * shown.rows + row) * shown.columns + column;
        const code = shown.values[place];
        return {
            weight: valueOf(shown, code),
            colour: [0, 8, 16].map((shift) => (table[code] >> shift) & 255),
            digits: Math.max(2, Math.floor(Math.log10((shown.signed ? 127 : 255) / shown.scale))), // what a step can tell
            masked: shown.masked?.[inLayer] === 1,
            exact: shown.queryBlock === 1 && shown.keyBlock === 1,
            queries: [row * shown.queryBlock, Math.min(shown.queries, (row + 1) * shown.queryBlock) - 1],
            keys: [column * shown.keyBlock, Math.min(shown.keys, (column + 1) * shown.keyBlock) - 1],
        };
    }
}
