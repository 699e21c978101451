// The canvas as a whole: what it shows, where it looks, what is chosen and pointed at.
import { shownTheme, stripes } from "./colours.js";
import { Controls, made } from "./controls.js";
import { drawFrame } from "./drawing.js";
import { between, cellAt, entered, headView, homeView, kept, matrixOf, onScreen, worldOf, zoomed } from "./geometry.js";
import { attachKeys } from "./keys.js";
import { bandsFor, fittedLabels } from "./labels.js";
import { Pictures } from "./pictures.js";
import { attachPointer } from "./pointer.js";
import { readoutOf } from "./readout.js";

const FLIGHT = 240; // milliseconds from the grid into a head
const TALLEST = 60; // pixels of a cell at the closest look
const INSIDE = 0.5; // of `entered`, from which on the canvas shows one head

export class Surface {
    constructor(parent) {
        this.root = made("div", "surface", parent);
        this.setting = { threshold: 0, sharpen: 0 };
        this.controls = new Controls(this.root, {
            onSetting: (change) => this.set(change),
            onZoom: (factor) => this.zoomAtCursor(factor),
            onHome: () => this.home(),
        });
        this.canvas = made("canvas", "map", made("div", "frame", this.root));
        Object.assign(this.canvas, { tabIndex: 0, role: "application" });
        this.context = this.canvas.getContext("2d", { alpha: false });
        this.line = made("output", "readout", this.root);
        this.line.setAttribute("aria-live", "polite");
        this.line.setAttribute("aria-atomic", "true");
        attachPointer(this.canvas, this);
        attachKeys(this.canvas, this);
        this.resizing = new ResizeObserver(() => this.resize());
        this.resizing.observe(this.canvas.parentElement);
        this.fonts = new AbortController();
        document.fonts.addEventListener("loadingdone", () => this.relabel(), { signal: this.fonts.signal });
    }

    close() {
        this.resizing.disconnect();
        this.fonts.abort();
        this.stop();
        clearTimeout(this.settling);
        cancelAnimationFrame(this.pending);
    }

    show(overview) {
        const { texts } = overview.names;
        Object.assign(this, { overview, pictures: new Pictures(overview), theme: null });
        Object.assign(this, { chosen: null, asked: null, hover: null, cursor: null, focused: false, fresh: true });
        this.controls.name(texts);
        this.canvas.setAttribute("aria-label", texts.map);
        this.canvas.setAttribute("aria-description", texts.reading);
        this.restyle();
        this.relabel();
        this.resize();
        this.announce();
    }

    // A whole head has come: asked for here, or chosen elsewhere on the page.
    take(detail) {
        const cell = [detail.layer, detail.head];
        this.pictures.add(detail);
        const here = this.asked === null || same(cell, this.asked);
        if (here && !same(cell, this.chosen)) {
            this.chosen = cell;
            if (!detail.names.enter) this.home();
            else if (this.fresh) this.look(this.viewOf(cell));
            else this.fly(this.viewOf(cell));
            this.announce();
        }
        if (here) this.asked = null;
        this.fresh = false;
        this.draw();
    }

    restyle() {
        const theme = shownTheme(this.root);
        if (theme === this.theme) return;
        this.theme = theme;
        this.hatch = stripes(this.context, theme, devicePixelRatio);
        this.set({});
    }

    set(change) {
        Object.assign(this.setting, change);
        this.pictures.colour(this.theme, this.setting);
        this.controls.colour(this.theme, this.setting, this.overview.masked !== null);
        this.draw();
    }

    relabel() {
        if (!this.overview) return;
        const limit = Math.min(120, 0.26 * (this.canvas.parentElement.clientWidth || 480));
        const [queries, keys] = ["queries", "keys"].map((axis) =>
            fittedLabels(this.context, this.overview.names[axis], limit),
        );
        this.labels = { queries, keys };
        this.bands = bandsFor(queries, keys);
        this.draw();
    }

    resize() {
        const { clientWidth: width, clientHeight: height } = this.canvas.parentElement;
        if (!this.overview || !width || !height) return;
        const inside = this.view && this.isInside() ? this.middle() : null;
        this.ratio = devicePixelRatio;
        this.canvas.width = Math.round(width * this.ratio);
        this.canvas.height = Math.round(height * this.ratio);
        this.hatch = stripes(this.context, this.theme, this.ratio);
        this.world = worldOf(this.overview, width, height);
        this.stop();
        this.look(inside ? this.viewOf(inside) : homeView(this.world, this.overview));
        if (this.resized !== `${width}`) this.relabel();
        this.resized = `${width}`;
    }

