// The canvas as a whole: what it shows, and when it draws.
import { shownTheme, stripes } from "./colours.js";
import { Controls, made } from "./controls.js";
import { drawFrame } from "./drawing.js";
import { FlatPainter } from "./flat_painter.js";
import { hasTile, homeView, worldOf } from "./geometry.js";
import { gpuPainter } from "./gpu_painter.js";
import { attachKeys } from "./keys.js";
import { bandsFor, fittedLabels } from "./labels.js";
import { Pictures } from "./pictures.js";
import { attachPointer } from "./pointer.js";
import { save } from "./saving.js";
import { Selecting } from "./selecting.js";
import { shownHeads } from "./sorting.js";

export class Surface extends Selecting {
    constructor(parent) {
        super();
        this.root = made("div", "surface", parent);
        Object.assign(this, { setting: { threshold: 0, sharpen: 0 }, serial: 0, comparing: false, brushing: null });
        this.controls = new Controls(this.root, {
            onSetting: (change) => this.set(change),
            onArrange: (change) => this.arrange(change),
            onAct: (name) => this.act(name),
        });
        const frame = made("div", "frame", this.root);
        const below = made("canvas", "weights", frame);
        this.canvas = made("canvas", "map", frame);
        Object.assign(this.canvas, { tabIndex: 0, role: "application" });
        this.context = this.canvas.getContext("2d");
        this.painter = gpuPainter(below) ?? new FlatPainter();
        below.addEventListener("webglcontextlost", () => this.paintFlat(), { once: true });
        this.canvas.dataset.painter = this.painter instanceof FlatPainter ? "canvas" : "webgl2";
        this.below = below;
        this.line = made("output", "readout", this.root);
        this.line.setAttribute("aria-live", "polite");
        this.line.setAttribute("aria-atomic", "true");
        attachPointer(this.canvas, this);
        attachKeys(this.canvas, this);
        this.resizing = new ResizeObserver(() => this.resize());
        this.resizing.observe(frame);
        this.fonts = new AbortController();
        document.fonts.addEventListener("loadingdone", () => this.relabel(), { signal: this.fonts.signal });
    }

    close() {
        this.resizing.disconnect();
        this.fonts.abort();
        this.stop();
        clearTimeout(this.settling);
        cancelAnimationFrame(this.pending);
        this.image?.close();
    }

    open(overview) {
        const { texts, picture } = overview.names;
        this.painter.load(overview);
        const pictures = new Pictures(overview, this.painter);
        Object.assign(this, { overview, pictures, theme: null, fresh: true, image: null });
        this.forget();
        this.controls.name(overview);
        this.canvas.setAttribute("aria-label", texts.map);
        this.canvas.setAttribute("aria-description", texts.reading);
        this.restyle();
        this.relabel();
        this.resize();
        this.announce();
        this.controls.mark(this);
        if (picture) {
            createImageBitmap(new Blob([overview.picture])).then((image) => {
                this.image = image;
                this.draw();
            });
        }
    }

    // A whole head has come.
    take(detail) {
        this.pictures.add(detail);
        this.draw();
    }

    // The GPU has let go of what it was given.
    paintFlat() {
        this.painter = new FlatPainter();
        this.canvas.dataset.painter = "canvas";
        this.pictures.paintWith(this.painter);
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
        this.controls.colour(this.theme, this.setting, this.overview);
        this.draw();
    }

    act(name) {
        const acts = {
            zoom_in: () => this.zoomAtCursor(1.5),
            zoom_out: () => this.zoomAtCursor(1 / 1.5),
            all_heads: () => this.home(),
            unpin: () => this.unpin(),
            compare: () => {
                this.comparing = !this.comparing;
                this.controls.mark(this);
            },
            png: () => save(this, "png"),
            svg: () => save(this, "svg"),
        };
        acts[name]();
    }

    chosenAnew(rearranged) {
        this.controls.mark(this);
        if (rearranged) this.lay();
        this.announce();
        this.draw();
    }

    relabel(moved = false) {
        if (!this.overview) return;
        const inside = moved && this.view && this.isInside() ? this.middle() : null;
        const { names } = this.overview;
        const limit = Math.min(120, 0.26 * (this.canvas.parentElement.clientWidth || 480));
        const patchOf = (place) => (names.picture && place >= names.picture.first ? place - names.picture.first : null);
        const [queries, keys] = ["queries", "keys"].map((axis) =>
            fittedLabels(this.context, names[axis], limit, patchOf),
        );
        this.labels = { queries, keys };
        this.bands = bandsFor(queries, keys, this.picture);
        if (inside) this.fly(this.viewOf(inside));
        this.draw();
    }

    resize() {
        const { clientWidth: width, clientHeight: height } = this.canvas.parentElement;
        if (!this.overview || !width || !height) return;
        this.ratio = devicePixelRatio;
        for (const canvas of [this.canvas, this.below]) {
            canvas.width = Math.round(width * this.ratio);
            canvas.height = Math.round(height * this.ratio);
        }
        this.hatch = stripes(this.context, this.theme, this.ratio);
        this.size = { width, height };
        this.lay();
        if (this.resized !== `${width}`) this.relabel();
        this.resized = `${width}`;
    }

    // Give every head that is shown its place; inside one of them, stay there.
    lay() {
        if (!this.size) return;
        const inside = this.view && this.isInside() ? this.middle() : null;
        const compared = this.compared().map(([layer, head]) => layer * this.overview.heads + head);
        const order = shownHeads(this.overview, this.order, this.show, compared);
        this.world = worldOf(this.overview, order?.length ? order : null, this.size.width, this.size.height);
        const has = (cell) => cell && hasTile(this.world, [cell.layer, cell.head]);
        Object.assign(this, { hover: null, cursor: has(this.cursor) ? this.cursor : null });
        this.stop();
        this.look(inside && hasTile(this.world, inside) ? this.viewOf(inside) : homeView(this.world));
    }

    compareAt(x, y) {
        const cell = this.cellUnder(x, y);
        if (cell) this.compare([cell.layer, cell.head]);
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
