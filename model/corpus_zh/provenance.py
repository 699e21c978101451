"""A fingerprint of the files that a generated corpus is made of."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def hash_of(paths: Iterable[Path]) -> str:
    """The sha256 of files, by name and text; the order of the paths and the kind of line ends do not matter."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()
