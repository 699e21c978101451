// The line of text that says what is pointed at, for eyes and for screen readers.
import { comparedHere } from "./arcs.js";

export function fill(template, values) {
    return template.replace(/\{(\w+)\}/g, (blank, name) => values[name] ?? blank);
}

// A right-to-left word leaves what stands around it alone.
function isolated(word) {
    return `\u2068${word}\u2069`;
}

export function readoutOf(surface, cell, inside) {
    const { overview, pictures } = surface;
    const { names, heads } = overview;
    const head = names.cells[cell.layer * heads + cell.head];
    const { masked, exact, queries, keys } = pictures.weight(cell);
    if (!inside && !exact) return fill(names.texts.readout_head, { head, about: names.about[cell.layer * heads + cell.head] });
    const words = (labels, [first, last]) =>
        first === last
            ? isolated(labels[first])
            : fill(names.texts.span, { first: isolated(labels[first]), last: isolated(labels[last]) });
    const template = masked ? "readout_masked" : exact ? "readout_cell" : "readout_block";
    const others = inside && !masked ? comparedHere(surface).slice(1) : [];
    const beside = others.map((other) => {
        const name = names.cells[other[0] * heads + other[1]];
        return ` · ${name} ${shownWeight(pictures.weight({ ...cell, layer: other[0], head: other[1] }))}`;
    });
    const said = fill(names.texts[template], {
        head,
        looking: words(names.queries, queries),
        seen: words(names.keys, keys),
        weight: shownWeight(pictures.weight(cell)),
    });
    return said + beside.join("");
}

function shownWeight({ weight, digits }) {
    return weight.toFixed(digits).replace("-", "−");
}
