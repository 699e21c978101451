import streamlit as st

from model.hub.remote import cached_models
from pages import _model_loading as loading
from pages import _models as models
from pages import _session as session
from viz.text import markdown_escape

# Well-known models of several families, one that translates first.
EXAMPLES = (
    models.LARGER,
    "openai-community/gpt2",
    "google-bert/bert-base-uncased",
    "EleutherAI/pythia-70m",
    "google-t5/t5-small",
    "Qwen/Qwen3-0.6B",
)
MOST = 8
OPEN = ":material/subdirectory_arrow_right:"

text = session.text()


def show_choice(title: str, names: list[str], key: str) -> None:
    """Models by name; a click asks for one."""
    if names:
        st.caption(title)
        with st.container(horizontal=True, gap="small"):
            for name in names[:MOST]:
                st.button(name, key=f"{key}_{name}", on_click=loading.ask_hub, args=[name])


def ask() -> str:
    """What a reader wants to bring: typed, or one of those that are offered."""
    policy = session.policy()
    asked = st.text_input(
        text("model.id"), key=models.ASKED, placeholder=EXAMPLES[0], help=text("model.id_help"), bind="query-params"
    )
    here = [*policy.offered_folders(), *(name for name in cached_models() if policy.allows(name))]
    show_choice(text("model.here"), here, "here")
    show_choice(text("model.examples"), [name for name in EXAMPLES if policy.allows(name)], "example")
    if policy.is_restricted:
        st.caption(text("model.restricted"))
    return asked.strip()


def show_pages(name: str) -> None:
    """Where a model in memory can be seen, and where it cannot, with the reason."""
    st.success(text("model.loaded", name=markdown_escape(models.label(name, text))))
    known = models.known(name)
    with st.container(horizontal=True, gap="small"):
        for page, need in models.NEEDS.items():
            if known.meets(need):
                label = text(f"app.{page}")
                st.page_link(f"pages/{page}.py", label=label, icon=OPEN, query_params={models.MODEL: name})
    reasons = [
        f"- {text('model.not_on', page=text(f'app.{page}'), reason=text(f'model.needs_{need}'))}"
        for page, need in models.NEEDS.items()
        if not known.meets(need)
    ]
    if reasons:
        st.markdown("\n".join(reasons))
    if known.peculiarities:
        notes = [f"- {text(f'model.peculiar_{one}')}" for one in known.peculiarities]
        st.markdown("\n".join([text("model.peculiar"), "", *notes]))


st.title(text("model.title"))
st.markdown(text("model.question"))
left, right = st.columns(2, gap="large")
with left:
    asked = ask()
with right:
    if asked:
        with session.guarded():
            if description := loading.describe(session.policy().find(asked)):
                loading.show_and_load(description)
        if asked in models.brought():
            show_pages(asked)
loading.show_shelf()
st.caption(text("model.honest"))
