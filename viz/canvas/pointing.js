// What a reader points at, with the mouse, a finger or the keys, and which head was entered.
import { strongestOf } from "./arcs.js";
import { Camera } from "./camera.js";
import { cellAt, hasTile, headOf, homeView, tileOf } from "./geometry.js";
import { readoutOf } from "./readout.js";

export class Pointing extends Camera {
    forget() {
        Object.assign(this, { chosen: null, hover: null, cursor: null, focused: false });
    }

    placeCursor() {
        const first = headOf(this.world, { row: 0, column: 0 });
        const chosen = this.chosen && hasTile(this.world, this.chosen) ? this.chosen : first;
        const [layer, head] = this.isInside() ? this.middle() : chosen;
        this.cursor ??= { layer, head, query: 0, key: 0 };
    }

    // The cell there; among arcs the strongest of the word whose end of an arc is nearer.
    cellUnder(x, y) {
        const { world, overview, view } = this;
        if (this.picture !== "arcs" || !this.isInside()) return cellAt(world, overview, view, x, y);
        const [layer, head] = this.middle();
        const cell = cellAt(world, overview, view, this.centreOf({ layer, head, query: 0, key: 0 }).x, y);
        if (!cell) return null;
        const shown = this.pictures.of(layer, head) ?? overview;
        const side = x < world.width / 2 ? "queries" : "keys";
        const part = (cell.query + 0.5) / overview.queries;
        const place = side === "queries" ? cell.query : Math.floor(part * overview.keys);
        return { layer, head, side, ...strongestOf(shown, layer, head, side, place) };
    }

    point(x, y) {
        this.hover = x === null ? null : this.cellUnder(x, y);
        this.announce();
        this.draw();
    }

    click(x, y) {
        const cell = this.cellUnder(x, y);
        if (!cell) return;
        this.cursor = cell;
        if (!this.isInside() || !same([cell.layer, cell.head], this.middle())) return this.enter(cell);
        this.hover = cell;
        this.announce();
        this.draw();
    }

    focus(visible) {
        this.focused = visible;
        this.placeCursor();
        if (visible) this.hover = null;
        this.announce();
        this.draw();
    }

    step(down, across) {
        this.focused = true; // also where the mouse gave the canvas its focus
        this.placeCursor();
        const { queries, keys } = this.overview;
        const moved = (place, step, count) => Math.min(count - 1, Math.max(0, place + step));
        const { layer, head, query, key } = this.cursor;
        this.hover = null;
        if (this.isInside()) {
            this.cursor = { layer, head, query: moved(query, down, queries), key: moved(key, across, keys) };
            this.reveal(this.cursor);
        } else {
            const { row, column } = tileOf(this.world, layer, head);
            const { rows, columns } = this.world;
            const next = headOf(this.world, { row: moved(row, down, rows), column: moved(column, across, columns) });
            this.cursor = { layer: next[0], head: next[1], query, key };
        }
        this.announce();
        this.draw();
    }

    enterCursor() {
        this.placeCursor();
        if (!this.isInside()) this.enter(this.cursor);
    }

    enter(cell) {
        this.hover = null;
        this.fly(this.viewOf([cell.layer, cell.head]));
        this.choose([cell.layer, cell.head]);
        this.announce(true);
    }

    home() {
        this.fly(homeView(this.world));
        this.hover = null;
        this.announce();
    }

    zoomAtCursor(factor) {
        const { world, cursor } = this;
        const place = this.isInside() && cursor ? this.centreOf(cursor) : { x: world.width / 2, y: world.height / 2 };
        this.zoom(factor, place.x, place.y);
        this.chooseEntered();
    }

    chooseEntered() {
        if (this.isInside()) this.choose(this.middle());
    }

    codeOf([layer, head]) {
        return this.overview.names.codes[layer * this.overview.heads + head];
    }

    pointed() {
        return this.hover ?? (this.focused ? this.cursor : null);
    }

    announce(entering = false) {
        const pointed = this.pointed();
        const inside = entering || (this.view !== undefined && this.isInside());
        const said = pointed ? readoutOf(this, pointed, inside) : this.overview.names.texts.readout_nothing;
        if (this.line.textContent !== said) this.line.textContent = said;
    }
}

export function same(one, other) {
    return other !== null && one[0] === other[0] && one[1] === other[1];
}
