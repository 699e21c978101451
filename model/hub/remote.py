"""The Hugging Face Hub: what it says of a model, and the fetching of it.

Nothing here is called before a person has asked for that very model.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from model.hub.description import CONFIG, Description, described
from model.hub.policy import Source
from model.hub.problems import fetching, offline
from model.hub.vocabulary import require_vocabulary
from model.hub.weights import INDEX, SINGLE, Weights, read_index, weight_files

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import ModelInfo

_SETTINGS = (".json", ".txt", ".model", ".spm", ".jinja")  # configs, vocabularies, merges, templates
_CONVERTED = ("SFconvertbot", "Adding `safetensors` variant of this model")
_PATIENCE = 10  # seconds that the Hub may take to answer

Advance = Callable[[int, int], None]
"""Told how many bytes of how many there are."""


@dataclass(frozen=True)
class Offer:
    """What the Hub has: the commit, the files to fetch with their bytes, and what it says of the model."""

    revision: str
    files: dict[str, int]
    description: Description


def cached_folder(name: str) -> Path | None:
    """Where a model lies that was fetched before, whole; None where it was not."""
    from huggingface_hub import constants
    from huggingface_hub.file_download import repo_folder_name

    cache = Path(constants.HF_HUB_CACHE) / repo_folder_name(repo_id=name, repo_type="model")
    main = cache / "refs" / "main"
    commits = [main.read_text()] if main.is_file() else []
    snapshots = [cache / "snapshots" / commit for commit in commits] + sorted((cache / "snapshots").glob("*"))
    return next((folder for folder in snapshots if _is_whole(folder)), None)


def cached_models() -> list[str]:
    """The models that were fetched before, whole."""
    from huggingface_hub import constants

    folders = sorted(Path(constants.HF_HUB_CACHE).glob("models--*"))
    names = [folder.name.removeprefix("models--").replace("--", "/") for folder in folders]
    return [name for name in names if cached_folder(name)]


def look_up(source: Source) -> Offer:
    """Ask the Hub about a model. Raises CheckpointError as `fetching` and `weight_files` do, and ModelError."""
    api = _api(source.name)
    with fetching(source.name):
        info = api.model_info(source.name, files_metadata=True, timeout=_PATIENCE)
        config = _read(api, source.name, CONFIG, info.sha)
        if not _names(info) & {SINGLE, INDEX}:
            info = _converted(api, source.name) or info
        index = _read(api, source.name, INDEX, info.sha) if INDEX in _names(info) else None
        parts = weight_files(source.name, _names(info), index)
        require_vocabulary(source.name, _names(info))
        headers = [api.parse_safetensors_file_metadata(source.name, part, revision=info.sha) for part in parts]
    sizes = {file.rfilename: file.size or 0 for file in info.siblings or ()}
    tensors = [(key, one.dtype, tuple(one.shape)) for header in headers for key, one in header.tensors.items()]
    weights = Weights.from_headers(tensors, sum(sizes[part] for part in parts))
    settings = [file for file in sizes if PurePosixPath(file).suffix in _SETTINGS and "/" not in file]
    # The weights come last: a cache that holds them holds everything.
    files = {file: sizes[file] for file in (*settings, *parts)}
    return Offer(info.sha or "main", files, described(source, config, weights, at_hand=False))


def fetch(source: Source, offer: Offer, advance: Advance) -> Path:
    """Fetch what is not there yet, and give the folder. Whatever `advance` raises stops it; what came is kept."""
    api, total, done = _api(source.name), sum(offer.files.values()), 0
    folder = None
    for file, size in offer.files.items():
        bar = partial(_Told, advance=advance, before=done, whole=total)
        with fetching(source.name):
            path = api.hf_hub_download(source.name, file, revision=offer.revision, tqdm_class=bar)  # pyright: ignore[reportArgumentType]
        folder, done = Path(path).parent, done + size
        advance(done, total)
    if folder is None:
        raise offline(source.name)
    return folder


class _Told:
    """huggingface_hub's progress bar, which is not drawn but told."""

    def __init__(self, *, advance: Advance, before: int, whole: int, initial: int = 0, **_: Any) -> None:
        self._told, self._whole, self._advance = before + initial, whole, advance

    def __enter__(self) -> "_Told":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def update(self, n: int = 1) -> None:
        self._told += n
        self._advance(self._told, self._whole)


def _api(name: str) -> "HfApi":
    from huggingface_hub import HfApi, constants, is_offline_mode

    if is_offline_mode():
        raise offline(name)
    # The other way of fetching tells its progress in threads of its own, where nobody can stop it.
    constants.HF_HUB_DISABLE_XET = True
    return HfApi()


def _names(info: "ModelInfo") -> set[str]:
    return {file.rfilename for file in info.siblings or ()}


def _read(api: "HfApi", name: str, file: str, revision: str | None) -> dict[str, Any]:
    from model.hub.description import read_config

    folder = Path(api.hf_hub_download(name, file, revision=revision)).parent
    return dict(read_config(name, folder)) if file == CONFIG else dict(read_index(name, folder) or {})


def _converted(api: "HfApi", name: str) -> "ModelInfo | None":
    """The Hub's own conversion to safetensors, which waits beside many older models to be accepted."""
    from huggingface_hub.errors import HfHubHTTPError

    author, title = _CONVERTED
    try:
        for one in api.get_repo_discussions(name, author=author, discussion_type="pull_request"):
            if one.author == author and one.title == title and one.status in ("open", "draft"):
                return api.model_info(name, revision=f"refs/pr/{one.num}", files_metadata=True, timeout=_PATIENCE)
    except HfHubHTTPError:  # discussions may be switched off
        pass
    return None


def _is_whole(folder: Path) -> bool:
    if not (folder / CONFIG).is_file():
        return False
    if (folder / SINGLE).is_file():
        return True
    try:
        parts = set(json.loads((folder / INDEX).read_text("utf-8"))["weight_map"].values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return all((folder / part).is_file() for part in parts)
