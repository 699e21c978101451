// From a byte to a colour. Streamlit says which theme is shown; the colours are those of viz/theme.py.
import { valueOf } from "./decode.js";

export function shownTheme(element) {
    const background = getComputedStyle(element).getPropertyValue("--st-background-color");
    return THEMES[lightness(channels(background)) < 0.5 ? "dark" : "light"];
}

export function channels(colour) {
    const hexadecimal = /^\s*#([0-9a-f]{6})/i.exec(colour);
    if (hexadecimal) return [0, 2, 4].map((at) => parseInt(hexadecimal[1].slice(at, at + 2), 16));
    return (colour.match(/[\d.]+/g) ?? [255, 255, 255]).slice(0, 3).map(Number);
}

export function lightness([red, green, blue]) {
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}

// As `value_scale` in viz/attention_style.py: colour follows the square root of the weight. Sharpening moves the power
// from 1/2 to 2. A weight below the threshold looks like none. A difference goes likewise from −1 to 1.
export function colourTable(theme, shown, { threshold, sharpen }) {
    const stops = (shown.signed ? theme.diverging : theme.sequential).map(channels);
    const power = 0.5 * 4 ** sharpen;
    const table = new Uint32Array(256);
    for (let code = 0; code < 256; code += 1) {
        const value = valueOf(shown, code);
        const size = Math.abs(value) < threshold ? 0 : Math.min(1, Math.abs(value) ** power);
        const part = shown.signed ? (1 + Math.sign(value) * size) / 2 : size;
        const place = part * (stops.length - 1);
        const below = Math.min(stops.length - 2, Math.floor(place));
        const [red, green, blue] = stops[below].map((from, channel) =>
            Math.round(from + (stops[below + 1][channel] - from) * (place - below)),
        );
        table[code] = ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    }
    return table;
}

// Stripes for what may not be looked at: like no weight, and not to be mistaken for zero.
export function stripes(context, theme, ratio) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = Math.round(8 * ratio);
    const pen = tile.getContext("2d");
    pen.scale(tile.width / 8, tile.width / 8);
    pen.fillStyle = theme.panel;
    pen.fillRect(0, 0, 8, 8);
    pen.strokeStyle = theme.masked;
    pen.lineWidth = 3;
    for (const start of [-8, 0, 8]) {
        pen.beginPath();
        pen.moveTo(start - 1, 9);
        pen.lineTo(start + 9, -1);
        pen.stroke();
    }
    const pattern = context.createPattern(tile, "repeat");
    pattern.setTransform(new DOMMatrix().scale(1 / ratio));
    return pattern;
}
