// An equation and a list of its symbols: pointing at either, or reaching it by keyboard, lights both.
// Streamlit calls this anew whenever data or theme change, without cleaning up.
let katexLoaded;

function loadKatex() {
    katexLoaded ??= (async () => {
        const address = (name) => new URL(`app/static/katex/${name}`, document.baseURI).href;
        const style = await (await fetch(address("katex.min.css"))).text();
        const rooted = style.replaceAll("url(fonts/", `url(${address("fonts/")}`);
        await import(address("katex.min.js"));
        if (!document.getElementById("katex-faces")) { // a face counts only in the document, a rule only in its shadow
            const faces = document.head.appendChild(document.createElement("style"));
            faces.id = "katex-faces";
            faces.textContent = rooted.match(/@font-face\{[^}]*\}/g).join("");
        }
        return { katex: globalThis.katex, rules: rooted.replace(/@font-face\{[^}]*\}/g, "") };
    })();
    return katexLoaded;
}

export default function ({ data, parentElement }) {
    const root = parentElement.querySelector(".equation") ?? parentElement.appendChild(document.createElement("div"));
    const wanted = JSON.stringify(data);
    if (root.drawn === wanted) return;
    root.drawn = wanted;
    root.className = "equation";
    loadKatex().then(({ katex, rules }) => {
        if (root.drawn !== wanted) return; // meanwhile another was asked for
        if (!parentElement.querySelector("style[data-katex]")) {
            const style = document.createElement("style");
            style.dataset.katex = "";
            style.textContent = rules;
            root.before(style);
        }
        draw(root, data, katex);
        root.dataset.drawn = "";
    });
}

function draw(root, { tex, symbols, title }, katex) {
    const trust = ({ command }) => command === "\\htmlData";
    const set = (element, formula) => katex.render(formula, element, { strict: false, throwOnError: false });
    const formula = document.createElement("div");
    formula.className = "formula";
    katex.render(tex, formula, { displayMode: true, trust, strict: false, throwOnError: false, output: "html" });
    // hidden as KaTeX leaves it, because it expects MathML beside it; here its symbols speak for themselves
    formula.querySelector(".katex-html").removeAttribute("aria-hidden");
    formula.setAttribute("role", "group");
    formula.setAttribute("aria-label", title);
    const list = document.createElement("ul");
    for (const { id, tex: symbol, meaning } of symbols) {
        const entry = list.appendChild(document.createElement("li"));
        entry.dataset.symbol = id;
        set(entry.appendChild(document.createElement("span")), symbol);
        const words = entry.appendChild(document.createElement("span"));
        meaning.split("$").forEach((piece, index) => {
            const part = words.appendChild(document.createElement("span"));
            if (index % 2) set(part, piece);
            else part.textContent = piece;
        });
    }
    root.replaceChildren(formula, list);
    const places = [...root.querySelectorAll("[data-symbol]")];
    const light = (id) => places.forEach((place) => place.classList.toggle("lit", place.dataset.symbol === id));
    for (const place of places) {
        const id = place.dataset.symbol;
        place.tabIndex = 0;
        if (formula.contains(place)) { // the list says it in words
            place.setAttribute("role", "img");
            place.setAttribute("aria-label", symbols.find((symbol) => symbol.id === id).meaning.replaceAll("$", ""));
        }
        place.onpointerenter = place.onfocus = () => light(id);
        place.onpointerleave = place.onblur = () => light(null);
    }
}
