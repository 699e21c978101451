"""What models that read images make of a picture: each computed once for all sessions, and kept for a while."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.attention_view import AttentionView, attention_view
from model.interventions import parse, tap_of
from model.trace import Trace
from pages import _loaded as loaded
from pages._kept import kept
from pages._turns import in_turn

if TYPE_CHECKING:
    from model.analysis.class_effects import ClassShift
    from model.pictures import Picture


@kept(8)
def picture(data: bytes | None) -> "Picture":
    """The picture in an uploaded file; the example for None. Raises InputError."""
    from model.pictures import example_picture, read_picture

    return example_picture() if data is None else read_picture(data)


@kept(8)
def seen_picture(data: bytes | None, name: str) -> NDArray[np.uint8]:
    """The picture as a model sees it: height × width × RGB. Raises InputError, CheckpointError."""
    return loaded.image_reader(name).seen(picture(data)).numpy()


@kept(4)
@in_turn
def trace(data: bytes | None, name: str, intervene: str = "") -> Trace:
    """The trace of a picture; `intervene` as in `translation`. Raises what that does."""
    reader = loaded.image_reader(name)
    return reader.trace(picture(data), tap=tap_of(parse(intervene, reader.config)))


@kept(4)
def attention(data: bytes | None, name: str) -> AttentionView:
    """The attention of all heads to a picture. Raises what `trace` does."""
    return attention_view(trace(data, name), "encoder")


@kept(16)
def class_shift(data: bytes | None, name: str, intervene: str = "") -> "ClassShift":
    """The classes of a picture, with and without interventions. Raises what `trace` does."""
    from model.analysis.class_effects import class_shift

    after = trace(data, name, intervene) if intervene else None
    return class_shift(loaded.image_reader(name), trace(data, name), after)
