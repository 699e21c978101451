// One row of attention as sliders: dragging a bar or pressing a key sets a weight, and the others share the rest.
// Streamlit calls this anew whenever data or theme change, without cleaning up: what must last stands on the root.
const PAUSE = 700; // milliseconds after the last key before the weight is sent
const STEPS = { ArrowRight: 0.01, ArrowUp: 0.01, ArrowLeft: -0.01, ArrowDown: -0.01, PageUp: 0.1, PageDown: -0.1 };

export default function ({ data, parentElement, setTriggerValue }) {
    const root = parentElement.querySelector(".rows") ?? parentElement.appendChild(document.createElement("div"));
    const signature = JSON.stringify(data.rows.map((row) => [row.position, row.name]));
    if (root.signature !== signature) {
        clearTimeout(root.timer);
        root.editing = null;
        root.signature = signature;
        root.className = "rows";
        root.setAttribute("role", "group");
        root.replaceChildren(...data.rows.map(rowOf));
    }
    root.setAttribute("aria-label", data.title);
    root.tracks = [...root.querySelectorAll(".track")];
    root.shown = data.rows.map((row) => row.weight);
    data.rows.forEach((row, index) => root.tracks[index].style.setProperty("--before", row.before));
    if (root.editing === null) show(root, root.shown);

    const send = (index) => {
        clearTimeout(root.timer);
        if (root.editing === null) return;
        const weight = root.editing;
        root.editing = null;
        if (weight !== round(root.shown[index])) setTriggerValue("set", { key: data.rows[index].position, weight });
    };
    const edit = (index, weight) => {
        root.editing = round(Math.min(1, Math.max(0, weight)));
        show(root, shared(root.shown, index, root.editing));
    };
    const forget = () => {
        clearTimeout(root.timer);
        root.editing = null;
        show(root, root.shown);
    };
    root.tracks.forEach((track, index) => {
        const place = (event) => {
            const box = track.getBoundingClientRect();
            edit(index, (event.clientX - box.left) / box.width);
        };
        track.onpointerdown = (event) => {
            if (event.button !== 0) return;
            clearTimeout(root.timer);
            track.setPointerCapture(event.pointerId);
            track.focus({ preventScroll: true });
            place(event);
        };
        track.onpointermove = (event) => track.hasPointerCapture(event.pointerId) && place(event);
        track.onpointerup = () => send(index);
        track.onpointercancel = forget; // the finger scrolls the page
        track.onblur = () => send(index);
        track.onkeydown = (event) => {
            const now = root.editing ?? round(root.shown[index]);
            const asked = { Home: 0, End: 1 }[event.key] ?? (event.key in STEPS ? now + STEPS[event.key] : null);
            if (event.key === "Enter") send(index);
            else if (event.key === "Escape") forget();
            else if (asked === null) return;
            else {
                clearTimeout(root.timer);
                edit(index, asked);
                root.timer = setTimeout(() => send(index), PAUSE);
            }
            event.preventDefault();
        };
    });
}

function rowOf(row) {
    const label = element("span", "label");
    label.textContent = row.label;
    label.dir = "auto";
    label.title = row.name;
    const track = element("div", "track");
    track.tabIndex = 0;
    track.setAttribute("role", "slider");
    track.setAttribute("aria-label", row.name);
    track.setAttribute("aria-valuemin", "0");
    track.setAttribute("aria-valuemax", "1");
    track.append(element("div", "bar"), element("div", "before"));
    const line = element("div", "row");
    line.append(label, track, element("output", "value"));
    return line;
}

function element(tag, name) {
    const made = document.createElement(tag);
    made.className = name;
    return made;
}

function show(root, weights) {
    root.tracks.forEach((track, index) => {
        const value = weights[index].toFixed(2);
        track.style.setProperty("--weight", weights[index]);
        track.setAttribute("aria-valuenow", value);
        track.nextElementSibling.textContent = value;
    });
}

// As model/interventions/heads.py does it: the others keep their proportions; with nothing to share they get alike.
function shared(weights, index, weight) {
    const total = weights.reduce((sum, other, at) => sum + (at === index ? 0 : other), 0);
    const alike = 1 / Math.max(1, weights.length - 1);
    return weights.map((other, at) => (at === index ? weight : (1 - weight) * (total > 0 ? other / total : alike)));
}

function round(weight) {
    return Math.round(100 * weight) / 100;
}
