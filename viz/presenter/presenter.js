// A lesson on a wall: arrow keys and buttons turn its steps, S moves a spotlight with the pointer, Escape leaves.
// The type is as large as the step allows, since a wall should not be scrolled.
// Streamlit calls this anew whenever data or theme change: the listeners of the call before are taken off first.
const [FIRST, SMALLEST, LARGEST] = [170, 60, 600]; // radius of the spotlight in pixels
const TYPE = [20, 15]; // pixels of the type, largest and smallest
const RESTS = 100; // milliseconds without a change after which a step is taken to be drawn
const TYPING = "input, textarea, select, [contenteditable=true], [role=slider], [role=radio], [role=combobox], [role=listbox], [role=spinbutton], [role=tab], [role=application]";
const TURNS = { ArrowRight: 1, ArrowLeft: -1, PageDown: 1, PageUp: -1 }; // a clicker sends the last two

export default function ({ data, parentElement, setTriggerValue }) {
    parentElement.listening?.abort();
    parentElement.listening = new AbortController();
    const { signal } = parentElement.listening;
    const bar = parentElement.querySelector(".presenter-bar") ?? parentElement.appendChild(document.createElement("nav"));
    const light = parentElement.querySelector(".presenter-light") ?? parentElement.appendChild(darkness());
    bar.className = "presenter-bar";

    const turn = (by) => {
        const step = data.step + by;
        if (step >= 1 && step <= data.steps) setTriggerValue("turn", step);
    };
    const shine = () => {
        light.hidden = !light.hidden;
        bar.querySelector("[data-does=spotlight]").setAttribute("aria-pressed", String(!light.hidden));
    };
    const acts = { previous: () => turn(-1), next: () => turn(1), spotlight: shine, leave: () => setTriggerValue("leave", true) };
    const buttons = Object.entries(acts).map(([name, act]) => {
        const button = bar.querySelector(`[data-does=${name}]`) ?? document.createElement("button");
        button.type = "button";
        button.dataset.does = name;
        button.textContent = data.labels[name];
        button.onclick = act;
        return button;
    });
    const [previous, next, spotlight, leave] = buttons;
    previous.disabled = data.step === 1;
    next.disabled = data.step === data.steps;
    spotlight.setAttribute("aria-pressed", String(!light.hidden));
    const place = bar.querySelector("output") ?? document.createElement("output");
    place.textContent = data.place;
    if (!bar.children.length) bar.append(previous, place, next, spotlight, leave);

    const listen = (kind, act, options = {}) => document.addEventListener(kind, act, { signal, ...options });
    listen("keydown", (event) => {
        if (event.ctrlKey || event.altKey || event.metaKey) return;
        const from = event.composedPath()[0];
        if (event.key in TURNS && !(from instanceof Element && from.closest(TYPING))) {
            event.preventDefault();
            turn(TURNS[event.key]);
        } else if (from instanceof Element && from.closest("input, textarea, [contenteditable=true]")) return;
        else if (event.key === "s" || event.key === "S") shine();
        else if (event.key === "Escape") (light.hidden ? acts.leave : shine)();
    });
    listen("pointermove", (event) => {
        light.style.setProperty("--x", `${event.clientX}px`);
        light.style.setProperty("--y", `${event.clientY}px`);
    });
    listen("wheel", (event) => {
        if (light.hidden) return;
        event.preventDefault();
        light.radius = Math.min(LARGEST, Math.max(SMALLEST, light.radius - Math.sign(event.deltaY) * 20));
        light.style.setProperty("--radius", `${light.radius}px`);
    }, { passive: false });
    fitType(bar, signal);
    return () => parentElement.listening?.abort();
}

// Within a step the type only shrinks: what is drawn in a canvas follows it late, and growing would swing to and fro.
// A bar with `data-fitted` says that the step is drawn and fits as well as it can.
function fitType(bar, signal) {
    const main = document.querySelector("[data-testid=stMain]");
    const root = document.documentElement;
    const app = document.querySelector("[data-testid=stApp]");
    let fitted, size, waiting;
    const fit = () => {
        if (app.dataset.testScriptState === "running") { // the step before still stands there, too
            waiting = setTimeout(fit, RESTS);
            return;
        }
        const step = main.querySelector("[class*=st-key-step-]")?.className;
        if (step !== fitted) [fitted, size] = [step, TYPE[0]];
        root.style.setProperty("--type", `${size}px`);
        while (main.scrollHeight > main.clientHeight && size > TYPE[1]) {
            size -= 1;
            root.style.setProperty("--type", `${size}px`);
        }
        bar.dataset.fitted = "";
    };
    const changes = new ResizeObserver(() => {
        delete bar.dataset.fitted;
        clearTimeout(waiting);
        waiting = setTimeout(fit, RESTS);
    });
    changes.observe(main);
    changes.observe(main.querySelector("[data-testid=stMainBlockContainer]"));
    signal.addEventListener("abort", () => {
        changes.disconnect();
        clearTimeout(waiting);
    });
}

function darkness() {
    const light = document.createElement("div");
    light.className = "presenter-light";
    light.hidden = true;
    light.radius = FIRST;
    light.style.setProperty("--radius", `${FIRST}px`);
    return light;
}
