// Streamlit calls this when the page is drawn and whenever the theme changes.
const LANGUAGES = { en: "en", zh: "zh-CN" };
const SCROLLED = "pre, .katex-display"; // what Streamlit lets scroll sideways where it is too wide
const RESTS = 100; // milliseconds without a change after which the page is looked at

export default function ({ data, parentElement, setTriggerValue }) {
    const root = document.documentElement;
    root.lang = LANGUAGES[data.language];
    root.style.setProperty("--headlight-muted", data.muted);
    root.style.setProperty("--headlight-text", data.text);
    root.style.setProperty("--headlight-background", data.background);
    // Streamlit puts a div between a list and its items: the div is the list then.
    for (const list of document.querySelectorAll("ul[data-testid=stSidebarNavItems]")) {
        list.setAttribute("role", "presentation");
        for (const part of list.children) part.setAttribute("role", "list");
    }
    askForTheTheme(data.panel, parentElement, setTriggerValue);
    letKeysScroll(parentElement);
}

// Not every browser lets the keyboard reach what scrolls: code and equations that do are made stops of the Tab key.
function letKeysScroll(parentElement) {
    parentElement.watched?.abort();
    parentElement.watched = new AbortController();
    const { signal } = parentElement.watched;
    let waiting;
    const look = () => {
        for (const one of document.querySelectorAll(SCROLLED)) {
            const hides = one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight;
            one.toggleAttribute("tabindex", hides);
            if (hides) one.tabIndex = 0;
        }
    };
    const soon = () => {
        clearTimeout(waiting);
        waiting = setTimeout(look, RESTS);
    };
    const changes = new MutationObserver(soon);
    changes.observe(document.body, { childList: true, subtree: true });
    addEventListener("resize", soon, { signal });
    document.fonts.addEventListener("loadingdone", soon, { signal }); // letters of another width
    signal.addEventListener("abort", () => {
        changes.disconnect();
        clearTimeout(waiting);
    });
    soon();
}

// Streamlit restyles itself when the theme changes, but runs no script: ask for one run per new background.
function askForTheTheme(drawn, parentElement, setTriggerValue) {
    const shown = getComputedStyle(parentElement).getPropertyValue("--st-background-color").trim().toLowerCase();
    if (shown === drawn.toLowerCase()) parentElement.dataset.asked = "";
    else if (shown !== parentElement.dataset.asked) {
        parentElement.dataset.asked = shown;
        setTriggerValue("changed", shown);
    }
}
