// Mouse, pen and fingers: drag to move, wheel or two fingers to zoom, a click to enter a head; on words, a click or a
// drag along them pins them.
import { labelAt } from "./labels.js";

const STILL = 5; // pixels a pointer may move and still click
const SETTLED = 250; // milliseconds without motion after which a head that was zoomed into counts as chosen

export function attachPointer(canvas, surface) {
    const pointers = new Map();
    let moved = 0;
    let brush = null; // the words over which the pointer was drawn since it went down on one
    const placeOf = (event) => {
        const box = canvas.getBoundingClientRect();
        return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const settle = () => {
        clearTimeout(surface.settling);
        surface.settling = setTimeout(() => surface.chooseEntered(), SETTLED);
    };
    canvas.onpointerdown = (event) => {
        if (event.button !== 0) return;
        canvas.setPointerCapture(event.pointerId);
        canvas.focus({ preventScroll: true });
        pointers.set(event.pointerId, placeOf(event));
        const { x, y } = placeOf(event);
        if (pointers.size === 1) {
            moved = 0;
            const word = labelAt(surface, x, y);
            brush = word && { axis: word.axis, from: word.place, to: word.place };
        } else brush = null;
        surface.brushing = brush;
        surface.stop();
    };
    canvas.onpointermove = (event) => {
        const now = placeOf(event);
        const before = pointers.get(event.pointerId);
        if (!before) {
            canvas.style.cursor = labelAt(surface, now.x, now.y) ? "pointer" : "";
            return surface.point(now.x, now.y);
        }
        pointers.set(event.pointerId, now);
        const [dx, dy] = [now.x - before.x, now.y - before.y];
        moved += Math.hypot(dx, dy);
        if (brush) {
            const word = labelAt(surface, now.x, now.y);
            if (word?.axis === brush.axis) brush.to = word.place;
            return surface.draw();
        }
        if (pointers.size === 1) {
            if (moved > STILL) surface.move(dx, dy);
            return;
        }
        const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
        const apart = (one) => Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
        surface.zoom(apart(now) / apart(before), (now.x + other.x) / 2, (now.y + other.y) / 2);
        surface.move(dx / 2, dy / 2);
    };
    const lift = (event) => {
        const place = pointers.get(event.pointerId);
        if (!place || !pointers.delete(event.pointerId)) return;
        if (brush && event.type === "pointerup") {
            const single = brush.from === brush.to;
            surface.pin(brush.axis, brush.from, brush.to, single || event.shiftKey);
            brush = surface.brushing = null;
        } else if (event.type === "pointerup" && moved <= STILL && pointers.size === 0) {
            const beside = event.shiftKey || event.ctrlKey || event.metaKey || surface.comparing;
            if (beside) surface.compareAt(place.x, place.y);
            else surface.click(place.x, place.y);
        } else settle();
    };
    canvas.onpointerup = canvas.onpointercancel = lift;
    canvas.onpointerleave = () => surface.point(null);
    canvas.onwheel = (event) => {
        const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : 1);
        if (pixels > 0 && surface.isHome()) return; // all is in sight: the wheel scrolls the page
        event.preventDefault();
        const { x, y } = placeOf(event);
        surface.zoom(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.002)), x, y);
        settle();
    };
}
