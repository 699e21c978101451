// The sliders, the legend and the buttons above the canvas. All are answered here: nothing is asked of the server.
import { colourTable } from "./colours.js";

const SLIDERS = { threshold: { max: 0.5, step: 0.005, digits: 3 }, sharpen: { max: 1, step: 0.05, digits: 2 } };

export function made(tag, name, parent) {
    const element = document.createElement(tag);
    element.className = name;
    parent?.append(element);
    return element;
}

export class Controls {
    constructor(parent, { onSetting, onZoom, onHome }) {
        this.bar = made("div", "controls", parent);
        this.sliders = {};
        for (const [name, { max, step, digits }] of Object.entries(SLIDERS)) {
            const label = made("label", "slider", this.bar);
            const title = made("span", "title", label);
            const input = made("input", name, label);
            const shown = made("output", "value", label);
            Object.assign(input, { type: "range", min: 0, max, step, value: 0 });
            const show = () => (shown.textContent = Number(input.value).toFixed(digits));
            input.oninput = () => {
                show();
                onSetting({ [name]: Number(input.value) });
            };
            show();
            this.sliders[name] = title;
        }
        const legend = made("span", "legend", this.bar);
        made("span", "from", legend).textContent = "0";
        this.ramp = made("canvas", "ramp", legend);
        Object.assign(this.ramp, { width: 256, height: 1 });
        made("span", "to", legend).textContent = "1";
        this.legend = legend;
        this.hatched = made("span", "legend", this.bar);
        this.swatch = made("span", "swatch", this.hatched);
        this.maskedName = made("span", "title", this.hatched);
        this.buttons = {};
        const buttons = made("span", "buttons", this.bar);
        const act = { zoom_in: () => onZoom(1.5), zoom_out: () => onZoom(1 / 1.5), all_heads: onHome };
        for (const [name, action] of Object.entries(act)) {
            this.buttons[name] = made("button", name, buttons);
            this.buttons[name].type = "button";
            this.buttons[name].onclick = action;
        }
    }

    name(texts) {
        for (const [name, title] of Object.entries(this.sliders)) title.textContent = texts[name];
        this.legend.title = texts.legend;
        this.maskedName.textContent = texts.masked;
        for (const [name, button] of Object.entries(this.buttons)) button.title = texts[name];
        this.buttons.zoom_in.textContent = "+";
        this.buttons.zoom_out.textContent = "−";
        for (const name of ["zoom_in", "zoom_out"]) this.buttons[name].setAttribute("aria-label", texts[name]);
        this.buttons.all_heads.textContent = texts.all_heads;
    }

    colour(theme, setting, anyMasked) {
        const context = this.ramp.getContext("2d");
        const image = context.createImageData(256, 1);
        new Uint32Array(image.data.buffer).set(colourTable(theme, 1, setting));
        context.putImageData(image, 0, 0);
        const { style } = this.swatch;
        style.background = `repeating-linear-gradient(135deg, ${theme.panel} 0 3px, ${theme.masked} 3px 6px)`;
        this.hatched.hidden = !anyMasked;
    }
}
