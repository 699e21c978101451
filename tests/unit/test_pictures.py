"""Pictures that people bring: what is read, and what is refused with a reason."""

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from model.errors import InputError
from model.pictures import MOST_BYTES, example_picture, read_picture


def saved(picture: Image.Image, format: str = "PNG", **options) -> bytes:
    file = BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def code_of(data: bytes) -> str:
    with pytest.raises(InputError) as refused:
        read_picture(data)
    return refused.value.code


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises that many pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


def test_a_png_is_read_as_it_is() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    read = read_picture(saved(Image.fromarray(pixels)))
    assert read.mode == "RGB"
    assert np.array_equal(np.asarray(read), pixels)


def test_transparency_is_shown_on_white() -> None:
    clear = Image.new("RGBA", (3, 2), (255, 0, 0, 0))
    assert read_picture(saved(clear)).getpixel((0, 0)) == (255, 255, 255)
    palette = Image.new("P", (3, 2))
    assert read_picture(saved(palette, transparency=0)).getpixel((0, 0)) == (255, 255, 255)


def test_a_cmyk_jpeg_is_converted() -> None:
    read = read_picture(saved(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG"))
    red, green, blue = read.getpixel((8, 8))  # pyright: ignore[reportGeneralTypeIssues, reportAssignmentType]
    assert red > 200
    assert max(green, blue) < 60


def test_16_bits_keep_their_shades() -> None:
    shades = Image.fromarray(np.array([[0, 32768, 65535]], np.uint16))
    assert [read_picture(saved(shades)).getpixel((x, 0)) for x in range(3)] == [(0,) * 3, (127,) * 3, (255,) * 3]


def test_a_photo_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise
    assert read_picture(saved(Image.new("RGB", (40, 20)), "JPEG", exif=exif)).size == (20, 40)


def test_a_large_picture_is_made_smaller() -> None:
    assert max(read_picture(saved(Image.new("RGB", (3000, 1500)), "JPEG")).size) <= 1500


@pytest.mark.parametrize("size", [(9000, 9000), (20000, 20000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_unfolds_without_end_stays_folded(size) -> None:
    assert code_of(bomb(*size)) == "too_many_pixels"


def test_what_moves_is_refused() -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    assert code_of(saved(frames[0], save_all=True, append_images=frames[1:])) == "animated"


@pytest.mark.parametrize("data", [b"", b"hello", b"<svg/>", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert code_of(data) == "no_picture"


def test_other_formats_are_refused() -> None:
    assert code_of(saved(Image.new("RGB", (4, 4)), "GIF")) == "no_picture"
    assert code_of(saved(Image.new("RGB", (4, 4)), "TIFF")) == "no_picture"


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_a_picture_cut_short_is_refused(format: str) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    whole = saved(Image.fromarray(pixels), format)
    assert code_of(whole[: len(whole) // 2]) == "broken_picture"


def test_a_file_too_large_is_refused() -> None:
    assert code_of(bytes(MOST_BYTES + 1)) == "picture_too_large"


def test_the_example_shows_several_things() -> None:
    picture = example_picture()
    assert picture.size == (224, 224)
    colours = {picture.getpixel(place) for place in ((5, 5), (180, 40), (76, 70), (163, 90), (120, 190), (10, 210))}
    assert len(colours) == 6
