// What a reader has chosen: the head that was entered and those beside it, words, the order of heads, the picture. It
// goes to Python as one small event, stands in the link, and comes back from there.
import { hasTile } from "./geometry.js";
import { Pointing, same } from "./pointing.js";

const MOST_BESIDE = 4; // heads side by side: more colours cannot be told apart
const UNCHOSEN = { order: "layer", show: "all", picture: "matrix" };

export class Selecting extends Pointing {
    forget() {
        super.forget();
        Object.assign(this, { asked: false, beside: [], pins: { queries: new Set(), keys: new Set() }, ...UNCHOSEN });
    }

    // The head that was entered, and those that it is compared with.
    compared() {
        const others = this.beside.filter((cell) => !same(cell, this.chosen));
        return this.chosen ? [this.chosen, ...others] : others;
    }

    choose(cell) {
        if (same(cell, this.chosen) && this.asked) return;
        const before = this.asked ? this.chosen : null; // of two compared heads the other stays in sight
        this.beside = this.beside.map((one) => (before && same(one, cell) ? before : one));
        Object.assign(this, { chosen: cell, asked: true });
        this.tell();
    }

    // Put a head beside the one that was entered, or take it away again.
    compare([layer, head]) {
        const cell = [layer, head];
        const others = this.beside.filter((one) => !same(one, cell));
        this.beside = others.length < this.beside.length ? others : [...others, cell].slice(1 - MOST_BESIDE);
        this.tell(this.show === "chosen");
    }

    compareCursor() {
        this.placeCursor();
        const { layer, head } = this.pointed() ?? this.cursor;
        this.compare([layer, head]);
    }

    // Pin words from one place to another, or let go of the one that is pinned; `more` keeps the others.
    pin(axis, from, to, more = true) {
        const pinned = more ? this.pins[axis] : this.pins[axis].clear() || this.pins[axis];
        if (from === to && pinned.has(from)) pinned.delete(from);
        else for (let place = Math.min(from, to); place <= Math.max(from, to); place += 1) pinned.add(place);
        this.tell();
    }

    // Pinned words, and those that are just being brushed over.
    pinsInSight() {
        const brushed = this.brushing;
        if (!brushed || brushed.from === brushed.to) return this.pins;
        const [from, to] = [Math.min(brushed.from, brushed.to), Math.max(brushed.from, brushed.to)];
        const places = new Set(Array.from({ length: to - from + 1 }, (_, step) => from + step));
        return { ...this.pins, [brushed.axis]: places };
    }

    pinCursor(axis) {
        this.placeCursor();
        const place = (this.pointed() ?? this.cursor)[axis === "queries" ? "query" : "key"];
        this.pin(axis, place, place);
    }

    unpin() {
        this.pins.queries.clear();
        this.pins.keys.clear();
        this.tell();
    }

    arrange(change) {
        Object.assign(this, change);
        this.tell("order" in change || "show" in change);
        if ("picture" in change) this.relabel(true);
    }

    // `rearranged` where other heads are shown than before, or in another order.
    tell(rearranged = false) {
        this.serial += 1;
        this.onSelect({
            serial: this.serial,
            at: this.asked && this.chosen ? this.codeOf(this.chosen) : null,
            beside: this.beside.map((cell) => this.codeOf(cell)),
            queries: [...this.pins.queries].sort((one, other) => one - other),
            keys: [...this.pins.keys].sort((one, other) => one - other),
            order: this.order,
            show: this.show,
            picture: this.picture,
        });
        this.chosenAnew(rearranged);
    }

    // What Python says is chosen: by a link, or elsewhere on the page. What was sent before the last event is too old.
    adopt(choices) {
        if (choices.serial < this.serial) return;
        this.serial = choices.serial;
        const cellOf = (code) => {
            const index = this.overview.names.codes.indexOf(code);
            return [Math.floor(index / this.overview.heads), index % this.overview.heads];
        };
        const { order, show, picture } = choices;
        const rearranged = order !== this.order || show !== this.show;
        const redrawn = picture !== this.picture;
        const pins = { queries: new Set(choices.queries), keys: new Set(choices.keys) };
        Object.assign(this, { order, show, picture, pins, beside: choices.beside.map(cellOf), asked: choices.asked });
        const cell = cellOf(choices.at);
        const elsewhere = !same(cell, this.chosen);
        this.chosen = cell;
        this.chosenAnew(rearranged || (elsewhere && show === "chosen"));
        if (redrawn) this.relabel(true);
        if (elsewhere) this.visit(choices.asked ? cell : null);
        this.fresh = false;
    }

    // Go where a choice made elsewhere leads: into a head, or to all of them.
    visit(cell) {
        if (!this.view) return; // nothing to be seen yet
        if (!cell || !hasTile(this.world, cell)) this.home();
        else if (this.fresh) this.look(this.viewOf(cell));
        else this.fly(this.viewOf(cell));
        this.announce();
    }
}
