// Streamlit calls this when the page is drawn and whenever the theme changes.
const LANGUAGES = { en: "en", zh: "zh-CN" };

export default function ({ data, parentElement, setTriggerValue }) {
    const root = document.documentElement;
    root.lang = LANGUAGES[data.language];
    root.style.setProperty("--headlight-muted", data.muted);
    root.style.setProperty("--headlight-text", data.text);
    // Streamlit puts a div between a list and its items: the div is the list then.
    for (const list of document.querySelectorAll("ul[data-testid=stSidebarNavItems]")) {
        list.setAttribute("role", "presentation");
        for (const part of list.children) part.setAttribute("role", "list");
    }
    askForTheTheme(data.panel, parentElement, setTriggerValue);
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
