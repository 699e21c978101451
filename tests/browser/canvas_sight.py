"""How tests look at the canvas: its pixels, what it says, where things lie on it, and what goes over the wire."""

import io
import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator, Page, WebSocket

from tests.browser import canvas_script as script
from tests.browser.figures import box_at_rest
from tests.browser.visitor import Visitor

Open = Callable[..., Visitor]


def map_of(page: Page) -> Locator:
    return page.locator("canvas.map")


def readout(page: Page) -> str:
    return re.sub("[\u2068\u2069]", "", page.locator("output.readout").inner_text())


def pixels(page: Page) -> NDArray[np.uint8]:
    """[row column channel] as they are on the screen."""
    box_at_rest(map_of(page))
    return np.asarray(Image.open(io.BytesIO(map_of(page).screenshot())).convert("RGB"))


def coloured(picture: NDArray[np.uint8], colour: str) -> NDArray[np.bool_]:
    return (picture == [int(colour[at : at + 2], 16) for at in (1, 3, 5)]).all(-1)


def rectangles(where: NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """Left, top, width and height of each rectangle of True, by its upper left corner."""
    left, found = where.copy(), []
    while left.any():
        top, start = np.argwhere(left)[0]
        width = int(np.argmin(np.append(left[top, start:], False)))
        height = int(np.argmin(np.append(left[top:, start], False)))
        left[top : top + height, start : start + width] = False
        if width > 3 and height > 3:  # not a stroke of a letter
            found.append((int(start), int(top), width, height))
    return found


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """A place on the canvas, in its pixels, as one on the screen."""
    box = map_of(page).bounding_box()
    assert box
    return box["x"] + x, box["y"] + y


def hover(page: Page, x: float, y: float) -> str:
    page.mouse.move(*place(page, x, y))
    return readout(page)


def thumbnail(page: Page, layer: int, head: int, layers: int, heads: int) -> tuple[float, float]:
    """The middle of a head in the grid, on the screen: the grid fills the canvas but for the names at its edges."""
    box = box_at_rest(map_of(page))
    return place(
        page, 34 + (head + 0.5) / heads * (box["width"] - 40), 24 + (layer + 0.5) / layers * (box["height"] - 30)
    )


def problems(visitor: Visitor) -> list[str]:
    """What went wrong; the fonts lie beside the app, not beside a test's script."""
    return [problem for problem in visitor.problems if "/static/fonts/" not in problem]


def said(layer: int, head: int, query: int, key: int, weight: float) -> str:
    return f"L{layer + 1}·H{head + 1}: {script.QUERY_LABELS[query]} → {script.KEY_LABELS[key]}: {weight:.2f}"


def expected() -> set[str]:
    cells = [(layer, head) for layer in range(script.LAYERS) for head in range(script.HEADS)]
    return {said(*cell, *script.strongest(*cell), 1.0) for cell in cells}


def heard(page: Page) -> dict[str, int]:
    """Bytes over the websocket from now on; call before the page is opened."""
    count = {"sent": 0, "received": 0}

    def listen(socket: WebSocket) -> None:
        for direction in count:
            socket.on(f"frame{direction}", lambda payload, direction=direction: add(direction, payload))

    def add(direction: str, payload: str | bytes) -> None:
        count[direction] += len(payload)

    page.on("websocket", listen)
    return count