    draw() {
        this.pending ??= requestAnimationFrame(() => {
            this.pending = null;
            if (!this.view) return;
            drawFrame(this.context, this);
            this.canvas.style.touchAction = this.isHome() ? "pan-y" : "none"; // at home a finger scrolls the page
            const [layer, head] = this.middle();
            const whole = this.isInside() && this.pictures.of(layer, head);
            this.canvas.dataset.drawn = this.overview.digest;
            this.canvas.dataset.head = whole ? this.codeOf([layer, head]) : "";
        });
    }

    look(view) {
        this.view = kept(this.world, this.overview, view);
        this.draw();
    }

    fly(to) {
        this.stop();
        if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.look(to);
        const [from, start] = [this.view, performance.now()];
        const fly = (now) => {
            const part = Math.min(1, Math.max(0, (now - start) / FLIGHT));
            this.view = between(from, to, part * part * (3 - 2 * part));
            this.draw();
            this.flight = part < 1 ? requestAnimationFrame(fly) : null;
        };
        this.flight = requestAnimationFrame(fly);
    }

    stop() {
        cancelAnimationFrame(this.flight);
    }

    viewOf(cell) {
        return headView(this.world, cell, this.bands);
    }

    isHome() {
        return this.view.k <= 1.001 * homeView(this.world, this.overview).k;
    }

    isInside() {
        return entered(this.world, this.view) >= INSIDE;
    }

    middle() {
        const { world, view, overview } = this;
        const within = (place, count) => Math.min(count - 1, Math.max(0, Math.floor(place)));
        return [
            within(view.y + world.height / 2 / view.k, overview.layers),
            within((view.x + world.width / 2 / view.k) / world.aspect, overview.heads),
        ];
    }

    move(dx, dy) {
        this.look({ k: this.view.k, x: this.view.x - dx / this.view.k, y: this.view.y - dy / this.view.k });
    }

    zoom(factor, x, y) {
        this.stop();
        const least = homeView(this.world, this.overview).k;
        const most = Math.max(TALLEST * this.overview.queries, 2 * this.viewOf([0, 0]).k);
        const view = zoomed(this.view, factor, x, y, { least, most });
        this.look(view.k === least ? homeView(this.world, this.overview) : view);
    }

    zoomAtCursor(factor) {
        const { world, cursor } = this;
        const place = this.isInside() && cursor ? this.centreOf(cursor) : { x: world.width / 2, y: world.height / 2 };
        this.zoom(factor, place.x, place.y);
        this.chooseEntered();
    }

    centreOf({ layer, head, query, key }) {
        const area = onScreen(this.view, matrixOf(this.world, layer, head));
        return {
            x: area.x + ((key + 0.5) / this.overview.keys) * area.width,
            y: area.y + ((query + 0.5) / this.overview.queries) * area.height,
        };
    }

    home() {
        this.fly(homeView(this.world, this.overview));
        this.hover = null;
        this.announce();
    }

    point(x, y) {
        this.hover = x === null ? null : cellAt(this.world, this.overview, this.view, x, y);
        this.announce();
        this.draw();
    }

    click(x, y) {
        const cell = cellAt(this.world, this.overview, this.view, x, y);
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

    placeCursor() {
        const [layer, head] = this.isInside() ? this.middle() : (this.chosen ?? [0, 0]);
        this.cursor ??= { layer, head, query: 0, key: 0 };
    }

    step(down, across) {
        this.focused = true; // also where the mouse gave the canvas its focus
        this.placeCursor();
        const { layers, heads, queries, keys } = this.overview;
        const moved = (place, step, count) => Math.min(count - 1, Math.max(0, place + step));
        const { layer, head, query, key } = this.cursor;
        this.hover = null;
        if (this.isInside()) {
            this.cursor = { layer, head, query: moved(query, down, queries), key: moved(key, across, keys) };
            this.reveal();
        } else this.cursor = { layer: moved(layer, down, layers), head: moved(head, across, heads), query, key };
        this.announce();
        this.draw();
    }

    // Move so that the cell under the cursor can be seen.
    reveal() {
        const { x, y } = this.centreOf(this.cursor);
        const { left, top } = this.bands;
        const beyond = (place, from, to) => Math.min(0, place - from) + Math.max(0, place - to);
        this.move(-beyond(x, left + 20, this.world.width - 20), -beyond(y, top + 20, this.world.height - 20));
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

    chooseEntered() {
        if (this.isInside()) this.choose(this.middle());
    }

    choose(cell) {
        if (same(cell, this.chosen)) return;
        this.chosen = this.asked = cell;
        this.onChoose(this.codeOf(cell));
        this.draw();
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

function same(one, other) {
    return other !== null && one[0] === other[0] && one[1] === other[1];
}
