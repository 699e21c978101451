"""Pictures that people bring, and one to begin with."""

from functools import cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from model.errors import InputError

MOST_BYTES = 10_000_000
MOST_PIXELS = 50_000_000
"""A small file may unfold to any size: one of more pixels is not unfolded."""
_LONGEST = 1024  # pixels: models read far smaller squares

Picture = Image.Image


def read_picture(data: bytes) -> Picture:
    """A PNG or JPEG file as an RGB picture, turned as its camera says, on white where it is transparent.

    CMYK and 16-bit values are converted. Raises InputError: `picture_too_large` (bytes), `no_picture` (no PNG or JPEG),
    `too_many_pixels`, `animated`, `broken_picture`.
    """
    if len(data) > MOST_BYTES:
        limit = MOST_BYTES // 10**6
        raise InputError("picture_too_large", f"The file is larger than {limit} MB. Save it smaller.", limit=limit)
    try:
        picture = Image.open(BytesIO(data), formats=("PNG", "JPEG"))
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise InputError("no_picture", "The file is neither PNG nor JPEG.") from error
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_many_pixels()
    if picture.format == "PNG" and getattr(picture, "is_animated", False):
        raise InputError("animated", "The picture moves. Save one of its frames as PNG or JPEG.")
    try:
        picture.draft("RGB", (_LONGEST, _LONGEST))  # a JPEG need not be decoded at its full size
        return _plain(ImageOps.exif_transpose(picture))
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as error:  # whatever a decoder stumbles on
        raise InputError("broken_picture", "The picture is damaged or incomplete.") from error


def _plain(picture: Picture) -> Picture:
    if picture.mode.startswith("I"):  # Pillow would cut 16-bit values off at 255
        picture = Image.fromarray((np.asarray(picture, np.float32) / 257).clip(0, 255).astype(np.uint8))
    picture.thumbnail((_LONGEST, _LONGEST))
    if picture.has_transparency_data:
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture.convert("RGBA"))
    return picture.convert("RGB")


def _too_many_pixels() -> InputError:
    limit = MOST_PIXELS // 10**6
    return InputError("too_many_pixels", f"The picture has more than {limit} million pixels.", limit=limit)


@cache
def example_picture() -> Picture:
    """A scene of plain shapes: a house under the sun, a tree and a pond. Drawn here: it shows no one's work."""
    scale = 4  # drawn large and reduced, so that edges are smooth
    picture = Image.new("RGB", (224 * scale, 224 * scale), "#9CC9EC")
    draw = ImageDraw.Draw(picture)

    def scaled(*numbers: float) -> list[float]:
        return [number * scale for number in numbers]

    draw.rectangle(scaled(0, 140, 224, 224), fill="#7FB069")
    draw.ellipse(scaled(158, 18, 202, 62), fill="#F8D347")
    draw.rectangle(scaled(40, 88, 112, 152), fill="#E8DCC4")
    draw.polygon(scaled(30, 90, 76, 48, 122, 90), fill="#B5483A")
    draw.rectangle(scaled(66, 116, 86, 152), fill="#6B4A2F")
    draw.rectangle(scaled(48, 98, 62, 112), fill="#4F86C6")
    draw.rectangle(scaled(90, 98, 104, 112), fill="#4F86C6")
    draw.rectangle(scaled(158, 112, 168, 160), fill="#6B4A2F")
    draw.ellipse(scaled(138, 70, 188, 124), fill="#2F7D4F")
    draw.ellipse(scaled(84, 176, 184, 208), fill="#3D7EA6")
    return picture.resize((224, 224), Image.Resampling.LANCZOS)
