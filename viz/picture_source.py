"""Pictures as browsers take them."""

import base64
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def png(pixels: NDArray[np.uint8]) -> str:
    """The address of a PNG that holds its own bytes; `pixels` are height × width, with or without RGB."""
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def grey(pixels: NDArray[np.uint8]) -> NDArray[Any]:
    """An RGB picture without its colours, so that colour is left to what is drawn over it (ITU-R 601 luma)."""
    return np.asarray(Image.fromarray(pixels).convert("L"))
