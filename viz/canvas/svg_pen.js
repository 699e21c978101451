// Draws on an SVG what it would draw on a canvas: the part of the canvas's pen that is used here, no more. Text goes in
// as text.
const SVG = "http://www.w3.org/2000/svg";

export class SvgPen {
    constructor(width, height) {
        this.root = this.element("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
        Object.assign(this, { globalAlpha: 1, textAlign: "left", dash: [], turn: "", turns: [], path: "" });
    }

    element(name, attributes) {
        const element = document.createElementNS(SVG, name);
        Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
        return element;
    }

    add(name, attributes) {
        const opacity = this.globalAlpha < 1 ? { opacity: this.globalAlpha.toFixed(3) } : {};
        const transform = this.turn ? { transform: this.turn.trim() } : {};
        const element = this.element(name, { ...attributes, ...opacity, ...transform });
        this.root.append(element);
        return element;
    }

    box(x, y, width, height) {
        const round = (number) => Number(number.toFixed(2));
        return { x: round(x), y: round(y), width: round(Math.max(0, width)), height: round(Math.max(0, height)) };
    }

    stroked() {
        const dashes = this.dash.length ? { "stroke-dasharray": this.dash.join(" ") } : {};
        return { fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth, ...dashes };
    }

    fillRect(x, y, width, height) {
        this.add("rect", { ...this.box(x, y, width, height), fill: this.fillStyle });
    }

    strokeRect(x, y, width, height) {
        this.add("rect", { ...this.box(x, y, width, height), ...this.stroked() });
    }

    fillText(text, x, y) {
        const anchor = { left: "start", center: "middle", right: "end" }[this.textAlign];
        const place = { x: x.toFixed(2), y: y.toFixed(2), fill: this.fillStyle, "text-anchor": anchor };
        const written = this.add("text", { ...place, "dominant-baseline": "central", style: `font: ${this.font}` });
        written.textContent = text;
    }

    drawImage(image, left, top, wide, high, x, y, width, height) {
        const part = document.createElement("canvas");
        Object.assign(part, { width: Math.ceil(wide), height: Math.ceil(high) });
        part.getContext("2d").drawImage(image, left, top, wide, high, 0, 0, part.width, part.height);
        const look = { preserveAspectRatio: "none", style: "image-rendering: pixelated" };
        this.add("image", { ...this.box(x, y, width, height), ...look, href: part.toDataURL("image/png") });
    }

    beginPath() {
        this.path = "";
    }

    moveTo(x, y) {
        this.path += `M${x.toFixed(1)} ${y.toFixed(1)}`;
    }

    bezierCurveTo(...places) {
        this.path += `C${places.map((place) => place.toFixed(1)).join(" ")}`;
    }

    stroke() {
        this.add("path", { d: this.path, ...this.stroked() });
    }

    setLineDash(dash) {
        this.dash = dash;
    }

    setTransform() {
        this.turn = "";
    }

    translate(x, y) {
        this.turn += ` translate(${x.toFixed(2)} ${y.toFixed(2)})`;
    }

    rotate(angle) {
        this.turn += ` rotate(${((angle * 180) / Math.PI).toFixed(2)})`;
    }

    save() {
        this.turns.push(this.turn);
    }

    restore() {
        this.turn = this.turns.pop();
    }
}
