"""The app on a free loopback port, and a real Chromium to look at it: for browser tests, pictures and benchmarks."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PROBE = re.compile(r"/[a-z_]+/_stcore/(health|host-config)$")
"""Where Streamlit's front end looks for its server first, in vain, when opened at a page's own address."""
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no network: nothing shown may come from elsewhere
)
_START_LIMIT = 120  # seconds until a server that does not answer is given up


def find_chromium() -> str:
    """The path of a Chromium: $CHROMIUM, or the first known name on the PATH. Raises FileNotFoundError."""
    for name in (os.environ.get("CHROMIUM"), *CHROMIUM_NAMES):
        if name and (path := shutil.which(name)):
            return path
    raise FileNotFoundError("no Chromium found: tools/find_chromium.sh says how to get one")


@contextmanager
def served(script: Path, log: Path) -> Iterator[str]:
    """Run a Streamlit script on a free port; gives its address, ends it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(4 * _START_LIMIT):
            if server.poll() is not None or _healthy(address):
                break
            time.sleep(0.25)
        if server.poll() is not None:
            raise RuntimeError(log.read_text("utf-8"))
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
