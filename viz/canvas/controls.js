// What stands above the canvas: the picture, the order of heads, sliders, the legend and buttons. All are answered
// here: of a choice the server is told, of a slider it hears nothing.
import { colourTable } from "./colours.js";

const SLIDERS = { threshold: { max: 0.5, step: 0.005, digits: 3 }, sharpen: { max: 1, step: 0.05, digits: 2 } };
const PICTURES = ["matrix", "arcs"];

export function made(tag, name, parent) {
    const element = document.createElement(tag);
    element.className = name;
    parent?.append(element);
    return element;
}

export class Controls {
    constructor(parent, { onSetting, onArrange, onAct }) {
        this.bar = made("div", "controls", parent);
        this.titles = {};
        this.buttons = {};
        const pictures = made("span", "pictures", this.bar);
        for (const picture of PICTURES) {
            this.button(picture, pictures, () => onArrange({ picture }));
        }
        this.button("more", this.bar, () => this.bar.classList.toggle("open"));
        const more = made("div", "more-controls", this.bar);
        this.choices = {};
        for (const name of ["order", "show"]) {
            const label = made("label", "choice", more);
            this.titles[name] = made("span", "title", label);
            this.choices[name] = made("select", name, label);
            this.choices[name].onchange = (event) => onArrange({ [name]: event.target.value });
        }
        for (const [name, { max, step, digits }] of Object.entries(SLIDERS)) {
            const label = made("label", "slider", more);
            this.titles[name] = made("span", "title", label);
            const input = made("input", name, label);
            const shown = made("output", "value", label);
            Object.assign(input, { type: "range", min: 0, max, step, value: 0 });
            const show = () => (shown.textContent = Number(input.value).toFixed(digits));
            input.oninput = () => {
                show();
                onSetting({ [name]: Number(input.value) });
            };
            show();
        }
        this.legend = made("span", "legend", more);
        this.from = made("span", "from", this.legend);
        this.ramp = made("canvas", "ramp", this.legend);
        Object.assign(this.ramp, { width: 256, height: 1 });
        made("span", "to", this.legend).textContent = "1";
        this.hatched = made("span", "legend", more);
        this.swatch = made("span", "swatch", this.hatched);
        this.titles.masked = made("span", "title", this.hatched);
        const saving = made("span", "saving", more);
        for (const name of ["png", "svg"]) this.button(name, saving, () => onAct(name));
        const buttons = made("span", "buttons", this.bar);
        for (const name of ["unpin", "compare", "zoom_in", "zoom_out", "all_heads"]) {
            this.button(name, buttons, () => onAct(name));
        }
    }

    button(name, parent, action) {
        this.buttons[name] = made("button", name, parent);
        this.buttons[name].type = "button";
        this.buttons[name].onclick = action;
    }

    name({ names }) {
        const { texts } = names;
        for (const [name, title] of Object.entries(this.titles)) title.textContent = texts[name];
        this.legend.title = texts.legend;
        for (const [name, button] of Object.entries(this.buttons)) {
            button.textContent = { zoom_in: "+", zoom_out: "−", png: "PNG", svg: "SVG" }[name] ?? texts[name];
            button.title = texts[`${name}_help`] ?? texts[name];
            button.setAttribute("aria-label", texts[name]);
        }
        const options = {
            order: [{ code: "layer", name: texts.order_layer }, ...names.orders],
            show: [{ code: "all", name: texts.show_all }, { code: "chosen", name: texts.show_chosen }, ...names.shows],
        };
        for (const [choice, list] of Object.entries(options)) {
            const made = list.map(({ code, name, heads }) => {
                const option = new Option(heads ? `${name} (${heads.length})` : name, code);
                option.disabled = heads?.length === 0;
                return option;
            });
            this.choices[choice].replaceChildren(...made);
        }
    }

    // What is chosen now.
    mark({ picture, order, show, pins, comparing }) {
        for (const name of PICTURES) this.buttons[name].setAttribute("aria-pressed", picture === name);
        Object.assign(this.choices.order, { value: order });
        Object.assign(this.choices.show, { value: show });
        this.buttons.unpin.hidden = pins.queries.size + pins.keys.size === 0;
        this.buttons.compare.setAttribute("aria-pressed", comparing);
    }

    colour(theme, setting, overview) {
        const context = this.ramp.getContext("2d");
        const image = context.createImageData(256, 1);
        new Uint32Array(image.data.buffer).set(colourTable(theme, { scale: 1, signed: overview.signed }, setting));
        context.putImageData(image, 0, 0);
        this.from.textContent = overview.signed ? "−1" : "0";
        const { style } = this.swatch;
        style.background = `repeating-linear-gradient(135deg, ${theme.panel} 0 3px, ${theme.masked} 3px 6px)`;
        this.hatched.hidden = overview.masked === null;
    }
}
