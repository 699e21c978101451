// The canvas as a whole: what it shows, and when it draws.
import { shownTheme, stripes } from "./colours.js";
import { Controls, made } from "./controls.js";
import { drawFrame } from "./drawing.js";
import { homeView, worldOf } from "./geometry.js";
import { attachKeys } from "./keys.js";
import { bandsFor, fittedLabels } from "./labels.js";
import { Pictures } from "./pictures.js";
import { attachPointer } from "./pointer.js";
import { Pointing, same } from "./pointing.js";

export class Surface extends Pointing {
    constructor(parent) {
        super();
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
        Object.assign(this, { overview, pictures: new Pictures(overview), theme: null, fresh: true });
        this.forget();
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
            if (!this.view) return; // nothing to be seen yet
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
        this.look(inside ? this.viewOf(inside) : homeView(this.world));
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
}
