"""How long the server needs to answer a trivial change of a widget, on every page, over the websocket.

Measured from the request to the message that the script has finished: server time and a fraction of a millisecond of
loopback. The server's own CPU time stands beside it, because it does not depend on what else the machine is doing.
"""

import argparse
import os
import statistics
import tempfile
from itertools import cycle, islice
from pathlib import Path

from streamlit.proto.WidgetStates_pb2 import WidgetState

from bench.streamlit_client import Session, Widget
from tools.served_app import ROOT, served

TARGET = 15.0  # milliseconds, median
TRIVIAL = {  # page → the key of a widget that changes a detail of it; None: the page runs again as it is
    "attention": "focus",
    "map": "at",
    "decoding": "step",
    "coreference": "pair",
    "compare": "row",
    "methods": "explain",
    "layer_norm": "token",
    "positions": "wave",
    "laboratory": "query",
    "scorecard": "head",
    "roles": "head",
    "film": "frame",
    "bertviz": None,
    "model": None,
    "image": None,
}
VALUES = 4  # values of the widget that take turns
ROW = "{:<58} {:>8} {:>8} {:>8} {:>7}  {}"


def states(widget: Widget) -> list[WidgetState]:
    """The widget set to each of a few of its values."""
    proto = widget.proto
    if widget.kind == "slider" and proto.options:
        return [WidgetState(id=proto.id, string_array_value={"data": [option]}) for option in proto.options[:VALUES]]
    if widget.kind == "slider":
        return [WidgetState(id=proto.id, double_array_value={"data": [value]}) for value in range(VALUES)]
    return [WidgetState(id=proto.id, string_value=option) for option in proto.options[:VALUES]]


def cpu_seconds() -> float:
    """CPU time that this process's children, the server among them, have used so far (Linux; else 0)."""
    listing = Path(f"/proc/self/task/{os.getpid()}/children")
    children = listing.read_text().split() if listing.exists() else []
    fields = [Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split() for child in children]
    return sum(int(user) + int(system) for user, system in (field[11:13] for field in fields)) / os.sysconf(
        "SC_CLK_TCK"
    )


def measure(address: str, page: str, changes: int) -> tuple[list[float], float]:
    """Milliseconds of each of `changes` reruns, and the server's CPU milliseconds per rerun."""
    session = Session(address, page)
    widget = next((widget for widget in session.widgets.values() if widget.key == TRIVIAL[page]), None)
    turns, fragment = (states(widget), widget.fragment) if widget else ([None], "")
    for state in turns * 2:  # every value once with cold caches, once with warm ones
        session.run(state, fragment=fragment)
    before = cpu_seconds()
    times = [session.run(state, fragment=fragment) * 1e3 for state in islice(cycle(turns), changes)]
    used = (cpu_seconds() - before) * 1e3 / changes
    session.close()
    return times, used


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=60, help="widget changes per page")
    changes = parser.parse_args().changes
    print("\n" + ROW.format("rerun after a widget change, ms", "median", "fastest", "CPU", "target", ""))
    missed = 0
    with tempfile.TemporaryDirectory() as folder, served(ROOT / "app.py", Path(folder) / "log") as address:
        for page, key in TRIVIAL.items():
            times, used = measure(address, page, changes)
            median = statistics.median(times)
            missed += median > TARGET
            verdict = "ok" if median <= TARGET else "MISSED"
            numbers = (f"{number:.1f}" for number in (median, min(times), used, TARGET))
            print(ROW.format(f"{page}: {key or 'as it is'}", *numbers, verdict), flush=True)
    return min(missed, 1)


if __name__ == "__main__":
    raise SystemExit(main())
