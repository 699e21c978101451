// One row of attention as sliders: dragging a bar or pressing a key sets a weight, and the others share the rest.
//
// The page answers late, and what it says may be older than what was done meanwhile. So what is shown are the weights
// of the page with those edits on top that it has not answered. It gets one message at a time: of two that follow each
// other closely Streamlit may drop the first. An edit is sent as the intervention it is, "enc.1.h2[2,3]=0.99".
const PAUSE = 700; // milliseconds after the last key before the weight is sent
const PATIENCE = 20_000; // milliseconds without an answer after which a message counts as lost
const STEPS = { ArrowRight: 0.01, ArrowUp: 0.01, ArrowLeft: -0.01, ArrowDown: -0.01, PageUp: 0.1, PageDown: -0.1 };

// Streamlit calls this anew whenever data or theme change, without cleaning up: what must last stands on the root.
export default function ({ data, parentElement, setTriggerValue }) {
    const root = parentElement.querySelector(".rows") ?? parentElement.appendChild(element("div", "rows"));
    root.editor ??= new RowEditor(root);
    root.editor.update(data, (text) => setTriggerValue("set", text));
}

class RowEditor {
    constructor(root) {
        root.setAttribute("role", "group");
        this.root = root;
        this.data = { rows: [] };
        this.editing = null; // an edit that goes on, { edge, weight }
        this.unsent = [];
        this.sent = []; // without an answer yet
    }

    update(data, send) {
        const others = JSON.stringify(data.rows.map(named)) !== JSON.stringify(this.data.rows.map(named));
        if (others) this.finish(); // what was done to the row that goes
        if (data.turn !== this.data.turn) this.sent = []; // the page has taken in what it was sent
        this.data = data;
        this.send = send;
        if (others) {
            this.root.replaceChildren(...data.rows.map((row, index) => this.line(row, index)));
            this.tracks = [...this.root.querySelectorAll(".track")];
        }
        this.root.setAttribute("aria-label", data.title);
        data.rows.forEach((row, index) => this.tracks[index].style.setProperty("--before", row.before));
        this.show();
        this.post();
    }

    get weights() {
        const edits = [...this.sent, ...this.unsent, ...(this.editing ? [this.editing] : [])];
        return edits.reduce((weights, { edge, weight }) => {
            const index = this.data.rows.findIndex((row) => row.edge === edge);
            return index < 0 ? weights : shared(weights, index, weight);
        }, this.data.rows.map((row) => row.weight));
    }

    edit(index, weight) {
        const { edge } = this.data.rows[index];
        if (this.editing && this.editing.edge !== edge) this.finish();
        clearTimeout(this.timer);
        this.editing = { edge, weight: round(Math.min(1, Math.max(0, weight))) };
        this.show();
    }

    finish() {
        clearTimeout(this.timer);
        const done = this.editing;
        this.editing = null;
        const index = this.data.rows.findIndex((row) => row.edge === done?.edge);
        if (index >= 0 && done.weight !== round(this.weights[index])) this.unsent.push(done);
        this.show();
        this.post();
    }

    forget() {
        clearTimeout(this.timer);
        this.editing = null;
        this.show();
    }

    post() {
        const waiting = this.sent.length > 0 && performance.now() < this.sentAt + PATIENCE;
        if (waiting || this.unsent.length === 0) return;
        this.sent.push(...this.unsent.splice(0));
        this.sentAt = performance.now();
        this.send(this.sent.map(({ edge, weight }) => `${edge}=${weight}`).join("; "));
    }

    show() {
        this.weights.forEach((weight, index) => {
            const track = this.tracks[index];
            const value = weight.toFixed(2);
            track.style.setProperty("--weight", weight);
            track.setAttribute("aria-valuenow", value);
            track.nextElementSibling.textContent = value;
        });
    }

    line(row, index) {
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
        this.listen(track, index);
        const line = element("div", "row");
        line.append(label, track, element("output", "value"));
        return line;
    }

    listen(track, index) {
        const place = (event) => {
            const box = track.getBoundingClientRect();
            this.edit(index, (event.clientX - box.left) / box.width);
        };
        track.onpointerdown = (event) => {
            if (event.button !== 0) return;
            track.setPointerCapture(event.pointerId);
            track.focus({ preventScroll: true });
            place(event);
        };
        track.onpointermove = (event) => track.hasPointerCapture(event.pointerId) && place(event);
        track.onpointerup = () => this.finish();
        track.onpointercancel = () => this.forget(); // the finger scrolls the page
        track.onblur = () => this.finish();
        track.onkeydown = (event) => {
            const now = round(this.weights[index]);
            const asked = { Home: 0, End: 1 }[event.key] ?? (event.key in STEPS ? now + STEPS[event.key] : null);
            if (event.key === "Enter") this.finish();
            else if (event.key === "Escape") this.forget();
            else if (asked === null) return;
            else {
                this.edit(index, asked);
                this.timer = setTimeout(() => this.finish(), PAUSE);
            }
            event.preventDefault();
        };
    }
}

function named(row) {
    return [row.edge, row.name];
}

function element(tag, name) {
    const made = document.createElement(tag);
    made.className = name;
    return made;
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
