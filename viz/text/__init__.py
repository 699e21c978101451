"""Every string a person reads, in English and Chinese, from one TOML file per page and language.

A key is "<file>.<name>": `text("attention.title")` reads `title` of `viz/text/<language>/attention.toml`.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

Language = Literal["en", "zh"]

LANGUAGES: dict[Language, str] = {"en": "English", "zh": "中文"}

_FOLDER = Path(__file__).parent
_MARKUP = re.compile(r"[!-/:-@\[-`{-~]")
# Even out of escaped text Streamlit makes emoji, icons, arrows, dashes and links, unless these are held apart.
_PARTS_OF_SYMBOLS = re.compile(r"(?<=\S)(\\[:<=>~@-]|\\\.(?=\S))")


class Text:
    """The texts of one language, each with its placeholders filled in by `str.format`.

    Two of the same language are equal, so that figures with words in them can be kept.
    """

    def __init__(self, language: Language) -> None:
        if language not in get_args(Language):
            raise ValueError(f"no texts in language {language!r}")
        self.language: Language = language
        self._templates = templates(language)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and other.language == self.language

    def __hash__(self) -> int:
        return hash(self.language)

    def __contains__(self, key: str) -> bool:
        return key in self._templates

    def __call__(self, key: str, **values: object) -> str:
        """The text of `key`. Raises KeyError if the language has no such text or a placeholder gets no value.

        What is filled in stays as it is: pass typed text through `markdown_escape` where Markdown will be read.
        """
        if key not in self._templates:
            raise KeyError(f"no text {key!r} in language {self.language!r}")
        return self._templates[key].format(**values)


@cache
def templates(language: Language) -> dict[str, str]:
    """All texts of a language by key, before their placeholders are filled in."""
    found: dict[str, str] = {}
    for file in sorted((_FOLDER / language).glob("*.toml")):
        for name, template in tomllib.loads(file.read_text("utf-8")).items():
            found[f"{file.stem}.{name}"] = cast(str, template)
    return found


def markdown_escape(text: str) -> str:
    """`text` so that Streamlit's Markdown shows exactly its characters, on one line.

    No Markdown, HTML, TeX, directive (`:red[…]`), emoji or icon (`:smile:`), arrow or dash (`->`, `--`) comes of it.
    """
    escaped = _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
    return _PARTS_OF_SYMBOLS.sub("\N{WORD JOINER}\\g<0>", escaped)
