// The boxes of the Transformer as links in the order in which the sentence flows through them.
// Streamlit calls this anew whenever data or theme change, without cleaning up.
export default function ({ data, parentElement }) {
    const root = parentElement.querySelector(".machine") ?? parentElement.appendChild(document.createElement("div"));
    const drawn = JSON.stringify(data);
    if (root.dataset.drawn === drawn) return;
    root.dataset.drawn = drawn;
    root.className = "machine";
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", data.title);
    const boxes = data.boxes.map((box) => linked(box));
    boxes.splice(3, 0, layers(data.layers));
    boxes.forEach((box, place) => box.style.setProperty("--turn", place));
    boxes.splice(4, 0, element("p", "legend", data.legend));
    root.replaceChildren(...boxes);
    root.style.animation = "none"; // the flow starts over
    void root.offsetWidth;
    root.style.animation = "";
}

function linked({ id, title, lines, share, adds, link }) {
    const box = element("a", "box");
    box.href = link;
    box.target = "_self";
    box.dataset.box = id;
    box.append(element("strong", "", title), ...lines.map((line) => element("span", "line", line)));
    if (share !== null) box.append(bar(share, adds));
    return box;
}

function layers({ title, names, rows, lines, norm }) {
    const box = element("div", "box");
    box.dataset.box = "encoder";
    const grid = element("div", "layers");
    grid.style.setProperty("--layers", names.length);
    grid.append(element("span", ""), ...names.map((name) => element("span", "layer", name)));
    for (const { title, link, shares } of rows) {
        grid.append(anchor({ title, link }), ...shares.map((share) => bar(share, `${Math.round(100 * share)}%`)));
    }
    const below = element("div", "below");
    below.append(...lines.map((line) => element("span", "line", line)), anchor(norm));
    box.append(element("strong", "", title), grid, below);
    return box;
}

function anchor({ title, link }) {
    const found = element("a", "part", title);
    found.href = link;
    found.target = "_self";
    return found;
}

function bar(share, words) {
    const found = element("span", "bar", words);
    found.style.setProperty("--share", share);
    return found;
}

function element(tag, name, words = "") {
    const made = document.createElement(tag);
    made.className = name;
    made.textContent = words;
    return made;
}
