"""Make the bundled Chinese font: Noto Sans CJK SC reduced to what the interface and common text need.

    python tools/subset_font.py NotoSansCJK-Regular.ttc [static/fonts/NotoSansSC-Headlight.woff2]

It keeps the characters of viz/text/zh and of the lessons, those that zh-en has pieces for, the 3,755 level-1 characters
of GB 2312 (the most frequent ones), the symbols and punctuation of GB 2312, and what Unicode calls CJK punctuation and
full-width forms. Needs fonttools and brotli.
"""

import json
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).resolve().parent.parent
FAMILY = "Noto Sans CJK SC"


def characters() -> set[int]:
    """The code points to keep."""

    def rows(first: int, last: int) -> str:
        """The characters of the given rows of GB 2312; row and column start at 0xA1 in its byte encoding."""
        cells = (bytes((row, column)) for row in range(first, last + 1) for column in range(0xA1, 0xFF))
        return "".join(cell.decode("gb2312", errors="ignore") for cell in cells)

    texts = [*(ROOT / "viz/text/zh").glob("*.toml"), *(ROOT / "pages").rglob("zh.md")]
    interface = "".join(file.read_text("utf-8") for file in texts)
    read = "".join(json.loads((ROOT / "model/weights/zh-en/tokenizer.json").read_text("utf-8"))["model"]["vocab"])
    symbols, level_1 = rows(0xA1, 0xA3), rows(0xB0, 0xD7)
    blocks = [*range(0x3000, 0x3020), *range(0xFF01, 0xFF5F)]
    return {ord(character) for character in interface + read + symbols + level_1 if character.isprintable()} | set(
        blocks
    )


def face(path: str) -> TTFont:
    """The Simplified Chinese face of a collection, or the only face of a font file."""
    if not path.endswith(".ttc"):
        return TTFont(path)
    return next(font for font in TTCollection(path).fonts if font["name"].getBestFamilyName() == FAMILY)


def main(source: str, target: str = str(ROOT / "static/fonts/NotoSansSC-Headlight.woff2")) -> None:
    font = face(source)
    options = Options(flavor="woff2", layout_features=["kern", "locl", "palt"], hinting=False, desubroutinize=False)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # names, copyright, licence and its address
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)
    print(f"{target}: {len(font.getBestCmap())} characters, {Path(target).stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
