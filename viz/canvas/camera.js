// Where the canvas looks, and how it gets there. What draws stands in surface.js.
import { between, entered, headOf, headView, homeView, kept, matrixOf, onScreen, zoomed } from "./geometry.js";

const FLIGHT = 240; // milliseconds from the grid into a head
const TALLEST = 60; // pixels of a cell at the closest look
const INSIDE = 0.5; // of `entered`, from which on the canvas shows one head

export class Camera {
    look(view) {
        this.view = kept(this.world, view);
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
        return this.view.k <= 1.001 * homeView(this.world).k;
    }

    isInside() {
        return entered(this.world, this.view) >= INSIDE;
    }

    middle() {
        const { world, view } = this;
        const within = (place, count) => Math.min(count - 1, Math.max(0, Math.floor(place)));
        return headOf(world, {
            row: within(view.y + world.height / 2 / view.k, world.rows),
            column: within((view.x + world.width / 2 / view.k) / world.aspect, world.columns),
        });
    }

    move(dx, dy) {
        this.look({ k: this.view.k, x: this.view.x - dx / this.view.k, y: this.view.y - dy / this.view.k });
    }

    zoom(factor, x, y) {
        this.stop();
        const least = homeView(this.world).k;
        const most = Math.max(TALLEST * this.overview.queries, 2 * this.viewOf([0, 0]).k);
        const view = zoomed(this.view, factor, x, y, { least, most });
        this.look(view.k === least ? homeView(this.world) : view);
    }

    centreOf({ layer, head, query, key }) {
        const area = onScreen(this.view, matrixOf(this.world, layer, head));
        return {
            x: area.x + ((key + 0.5) / this.overview.keys) * area.width,
            y: area.y + ((query + 0.5) / this.overview.queries) * area.height,
        };
    }

    // Move so that a cell can be seen.
    reveal(cell) {
        const { x, y } = this.centreOf(cell);
        const { left, top } = this.bands;
        const beyond = (place, from, to) => Math.min(0, place - from) + Math.max(0, place - to);
        this.move(-beyond(x, left + 20, this.world.width - 20), -beyond(y, top + 20, this.world.height - 20));
    }
}
