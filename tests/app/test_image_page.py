"""The image page, with a tiny random Vision Transformer that is brought as any other model is."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from pages import _images as images
from pages import _loaded as loaded
from tests import vision
from tests.app.conftest import Open
from tests.canvas_messages import unpack
from viz.text import LANGUAGES, Text

EN = Text("en")
FIGURES = {"image_picture", "image_heads", "image_classes"}

Visit = Callable[..., AppTest]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server's folder with the model."""
    root = tmp_path_factory.mktemp("models")
    vision.classifier().save_pretrained(root / "vit")
    vision.processor().save_pretrained(root / "vit")
    return root


@pytest.fixture
def visit(open_page: Open, folders: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    """`visit("image", vit=True)`: the page, with the model in memory."""
    monkeypatch.setenv("HEADLIGHT_MODEL_FOLDERS", str(folders))

    def opened(page: str = "image", *, vit: bool = True, **query: str) -> AppTest:
        if vit:
            loaded.shelf().load(loaded.policy().find("vit"))
        return open_page(page, **query)

    yield opened
    loaded.shelf().unload("vit")


def words(test: AppTest) -> str:
    return "\n".join(element.value for element in [*test.markdown, *test.caption, *test.info])


def figures(test: AppTest) -> set[str]:
    return {element.proto.id.rpartition("-")[2] for element in test.get("plotly_chart")}


def saved(picture: Image.Image, format: str = "PNG") -> bytes:
    file = BytesIO()
    picture.save(file, format)
    return file.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_heads_and_classes_are_shown(visit: Visit, language) -> None:
    text = Text(language)
    test = visit(lang=language, numbers="true", numbers_heads="true", numbers_classes="true")
    assert not test.exception
    assert not test.error
    assert test.title[0].value == text("image.title")
    assert figures(test) == FIGURES
    shown = words(test)
    assert "L3·H1" in shown
    assert text("image.honest") in shown
    patches, heads, classes = (frame.value for frame in test.dataframe)
    assert patches.iloc[0, 0] == "[CLS]"
    assert heads.shape == (5, 4)
    assert set(classes.iloc[:, 0]) == set(vision.CLASSES.values())
    assert classes.iloc[:, 1].sum() == pytest.approx(1, abs=1e-5)
    assert not classes.iloc[:, 3].any(), "nothing is off"


@pytest.mark.parametrize("show", ["mean", "rollout"])
def test_heads_are_put_together(visit: Visit, show: str) -> None:
    test = visit(show=show, image_layer="2")
    assert not test.exception
    assert EN(f"image.name_{show}", layer="L2") in words(test)
    assert "switch" not in {button.key for button in test.button}, "there is no one head to switch off"


def test_a_link_says_which_head_looks_from_which_patch(visit: Visit) -> None:
    query = {"image_layer": "2", "image_head": "4", "from": "patch", "patch_row": "3", "patch_column": "2"}
    test = visit(**query)
    assert not test.exception
    assert EN("image.from_to", name="L2·H4", patch="r3 c2", cls="", rest="").split(":")[0] in words(test)
    test.number_input(key="patch_column").set_value(4).run()
    assert "L2·H4, from r3 c4" in words(test)
    test.selectbox(key="image_layer").set_value("1").run()
    assert "L1·H4, from r3 c4" in words(test)
    assert test.query_params["image_layer"] == "1"


def test_what_a_link_cannot_mean_is_left_out(visit: Visit) -> None:
    query = {"image_layer": "99", "image_head": "<b>", "off": "L9H9.x", "from": "patch", "patch_row": "77"}
    test = visit(**query)
    assert not test.exception
    assert "L3·H1, from r2 c3" in words(test)


@pytest.mark.parametrize("language", LANGUAGES)
def test_heads_off_change_the_class_and_the_picture(visit: Visit, language) -> None:
    text = Text(language)
    test = visit(lang=language, off="L1H2.L2H5", numbers_classes="true", effects="true", numbers_heads="true")
    assert not test.exception
    assert not test.error
    heads, classes = (frame.value for frame in test.dataframe)
    change = classes.iloc[0, 3]
    assert abs(change) > 1e-3
    said = [float(number.replace("−", "-")) for number in re.findall(r"[+−]\d\.\d{3}", words(test))]
    assert pytest.approx(change, abs=1e-3) in said
    assert heads.columns[-1] == text("image.column_change")
    assert heads.iloc[:, -1].abs().max() > 1e-3
    assert "&lt;b" not in words(test)
    assert not re.search(r"(?<!\\)<b", words(test)), "the name of a class would be read as HTML"
    test.multiselect(key="off").set_value([]).run()
    assert not test.dataframe[1].value.iloc[:, 3].any(), "what is on again is as before"


def test_the_head_that_is_shown_is_switched_off_and_on(visit: Visit) -> None:
    test = visit(image_head="3")
    test.button(key="switch").click().run()
    assert test.multiselect(key="off").value == ["L3H3"]
    assert test.query_params["off"] == "L3H3"
    assert test.button(key="switch").label == EN("image.on_this", name="L3·H3")
    test.button(key="switch").click().run()
    assert test.multiselect(key="off").value == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("data", "error"),
    [(b"no picture", "no_picture"), (saved(vision.with_patch(0, 0))[:60], "broken_picture")],
)
def test_a_file_that_cannot_be_read_gets_a_message_and_the_example_stays(visit: Visit, language, data, error) -> None:
    test = visit(lang=language)
    test.file_uploader(key="file").upload("picture.png", data, "image/png").run()
    assert not test.exception
    assert [message.value for message in test.error] == [Text(language)(f"errors.{error}")]
    assert figures(test) == FIGURES


def test_an_uploaded_picture_is_read(visit: Visit) -> None:
    test = visit(numbers_classes="true")
    before = test.dataframe[0].value.iloc[:, 1].tolist()
    test.file_uploader(key="file").upload("picture.jpg", saved(vision.with_patch(1, 2), "JPEG"), "image/jpeg").run()
    assert not test.exception
    assert not test.error
    assert test.dataframe[0].value.iloc[:, 1].tolist() != before


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_model_the_page_says_what_it_would_show_and_leads_to_one(visit: Visit, language) -> None:
    text = Text(language)
    test = visit(vit=False, lang=language)
    assert not test.exception
    assert test.title[0].value == text("image.title")
    assert text("image.none") in words(test)
    assert not test.get("plotly_chart")
    assert [button.key for button in test.button] == ["bring", "own"]
    assert "google" in test.button(key="bring").label


def test_a_link_to_a_model_that_is_not_in_memory_offers_to_bring_it(visit: Visit) -> None:
    test = visit(vit=False, model="someone/another-vit")
    assert "another" in test.button(key="bring").label


def test_pages_for_text_do_not_offer_it(visit: Visit) -> None:
    test = visit("attention", model="vit")
    assert not test.exception
    assert "vit" not in {option for box in test.selectbox for option in box.options}


def test_the_map_shows_patches_as_tokens(visit: Visit) -> None:
    test = visit("map", model="vit")
    assert not test.exception
    assert not test.error
    shown = unpack(test.get("bidi_component")[0].proto.bytes)
    reader = loaded.image_reader("vit")
    assert shown.names["keys"] == [reader.grid.label(token) for token in range(reader.grid.n_tokens)]
    assert shown.names["picture"] == {
        "rows": reader.grid.rows,
        "columns": reader.grid.columns,
        "first": 1,
        "bytes": len(shown.image),
    }
    seen = Image.open(BytesIO(shown.image))
    assert seen.size == images.seen_picture(None, "vit").shape[1::-1]
    assert EN("map.read_image") in words(test)
