// The keyboard: arrows move from head to head, and inside a head from cell to cell.
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const ZOOM = 1.3;

export function attachKeys(canvas, surface) {
    canvas.onkeydown = (event) => {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        if (event.key in STEPS) surface.step(...STEPS[event.key].map((step) => step * (event.shiftKey ? 10 : 1)));
        else if (event.key === "Enter") surface.enterCursor();
        else if (event.key === "Escape" || event.key === "Home") surface.home();
        else if (event.key === "+" || event.key === "=") surface.zoomAtCursor(ZOOM);
        else if (event.key === "-" || event.key === "−") surface.zoomAtCursor(1 / ZOOM);
        else return;
        event.preventDefault();
    };
    canvas.onfocus = canvas.onblur = () => surface.focus(canvas.matches(":focus-visible"));
}
