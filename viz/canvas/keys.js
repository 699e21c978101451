// The keyboard: arrows move from head to head, and inside a head from cell to cell.
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const ZOOM = 1.3;

export function attachKeys(canvas, surface) {
    const act = {
        Enter: () => surface.enterCursor(),
        Escape: () => surface.home(),
        Home: () => surface.home(),
        "+": () => surface.zoomAtCursor(ZOOM),
        "=": () => surface.zoomAtCursor(ZOOM),
        "-": () => surface.zoomAtCursor(1 / ZOOM),
        "−": () => surface.zoomAtCursor(1 / ZOOM),
        " ": () => surface.compareCursor(),
        r: () => surface.pinCursor("queries"),
        c: () => surface.pinCursor("keys"),
        x: () => surface.unpin(),
        a: () => surface.arrange({ picture: surface.picture === "arcs" ? "matrix" : "arcs" }),
    };
    canvas.onkeydown = (event) => {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        if (event.key in STEPS) surface.step(...STEPS[event.key].map((step) => step * (event.shiftKey ? 10 : 1)));
        else if (event.key in act) act[event.key]();
        else return;
        event.preventDefault();
    };
    canvas.onfocus = canvas.onblur = () => surface.focus(canvas.matches(":focus-visible"));
}
