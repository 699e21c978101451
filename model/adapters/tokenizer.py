"""A Hugging Face tokenizer as a `model.network.Vocabulary`: pieces, words, and offsets into what was typed.

Three ways of spelling are told apart: byte-level (GPT-2, Llama 3, Qwen: a piece is a run of bytes, and may be a part of
a character), WordPiece (BERT: "##" joins) and SentencePiece ("▁" is a space). Here every piece is written as our own
tokenizer writes them: "▁" for the space before it. A piece that is no whole character shows its bytes: "<E7 88>".
"""

import codecs
import json
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Literal, cast

from transformers import PreTrainedTokenizerBase
from transformers.convert_slow_tokenizer import bytes_to_unicode

from model.adapters.alignment import find_spans
from model.tokenizer import REPLACEMENT, grouped, typed_spans
from model.tokens import SPACE, Language, Span, Tokens

Spelling = Literal["bytes", "wordpiece", "sentencepiece"]
_CONTINUES = "##"


class AdaptedTokenizer:
    """Typed text is only ever text: "</s>" becomes pieces of punctuation and letters, never the special token."""

    def __init__(self, backend: PreTrainedTokenizerBase, pad_id: int) -> None:
        self._backend: Any = backend  # its types say less than its documentation
        self.pad_id = pad_id
        unknown = self._backend.unk_token_id
        others = (self._backend.bos_token_id, self._backend.eos_token_id, self._backend.pad_token_id)
        names_more = unknown in others  # as in GPT-2
        self.unknown_id = -1 if unknown is None or names_more else int(unknown)
        self._specials: frozenset[int] = frozenset(self._backend.all_special_ids) - {self.unknown_id}
        self._spelling = _spelling(backend)
        self._switching = threading.Lock()  # Marian's tokenizer has a mode for either language

    def __len__(self) -> int:
        return len(self._backend)

    def piece(self, token_id: int) -> str:
        """The piece with this id, with "▁" for a space before it. Raises KeyError for an id beyond the vocabulary."""
        token = self._token(token_id)
        if token_id in self._specials or token_id == self.unknown_id:
            return token
        return self._written(token)

    def id(self, piece: str) -> int:
        """The id of a piece as `piece` writes it. Raises KeyError for one that the vocabulary does not have."""
        return self._ids[piece]

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {self.piece(token_id): token_id for token_id in sorted(self._backend.get_vocab().values(), reverse=True)}

    def batch_encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of many texts at once, without special tokens."""
        return self._called(list(texts), specials=False)["input_ids"]

    def encode_target(self, text: str, language: Language) -> Tokens:
        """One text of the target's language in pieces, without special tokens."""
        return self._read(text, language, specials=False, target=True)

    def read_source(self, text: str, language: Language) -> Tokens:
        """One text as an encoder reads it, with the special tokens that this tokenizer puts around it."""
        return self._read(text, language, specials=True)

    def decode(self, ids: Sequence[int]) -> str:
        """The text that token ids spell; special tokens spell nothing."""
        return self.tokens(ids).text

    def tokens(self, ids: Sequence[int], language: Language = "fr") -> Tokens:
        """Token ids that a model wrote, as Tokens: the text they spell, with a span for each piece.

        Pieces of one character share its span. What is no UTF-8 reads as replacement characters.
        """
        spelt = b""
        borders: list[tuple[int, int] | None] = []
        for token_id in ids:
            if token_id in self._specials or token_id == self.pad_id:
                borders.append(None)
                continue
            letters = REPLACEMENT.encode() if token_id == self.unknown_id else self._bytes(self._token(token_id))
            letters = letters if spelt else letters.lstrip(b" ")
            indent = len(letters) - len(letters.lstrip(b" "))
            borders.append((len(spelt) + indent, len(spelt) + len(letters)))
            spelt += letters
        text, character_of = _characters(spelt)
        spans: list[Span | None] = []
        for border in borders:
            if border is None:
                spans.append(None)
                continue
            start, end = border
            first = character_of[start] if start < len(spelt) else len(text)
            spans.append((first, character_of[end - 1] + 1 if end > start else first))
        unknown = [span for token_id, span in zip(ids, spans, strict=True) if span and token_id == self.unknown_id]
        return grouped(text, ids, [self.piece(token_id) for token_id in ids], spans, language, unknown)

    def to_json(self) -> str:
        """All that it knows: two vocabularies are the same where this is."""
        if self._backend.is_fast:
            return self._backend.backend_tokenizer.to_str()
        return json.dumps(self._backend.get_vocab(), sort_keys=True)

    def _read(self, text: str, language: Language, *, specials: bool, target: bool = False) -> Tokens:
        read = self._called(text, specials=specials, target=target)
        ids: list[int] = list(read["input_ids"])
        if self._backend.is_fast:
            inside = [not mask for mask in read["special_tokens_mask"]]
            offsets: list[Span] = read["offset_mapping"]
        else:
            inside = [token_id not in self._specials for token_id in ids]
            offsets = self._aligned(text, ids, inside)
        pieces = [self.piece(token_id) for token_id in ids]
        typed = [index for index, ordinary in enumerate(inside) if ordinary]
        found = typed_spans(text, [pieces[index] for index in typed], [offsets[index] for index in typed])
        spans: list[Span | None] = [None] * len(ids)
        unknown: list[Span] = []
        for index, span in zip(typed, found, strict=True):
            spans[index] = span
            if ids[index] in self._specials:  # a Unigram vocabulary holds "</s>", and finds it in what is typed
                ids[index] = self.unknown_id
            if ids[index] == self.unknown_id:
                unknown.append(span)
                pieces[index] = text[slice(*span)] or pieces[index]
        return grouped(text, ids, pieces, spans, language, unknown)

    def _called(self, text: str | list[str], *, specials: bool, target: bool = False) -> Any:
        of_text: dict[str, Any] = {"add_special_tokens": specials, "split_special_tokens": True}
        if self._backend.is_fast and isinstance(text, str):
            of_text |= {"return_offsets_mapping": True, "return_special_tokens_mask": True}
        with self._switching:
            return self._backend(**{"text_target" if target else "text": text}, **of_text)

    def _aligned(self, text: str, ids: Sequence[int], inside: Sequence[bool]) -> list[Span]:
        surfaces = [
            None if token_id == self.unknown_id else self._written(self._token(token_id)).removeprefix(SPACE)
            for token_id, ordinary in zip(ids, inside, strict=True)
            if ordinary
        ]
        found = iter(find_spans(text, surfaces))
        return [next(found) if ordinary else (0, 0) for ordinary in inside]

    def _token(self, token_id: int) -> str:
        token = cast("str | None", self._backend.convert_ids_to_tokens(token_id)) if token_id < len(self) else None
        if token is None:
            raise KeyError(token_id)
        return token

    def _written(self, token: str) -> str:
        """A token of the backend as a piece of ours."""
        if self._spelling == "wordpiece":
            return token.removeprefix(_CONTINUES)
        if self._spelling == "sentencepiece" or token in self._added:
            return token
        spelt = self._bytes(token)
        try:
            letters = spelt.decode()
        except UnicodeDecodeError:
            return f"<{spelt.hex(' ').upper()}>"
        return SPACE + letters[1:] if letters.startswith(" ") else letters

    def _bytes(self, token: str) -> bytes:
        """The UTF-8 that a token spells, with the space before it."""
        if token in self._added:
            return token.encode()
        match self._spelling:
            case "bytes":
                return bytes(_BYTE_OF[character] for character in token)
            case "wordpiece":
                return (token.removeprefix(_CONTINUES) if token.startswith(_CONTINUES) else f" {token}").encode()
            case _:
                if len(token) == 6 and token.startswith("<0x"):
                    return bytes.fromhex(token[3:5])
                return token.replace(SPACE, " ").encode()

    @cached_property
    def _added(self) -> frozenset[str]:
        """Tokens that stand beside the vocabulary, spelt as they are read."""
        return frozenset(self._backend.get_added_vocab())


def _spelling(backend: PreTrainedTokenizerBase) -> Spelling:
    if not backend.is_fast:
        return "bytes" if hasattr(backend, "byte_encoder") else "sentencepiece"
    inner = cast(Any, backend).backend_tokenizer
    if type(inner.model).__name__ == "WordPiece":
        return "wordpiece"
    return "bytes" if "ByteLevel" in f"{inner.decoder!r}{inner.pre_tokenizer!r}" else "sentencepiece"


def _characters(spelt: bytes) -> tuple[str, list[int]]:
    """The text that bytes spell, and for each byte the place of its character."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    text, character_of = "", list[int]()
    for count in range(1, len(spelt) + 1):
        made = decoder.decode(spelt[count - 1 : count], final=count == len(spelt))
        if made:
            waiting = count - len(character_of)
            character_of += [min(len(text) + step, len(text) + len(made) - 1) for step in range(waiting)]
            text += made
    return text, character_of


# How byte-level BPE writes each byte as a letter (Radford et al. 2019).
_BYTE_OF: dict[str, int] = {letter: byte for byte, letter in cast(Any, bytes_to_unicode)().items()}
