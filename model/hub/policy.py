"""Which models may be loaded, and from where."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from model.errors import CheckpointError

MODELS, FOLDERS = "HEADLIGHT_MODELS", "HEADLIGHT_MODEL_FOLDERS"
"""The environment variables of a server."""

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?", re.ASCII)
_LONGEST = 96  # characters; the Hub allows no more
_PATH = re.compile(r"[/~\\]|\.{1,2}([/\\]|$)|[A-Za-z]:[/\\]")


@dataclass(frozen=True)
class Source:
    """Where a model is to come from: its `folder`, or, where that is None, the Hub.

    `name` is what the person typed. Messages name the model so, and never say where on the server it lies.
    """

    name: str
    folder: Path | None = None


@dataclass(frozen=True)
class Policy:
    """What may be loaded: ids of the Hub that match one of `models` (shell patterns), and what lies in `folders`.

    `folders` None allows every folder: right for a person on their own machine, who can read those files anyway.
    """

    models: tuple[str, ...] = ("*",)
    folders: tuple[Path, ...] | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], *, local: bool) -> "Policy":
        """The settings of a server. `local` says that only this machine can reach it.

        Unset, every id of the Hub may be loaded, and folders only from this machine: a page that strangers can reach
        must not read, or tell the existence of, files that nobody offered. Set but empty, none may.
        """
        models = environment.get(MODELS)
        folders = environment.get(FOLDERS)
        roots = None if local else ()
        if folders is not None:
            roots = tuple(Path(folder).expanduser().resolve() for folder in folders.split(os.pathsep) if folder.strip())
        return cls(("*",) if models is None else tuple(re.split(r"[\s,]+", models.strip(", \t\n"))), roots)

    def find(self, asked: str) -> Source:
        """Where the model that a person asks for lies; nothing is opened.

        A path begins with `/`, `.`, `~` or a drive. Anything else is a folder where there is one, in the folders that
        are allowed or, where all are, in the current one; else it is an id of the Hub. Raises CheckpointError:
        `bad_name`, `model_not_allowed`, `folder_not_allowed`, `missing_folder`.
        """
        name = asked.strip()
        if not name or not name.isprintable():
            raise _bad_name(name)
        if _PATH.match(name):
            return Source(name, self._folder(name))
        if folder := self._named(name):
            return Source(name, folder)
        if not _HUB_ID.fullmatch(name) or len(name) > _LONGEST or ".." in name or "--" in name:
            raise _bad_name(name)
        if not self.allows(name):
            raise CheckpointError(
                "model_not_allowed",
                f"{name} may not be loaded here: {MODELS} says which models of the Hub may.",
                name=name,
            )
        return Source(name)

    @property
    def is_restricted(self) -> bool:
        """Whether some models of the Hub may not be loaded."""
        return "*" not in self.models

    def allows(self, name: str) -> bool:
        """Whether the model with that id may come from the Hub."""
        return any(fnmatchcase(name, pattern) for pattern in self.models)

    def offered_folders(self) -> tuple[str, ...]:
        """The models in the folders that a server names, by the names under which `find` finds them."""
        found = [
            path.parent.relative_to(root).as_posix()
            for root in self.folders or ()
            for pattern in ("*/config.json", "*/*/config.json")
            for path in root.glob(pattern)
            if path.parent.parent == root or not (path.parent.parent / path.name).is_file()  # a part of the model above
        ]
        return tuple(sorted(name for name in set(found) if not name.startswith(".") and self._named(name)))

    def _named(self, name: str) -> Path | None:
        roots = (Path(),) if self.folders is None else self.folders
        folders = [(root / name).resolve() for root in roots]
        return next((folder for folder in folders if self._allows(folder) and folder.is_dir()), None)

    def _folder(self, name: str) -> Path:
        try:
            folder = Path(name).expanduser().resolve()  # symbolic links and `..` first: then compare
        except (OSError, RuntimeError, ValueError):
            raise _missing(name) from None
        if not self._allows(folder):  # said before anything is known of the folder, so that nothing can be learnt of it
            raise CheckpointError(
                "folder_not_allowed",
                f"Folders like {name} may not be read here. {FOLDERS} names those that may.",
                name=name,
            )
        if not folder.is_dir():
            raise _missing(name)
        return folder

    def _allows(self, folder: Path) -> bool:
        return self.folders is None or any(folder.is_relative_to(root) for root in self.folders)


def _bad_name(name: str) -> CheckpointError:
    return CheckpointError(
        "bad_name",
        f"“{name}” is neither the id of a model, like Helsinki-NLP/opus-mt-en-fr, nor a path to a folder.",
        name=name,
    )


def _missing(name: str) -> CheckpointError:
    return CheckpointError("missing_folder", f"There is no folder {name}.", name=name)
