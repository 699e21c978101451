"""Subword tokenizer: byte-pair encoding over one vocabulary for both languages.

Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words with Subword Units" (2016), through the
`tokenizers` library. A space before a word is written "▁" (SentencePiece's sign), so pieces join without guessing.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tokenizers import Regex
from tokenizers import Tokenizer as Backend
from tokenizers.models import BPE
from tokenizers.normalizers import NFC, Normalizer, Replace, Strip
from tokenizers.normalizers import Sequence as NormalizerSequence
from tokenizers.pre_tokenizers import Metaspace, Split
from tokenizers.pre_tokenizers import Sequence as PreTokenizerSequence
from tokenizers.trainers import BpeTrainer

from model.errors import CheckpointError
from model.tokens import SPACE, Language, Span, Tokens

PAD, UNKNOWN, END = "<pad>", "<unk>", "</s>"
SPECIALS = (PAD, UNKNOWN, END)

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"  # what <unk> spells

_RARE = 5  # characters seen less often than this are <unk>, so that training meets <unk> too
_IDEOGRAPH = r"[\p{Han}\p{Hiragana}\p{Katakana}]"
_LETTERS = rf"(?:(?!{_IDEOGRAPH})[\p{{L}}\p{{M}}])+"
_NUMBER = r"\p{N}+(?:[.,]\p{N}+)*"
_APOSTROPHES = "['’‘ʼ]"

# Merges never cross these borders. Digits stand alone (numbers are copied, not learnt) and an apostrophe stays with
# what is left of it: didn' + t, l' + homme.
_PIECE_BORDERS = Regex(rf"{SPACE}?(?:{_IDEOGRAPH}|{_LETTERS}'?|\p{{N}}|[^{SPACE}])|{SPACE}")

_JOINED_WORD = rf"{_LETTERS}(?:{_APOSTROPHES}{_LETTERS})*"
_ELIDED_WORD = rf"(?i:aujourd{_APOSTROPHES}hui)|{_LETTERS}{_APOSTROPHES}?"


def _word_splitter(letters: str) -> Split:
    return Split(Regex(rf"{_IDEOGRAPH}|{_NUMBER}|{letters}|(?!\s)\X"), behavior="removed", invert=True)


_WORDS: dict[Language, Split] = {
    "en": _word_splitter(_JOINED_WORD),
    "other": _word_splitter(_JOINED_WORD),
    "fr": _word_splitter(_ELIDED_WORD),
    "zh": _word_splitter(_JOINED_WORD),
}


def _normalizer() -> Normalizer:
    """Canonical composition, plain spaces and apostrophes; offsets still refer to the text as typed."""
    return NormalizerSequence(
        [
            NFC(),
            Replace(Regex(r"[\u00AD\u200B\u2060\uFEFF]"), ""),  # soft hyphens and zero-width spaces
            Replace(Regex(r"\s+"), " "),
            Replace(Regex(_APOSTROPHES), "'"),
            Replace(SPACE, "_"),  # typed, it would read as a space
            Strip(),
        ]
    )


class Tokenizer:
    """Text to token ids and back, with offsets into the text as typed.

    Typed text is only ever text: "</s>" becomes pieces of punctuation and letters, never the special token.
    """

    def __init__(self, backend: Backend) -> None:
        if tuple(backend.id_to_token(index) for index in range(len(SPECIALS))) != SPECIALS:
            raise CheckpointError("mismatch", f"The tokenizer must begin with the pieces {' '.join(SPECIALS)}.")
        backend.encode_special_tokens = True
        self._backend = backend
        self.pad_id, self.unknown_id, self.end_id = range(len(SPECIALS))

    @classmethod
    def train(cls, texts: Sequence[str], size: int) -> "Tokenizer":
        """Learn `size` pieces (specials included) from `texts`; the same texts give the same pieces."""
        normalizer = _normalizer()
        letters = Counter[str]()
        for text in texts:
            letters.update(SPACE + normalizer.normalize_str(text).replace(" ", SPACE))  # as the pre-tokenizer will
        backend = Backend(BPE(unk_token=UNKNOWN))
        backend.normalizer = normalizer
        backend.pre_tokenizer = PreTokenizerSequence(
            [
                Metaspace(replacement=SPACE, prepend_scheme="always"),
                Split(_PIECE_BORDERS, behavior="isolated"),
            ]
        )
        backend.train_from_iterator(
            texts,
            BpeTrainer(
                vocab_size=size,
                special_tokens=list(SPECIALS),
                # A count, not a number of letters: the trainer cuts among equally rare letters at random.
                limit_alphabet=sum(count >= _RARE for count in letters.values()),
                show_progress=False,
            ),
        )
        return cls(backend)

    @classmethod
    def load(cls, path: Path) -> "Tokenizer":
        """Read `tokenizer.json`. Raises CheckpointError ("missing_model", "bad_config")."""
        try:
            return cls(Backend.from_str(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise CheckpointError("missing_model", f"There is no {path.name} in {path.parent}.") from None
        except CheckpointError:
            raise
        except Exception as error:  # the library raises bare Exception for whatever it cannot read
            raise CheckpointError("bad_config", f"{path} is not a tokenizer: {error}") from error

    def to_json(self) -> str:
        """The text of `tokenizer.json`."""
        return self._backend.to_str()

    def __len__(self) -> int:
        return self._backend.get_vocab_size()

    def piece(self, token_id: int) -> str:
        """The piece of the vocabulary with this id. Raises KeyError for an id beyond it."""
        piece = self._backend.id_to_token(token_id)
        if piece is None:
            raise KeyError(token_id)
        return piece

    def id(self, piece: str) -> int:
        """The id of a piece. Raises KeyError for a piece that the vocabulary does not have."""
        token_id = self._backend.token_to_id(piece)
        if token_id is None:
            raise KeyError(piece)
        return token_id

    def batch_encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of many texts at once, without special tokens."""
        return [encoding.ids for encoding in self._backend.encode_batch_fast(list(texts))]

    def encode(self, text: str, language: Language = "en") -> Tokens:
        """Token ids of one text with pieces, words and offsets, without special tokens."""
        encoding = self._backend.encode(text)
        spans = list(typed_spans(text, encoding.tokens, encoding.offsets))
        is_unknown = [token_id == self.unknown_id for token_id in encoding.ids]
        pieces = [
            text[span[0] : span[1]] if unknown else piece
            for piece, span, unknown in zip(encoding.tokens, spans, is_unknown, strict=True)
        ]
        unknown = [span for span, is_one in zip(spans, is_unknown, strict=True) if is_one]
        return grouped(text, encoding.ids, pieces, spans, language, unknown)

    def read_source(self, text: str, language: Language) -> Tokens:
        """One text as an encoder reads it: closed by </s>."""
        return self.encode(text, language).with_special_after(self.end_id, END)

    def encode_target(self, text: str, language: Language) -> Tokens:
        """One text of the target's language, without special tokens: one vocabulary serves both languages."""
        return self.encode(text, language)

    def decode(self, ids: Sequence[int]) -> str:
        """The text that token ids spell; <pad> and </s> spell nothing, <unk> a replacement character."""
        return self.tokens(ids).text

    def tokens(self, ids: Sequence[int], language: Language = "fr") -> Tokens:
        """Token ids that a model wrote, as Tokens: the text they spell with a span for each piece.

        Encoding that text again would not do: a model may spell a word with pieces that the encoder would merge.
        """
        pieces = [self.piece(token_id) for token_id in ids]
        text, spans, unknown = "", list[Span | None](), list[Span]()
        for token_id, piece in zip(ids, pieces, strict=True):
            if token_id in (self.pad_id, self.end_id):
                spans.append(None)
                continue
            letters = REPLACEMENT if token_id == self.unknown_id else piece.removeprefix(SPACE)
            if piece.startswith(SPACE) and text:
                text += " "
            spans.append((len(text), len(text) + len(letters)))
            text += letters
            if token_id == self.unknown_id:
                unknown.append((len(text) - 1, len(text)))
        return grouped(text, ids, pieces, spans, language, unknown)


