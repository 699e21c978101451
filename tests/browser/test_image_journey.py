"""A Vision Transformer in a real Chromium: brought, asked from a patch by a click, shown another picture."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import vision
from tests.browser.elements import keyed
from tests.browser.figures import click_plot
from tests.browser.newcomers import Newcomer
from tools.served_app import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app that offers the model."""
    folder = tmp_path_factory.mktemp("models")
    vision.classifier().save_pretrained(folder / "vit")
    vision.processor().save_pretrained(folder / "vit")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("HEADLIGHT_MODEL_FOLDERS", str(folder))
        yield serve(ROOT / "app.py")


@pytest.fixture
def page(newcomer: Newcomer, address: str) -> Iterator[Page]:
    with newcomer(base_url=address) as page:
        yield page


def test_a_click_lets_a_patch_look_and_a_head_be_seen(page: Page) -> None:
    page.goto("/model?lang=en&id=vit")
    keyed(page, "load", "button").click()
    page.locator("[data-testid=stMain]").get_by_role("link", name="Images", exact=True).click()
    said = page.get_by_text("L3·H1, from [CLS]")
    expect(said).to_be_visible()

    click_plot(page, "image_picture", 2.5 / 4, 1.5 / 3)  # the patch in row 2 and column 3
    expect(page.get_by_text("L3·H1, from r2 c3")).to_be_visible()
    click_plot(page, "image_heads", 0.375, 0.25)  # the second small picture of the first row
    expect(page.get_by_text("L3·H2, from r2 c3")).to_be_visible()
    expect(page).to_have_url(re.compile("from=patch"))
    expect(page).to_have_url(re.compile("image_head=2"))

    shown = keyed(page, "image_picture", "image").first
    example = shown.get_attribute("xlink:href") or shown.get_attribute("href")
    file = BytesIO()
    vision.with_patch(1, 2).save(file, "PNG")
    page.get_by_test_id("stPopoverButton").click()
    upload = {"name": "own.png", "mimeType": "image/png", "buffer": file.getvalue()}
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files([upload])
    expect(shown).not_to_have_attribute("href", example or "")
    expect(page.get_by_text("L3·H2, from r2 c3")).to_be_visible()
