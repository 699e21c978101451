"""What may be loaded, and from where."""

import os
from pathlib import Path

import pytest

from model.errors import CheckpointError
from model.hub.policy import FOLDERS, MODELS, Policy


def refused(policy: Policy, asked: str) -> str:
    with pytest.raises(CheckpointError) as caught:
        policy.find(asked)
    return caught.value.code


@pytest.fixture
def roots(tmp_path: Path) -> Path:
    """Allowed: `offered`, with two models. Beside it: `secret`, to which a link leads from within."""
    for name in ("offered/first", "offered/group/second", "secret"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "config.json").write_text("{}")
    (tmp_path / "offered" / "link").symlink_to(tmp_path / "secret")
    return tmp_path


@pytest.mark.parametrize("name", ["Helsinki-NLP/opus-mt-en-fr", "openai-community/gpt2", "gpt2", "a.b/c_d-1.5"])
def test_an_id_of_the_hub_is_one(name: str) -> None:
    source = Policy().find(f"  {name} ")
    assert (source.name, source.folder) == (name, None)


@pytest.mark.parametrize(
    "name", ["", "  ", "a/b/c", "a b", "<script>", "a/../b", "a--b/c", "ünï/x", "a/b\u0007", "a" * 97, "http://x/y"]
)
def test_what_is_neither_id_nor_path_is_refused(name: str) -> None:
    assert refused(Policy(), name) == "bad_name"


def test_a_server_names_the_models_of_the_hub() -> None:
    policy = Policy.from_environment({MODELS: "Helsinki-NLP/opus-mt-*, openai-community/gpt2"}, local=True)
    assert policy.is_restricted
    assert policy.find("Helsinki-NLP/opus-mt-en-de").name == "Helsinki-NLP/opus-mt-en-de"
    assert policy.find("openai-community/gpt2").folder is None
    for name in ("openai-community/gpt2-xl", "helsinki-nlp/opus-mt-en-de", "x/Helsinki-NLP"):
        assert refused(policy, name) == "model_not_allowed"


def test_unset_allows_all_and_empty_none() -> None:
    assert not Policy.from_environment({}, local=False).is_restricted
    none = Policy.from_environment({MODELS: ""}, local=True)
    assert refused(none, "openai-community/gpt2") == "model_not_allowed"


def test_folders_are_read_only_where_nobody_else_can_ask(roots: Path) -> None:
    folder = str(roots / "secret")
    assert Policy.from_environment({}, local=True).find(folder).folder == roots / "secret"
    assert refused(Policy.from_environment({}, local=False), folder) == "folder_not_allowed"
    assert refused(Policy.from_environment({FOLDERS: ""}, local=True), folder) == "folder_not_allowed"


def test_links_and_dots_do_not_lead_out_of_what_is_allowed(roots: Path) -> None:
    policy = Policy.from_environment({FOLDERS: str(roots / "offered")}, local=True)
    assert policy.find(str(roots / "offered" / "first")).folder == roots / "offered" / "first"
    assert policy.find(str(roots / "offered" / "group" / ".." / "first")).folder == roots / "offered" / "first"
    for way in ("offered/link", "offered/../secret", "secret", "offered/../offered/link", "offer"):
        assert refused(policy, f"{roots}/{way}") == "folder_not_allowed"
    assert policy.find("link").folder is None, "as far as anybody is told, an id of the Hub"


def test_a_refusal_does_not_tell_what_exists(roots: Path) -> None:
    policy = Policy(folders=(roots / "offered",))
    messages = set()
    for name in ("secret", "nothing"):
        with pytest.raises(CheckpointError) as caught:
            policy.find(f"{roots}/{name}")
        messages.add(str(caught.value).replace(name, "…"))
    assert len(messages) == 1


def test_what_a_server_offers_has_names_without_paths(roots: Path) -> None:
    policy = Policy.from_environment({FOLDERS: f"{roots / 'offered'}{os.pathsep}{roots / 'none'}"}, local=False)
    assert policy.offered_folders() == ("first", "group/second")
    source = policy.find("group/second")
    assert (source.name, source.folder) == ("group/second", roots / "offered" / "group" / "second")
    assert Policy().offered_folders() == ()


def test_a_part_of_a_model_is_not_offered_as_another(roots: Path) -> None:
    """As the folder 1_Pooling of a sentence encoder, which has a config.json of its own."""
    (roots / "offered" / "first" / "1_Pooling").mkdir()
    (roots / "offered" / "first" / "1_Pooling" / "config.json").write_text("{}")
    assert Policy(folders=(roots / "offered",)).offered_folders() == ("first", "group/second")


def test_a_path_that_leads_nowhere_is_said(roots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (f"{roots}/nothing", "./nothing", "../nothing", "~nobody/x", f"{roots}/secret/config.json"):
        assert refused(Policy(), name) == "missing_folder"
    monkeypatch.chdir(roots)
    assert Policy().find("./secret").folder == roots / "secret"
    assert Policy().find("offered/first").folder == roots / "offered" / "first"
