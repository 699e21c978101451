"""Errors a person can act on.

Every error carries a stable `code` and the values that belong to it, so that a page can say it in the reader's
language and the command line can say it in English.
"""

from collections.abc import Mapping
from types import MappingProxyType


class HeadlightError(ValueError):
    """An error with a `code`, an English sentence (`str(error)`) and the `details` that the sentence mentions."""

    def __init__(self, code: str, message: str, **details: int | str) -> None:
        super().__init__(message)
        self.code = code
        self.details: Mapping[str, int | str] = MappingProxyType(details)


class InputError(HeadlightError):
    """Text that cannot be read: codes `empty`, `too_long`, `control_characters`, `too_many_words`."""


class ConfigError(HeadlightError):
    """A configuration that describes no Transformer: code `bad_config`."""


class ModelError(HeadlightError):
    """Something asked of a model that its kind cannot do: codes `no_source` (a language model translates nothing),
    `no_decoder` (an encoder writes nothing), `no_grammar` (no generated sentences that it can read), `unknown_family`
    (nothing knows where in such a model attention is computed), `needs_code` (such a model brings a program of its own,
    which is not run), `no_attention` (its weights are not to be seen), `no_language` (not among those that it knows),
    `reads_images`, `reads_text` (the other of the two), and those of models that a trace cannot hold, which the
    functions of `model/adapters` name."""


class CheckpointError(HeadlightError):
    """Weights that cannot be loaded: codes `missing_model`, `corrupt_weights`, `bad_config`, `mismatch`; of models that
    are brought also those that the functions of `model/hub` name."""


class CorpusError(HeadlightError):
    """A corpus file that cannot be read: code `bad_corpus`."""
