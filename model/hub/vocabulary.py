"""The tokenizer of a model that is brought."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, cast

from model.errors import CheckpointError

_VOCABULARIES = ("tokenizer.json", "vocab.json", "vocab.txt", "*.model", "*.spm")  # each tokenizer has one of these


def require_vocabulary(name: str, files: Iterable[str]) -> None:
    """Raises CheckpointError "no_tokenizer" where none of a model's files can be that of a tokenizer."""
    if not any(fnmatchcase(file, pattern) for file in files for pattern in _VOCABULARIES):
        raise _no_tokenizer(name)


def read_tokenizer(name: str, folder: Path) -> Any:
    """The tokenizer in a folder. Raises CheckpointError "no_tokenizer"."""
    from transformers import AutoTokenizer

    require_vocabulary(name, (path.name for path in folder.iterdir()))
    try:
        tokenizer = cast(Any, AutoTokenizer).from_pretrained(folder, trust_remote_code=False, local_files_only=True)
    except Exception as error:  # tokenizers raises bare Exception for whatever it cannot read
        raise _no_tokenizer(name) from error
    if len(tokenizer) <= len(tokenizer.all_special_tokens):  # transformers makes an empty one rather than say no
        raise _no_tokenizer(name)
    return tokenizer


def require_languages(tokenizer: Any, languages: tuple[str, str]) -> None:
    """Raises ModelError "no_language", before the weights are read, for one that the tokenizer does not name."""
    from model.adapters.languages import code_of

    for language in languages:
        code_of(tokenizer, language)


def _no_tokenizer(name: str) -> CheckpointError:
    return CheckpointError(
        "no_tokenizer",
        f"{name} has no tokenizer that can be read. Put its files beside the weights: tokenizer.json, or those of its "
        "vocabulary.",
        name=name,
    )
