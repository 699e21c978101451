"""The image processor of a model that is brought and reads images."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from model.errors import CheckpointError

_SETTINGS = "preprocessor_config.json"


def require_image_processor(name: str, files: Iterable[str]) -> None:
    """Raises CheckpointError "no_image_processor" where a model's files say nothing of how images are prepared."""
    if _SETTINGS not in files:
        raise _no_image_processor(name)


def read_image_processor(name: str, folder: Path) -> Any:
    """The image processor in a folder. Raises CheckpointError "no_image_processor"."""
    from transformers import AutoImageProcessor

    automatic: Any = AutoImageProcessor  # its methods have no types
    require_image_processor(name, (path.name for path in folder.iterdir()))
    try:
        return automatic.from_pretrained(folder, trust_remote_code=False, local_files_only=True)
    except (OSError, ValueError, TypeError, KeyError, ImportError) as error:
        raise _no_image_processor(name) from error


def _no_image_processor(name: str) -> CheckpointError:
    return CheckpointError(
        "no_image_processor",
        f"{name} has no image processor that can be read. Put its {_SETTINGS} beside the weights.",
        name=name,
    )
