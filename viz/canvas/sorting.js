// Which heads are shown, and in what order. The measures come with the overview: by them heads are sorted and left out.

// The heads to be shown, counted layer by layer; null for all as they are. `compared` are those chosen by the reader.
export function shownHeads({ names, layers, heads }, order, show, compared) {
    const { values } = names.orders.find(({ code }) => code === order) ?? {};
    const some = show === "chosen" ? compared : names.shows.find(({ code }) => code === show)?.heads;
    if (!values && !some) return null;
    const found = some ? [...some] : Array.from({ length: layers * heads }, (_, index) => index);
    return values ? found.sort((one, other) => values[one] - values[other] || one - other) : found;
}
