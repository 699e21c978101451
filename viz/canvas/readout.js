// The line of text that says what is pointed at, for eyes and for screen readers.
export function fill(template, values) {
    return template.replace(/\{(\w+)\}/g, (blank, name) => values[name] ?? blank);
}

// A right-to-left word leaves what stands around it alone.
function isolated(word) {
    return `\u2068${word}\u2069`;
}

export function readoutOf({ overview, pictures }, cell, inside) {
    const { names, heads } = overview;
    const head = names.cells[cell.layer * heads + cell.head];
    const { weight, digits, masked, exact, queries, keys } = pictures.weight(cell);
    if (!inside && !exact) return fill(names.texts.readout_head, { head });
    const words = (labels, [first, last]) =>
        first === last
            ? isolated(labels[first])
            : fill(names.texts.span, { first: isolated(labels[first]), last: isolated(labels[last]) });
    const template = masked ? "readout_masked" : exact ? "readout_cell" : "readout_block";
    return fill(names.texts[template], {
        head,
        looking: words(names.queries, queries),
        seen: words(names.keys, keys),
        weight: weight.toFixed(digits),
    });
}
