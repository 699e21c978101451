"""The languages of models that know many: how their tokenizers name them, and how they are told which to expect."""

import copy
import re
from collections.abc import Mapping
from typing import Any, cast, get_args

from transformers import PreTrainedTokenizerBase

from model.errors import ModelError
from model.tokens import Language

_CODE = re.compile(r"[a-z]{2,3}_[A-Z][A-Za-z]+")
_KNOWN = {"eng": "en", "fra": "fr", "fre": "fr", "zho": "zh", "chi": "zh", "cmn": "zh"}
_MOST_TOLD = 12


def language_of(code: str) -> Language:
    """The language of a code such as "fr", "fra_Latn", "fr_XX", "zho_Hans"; "other" for those without rules here."""
    stem = code.replace("-", "_").lower().split("_")[0]
    stem = _KNOWN.get(stem, stem)
    return cast(Language, stem) if stem in get_args(Language) else "other"


def language_tokens(tokenizer: PreTrainedTokenizerBase) -> Mapping[str, str]:
    """The special tokens that name languages, by code: of M2M-100 "fr", of mBART "fr_XX", of NLLB "fra_Latn".

    Empty for a tokenizer without any. ("fr" alone may be a piece of words.)
    """
    named: Mapping[str, str] | None = getattr(tokenizer, "lang_code_to_token", None)
    return named or {token: token for token in tokenizer.all_special_tokens if _CODE.fullmatch(token)}


def code_of(tokenizer: PreTrainedTokenizerBase, asked: str) -> str:
    """How the tokenizer names a language: as it was asked for, or the code of that language ("fr": "fra_Latn").

    A tokenizer that names none takes any. Raises ModelError "no_language".
    """
    codes = language_tokens(tokenizer)
    if not codes or asked in codes:
        return asked
    same = sorted(code for code in codes if language_of(code) == language_of(asked) != "other")
    if not same:
        some = ", ".join(sorted(codes)[:_MOST_TOLD]) + (", …" if len(codes) > _MOST_TOLD else "")
        raise ModelError(
            "no_language", f"The model has no language {asked}. It names them so: {some}.", name=asked, known=some
        )
    return same[0]


def speaking(
    tokenizer: PreTrainedTokenizerBase, languages: tuple[str, str] | None
) -> tuple[PreTrainedTokenizerBase, tuple[str, str] | None]:
    """A tokenizer that marks what it reads as of the first language and what is to be written as of the second.

    With it come their codes. It is another one than the given, which may be in use elsewhere, unless nothing is to be
    set. Raises ModelError "no_language".
    """
    if languages is not None:
        languages = (code_of(tokenizer, languages[0]), code_of(tokenizer, languages[1]))
    inner: Any = tokenizer
    if not hasattr(inner, "src_lang") or (languages is None and inner.tgt_lang is not None):
        return tokenizer, languages
    made = copy.deepcopy(inner)
    # With none for the target, M2M-100's tokenizer cannot read one at all; NLLB's takes the source's, too.
    made.src_lang, made.tgt_lang = languages or (inner.src_lang, inner.src_lang)
    return made, languages
