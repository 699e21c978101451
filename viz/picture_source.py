"""Pictures as browsers take them."""

import base64
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def png_file(pixels: NDArray[np.uint8]) -> bytes:
    """A PNG; `pixels` are height × width, with or without RGB."""
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def png(pixels: NDArray[np.uint8]) -> str:
    """The address of a PNG that holds its own bytes."""
    return f"data:image/png;base64,{base64.b64encode(png_file(pixels)).decode()}"


def grey(pixels: NDArray[np.uint8]) -> NDArray[Any]:
    """An RGB picture without its colours, so that colour is left to what is drawn over it (ITU-R 601 luma)."""
    return np.asarray(Image.fromarray(pixels).convert("L"))
