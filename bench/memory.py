"""What the server's process holds after many different sentences, beyond what it held after a few.

One session types sentence after sentence on one page, as a reader would: each is computed, drawn and sent. The memory
is the resident set of the server's process (Linux), after the caches have found their size.
"""

import argparse
import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from streamlit.proto.WidgetStates_pb2 import WidgetState

from bench.streamlit_client import Session
from bench.table import report, row
from tools.served_app import ROOT, served

TARGET = 150  # MB
FEW, MANY = 20, 500
PAGES = {"attention": "", "map": "map"}
NOUNS = ("animal", "dog", "boat", "child", "king", "letter", "book", "train", "cat", "door")
PLACES = ("street", "river", "garden", "house", "road", "bridge", "field", "town", "room", "hill")
ENDS = ("tired", "wide", "old", "small", "dark", "cold")


def sentences() -> Iterator[str]:
    """Different sentences, more than enough."""
    for noun, place, end in itertools.product(NOUNS, PLACES, ENDS):
        yield f"The {noun} didn't cross the {place} because it was too {end}."


def megabytes() -> float:
    """The resident set of this process's only child, the server."""
    (child,) = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    status = dict(line.split(":", 1) for line in Path(f"/proc/{child}/status").read_text().splitlines() if ":" in line)
    return int(status["VmRSS"].split()[0]) / 1024


def growth(address: str, page: str, many: int) -> float:
    """Megabytes that the server holds after `many` sentences on a page, beyond those after a few."""
    session = Session(address, page)
    box = next(widget for widget in session.widgets.values() if widget.key == "sentence")
    held = 0.0
    for number, sentence in enumerate(itertools.islice(sentences(), many), start=1):
        session.run(WidgetState(id=box.proto.id, string_value=sentence))
        if number in (FEW, many):
            row(f"{page or 'attention'}: after {number} sentences", f"{megabytes():.0f} MB")
        if number == FEW:
            held = megabytes()
    session.close()
    return megabytes() - held


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=MANY)
    many = parser.parse_args().sentences
    print(f"\nmemory of the server after {many} sentences in one session")
    missed = 0
    for name, page in PAGES.items():
        with tempfile.TemporaryDirectory() as folder, served(ROOT / "app.py", Path(folder) / "log") as address:
            missed += report(f"{name}: more than after {FEW}", growth(address, page, many), TARGET, "MB")
    return min(missed, 1)


if __name__ == "__main__":
    raise SystemExit(main())
