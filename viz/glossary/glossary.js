// What a term of the glossary means, shown beside a link to it (#term-…) under the pointer or the keyboard's focus.
// Streamlit calls this anew whenever data or theme change: the listeners of the call before are taken off first.
const PREFIX = "#term-";
const GAP = 8; // pixels between the link and what explains it, and to the edge of the window

export default function ({ data, parentElement }) {
    parentElement.listening?.abort();
    parentElement.listening = new AbortController();
    const { signal } = parentElement.listening;
    const tip = parentElement.querySelector(".glossary-term") ?? parentElement.appendChild(document.createElement("div"));
    tip.className = "glossary-term";
    tip.id = "glossary-term";
    tip.setAttribute("role", "tooltip");
    tip.hidden = true;

    const termOf = (event) => event.target instanceof Element && event.target.closest(`a[href^="${PREFIX}"]`);
    const show = (link) => {
        const term = data.terms[link.getAttribute("href").slice(PREFIX.length)];
        if (!term) return;
        const name = document.createElement("strong");
        name.textContent = term.name;
        const about = document.createElement("span");
        about.textContent = term.about;
        tip.replaceChildren(name, about);
        tip.hidden = false;
        link.setAttribute("aria-describedby", tip.id);
        const place = link.getBoundingClientRect();
        const room = document.documentElement.clientWidth - tip.offsetWidth - GAP;
        const below = place.bottom + GAP + tip.offsetHeight < document.documentElement.clientHeight;
        tip.style.left = `${Math.max(GAP, Math.min(place.left, room))}px`;
        tip.style.top = `${below ? place.bottom + GAP : Math.max(GAP, place.top - GAP - tip.offsetHeight)}px`;
    };
    const hide = () => (tip.hidden = true);
    const listen = (kind, act, capture = false) => document.addEventListener(kind, act, { signal, capture });
    listen("pointerover", (event) => {
        const link = termOf(event);
        if (link) show(link);
        else if (!tip.contains(event.target) && !termOf({ target: document.activeElement })) hide();
    });
    listen("focusin", (event) => (termOf(event) ? show(termOf(event)) : hide()));
    listen("keydown", (event) => event.key === "Escape" && hide());
    listen("scroll", hide, true);
    listen("click", (event) => {
        if (!termOf(event)) return;
        event.preventDefault(); // the explanation is here: nothing to go to
        event.stopPropagation();
        show(termOf(event));
    }, true);
    return () => parentElement.listening?.abort();
}