def typed_spans(text: str, pieces: Sequence[str], offsets: Sequence[Span]) -> Iterator[Span]:
    """The library's offsets without the space before a piece, and with all of a letter typed as letter and accent.

    A piece that is only a space gets an empty span where the word begins.
    """
    for index, (piece, (start, end)) in enumerate(zip(pieces, offsets, strict=True)):
        end = start if piece == SPACE else end
        while start < len(text) and _is_space(text[start]):
            start += 1
        end = max(start, end)
        limit = offsets[index + 1][0] if index + 1 < len(offsets) else len(text)
        while start < end < limit and unicodedata.combining(text[end]):
            end += 1
        yield start, end


def _is_space(character: str) -> bool:
    return character.isspace() and character not in "\x1c\x1d\x1e\x1f"  # separators to Python, not to the pattern \s


def grouped(
    text: str,
    ids: Sequence[int],
    pieces: Sequence[str],
    spans: Sequence[Span | None],
    language: Language,
    unknown: Sequence[Span],
) -> Tokens:
    """Tokens whose pieces are joined to the display words of `language`."""
    borders = [span for _, span in _WORDS[language].pre_tokenize_str(text)]
    words, word_of = list[str](), list[int]()
    open_word: Span | None = None
    next_border = 0
    for piece, span in zip(pieces, spans, strict=True):
        if span is None:
            open_word = None
            words.append(piece)
        elif open_word is None or span[0] >= open_word[1]:
            while next_border < len(borders) and borders[next_border][1] <= span[0]:
                next_border += 1
            open_word = borders[next_border] if next_border < len(borders) else span
            words.append(text[open_word[0] : open_word[1]] or piece)
        word_of.append(len(words) - 1)
    return Tokens(
        text=text,
        ids=tuple(ids),
        pieces=tuple(pieces),
        spans=tuple(spans),
        word_of=tuple(word_of),
        words=tuple(words),
        specials=frozenset(position for position, span in enumerate(spans) if span is None),
        unknown=tuple(unknown),
    )
