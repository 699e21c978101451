"""The libraries that BertViz loads from a CDN, brought by npm, so that it draws without one."""

import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

FILES = {  # the name that BertViz asks for → the package of npm, and the file in it
    "d3.min.js": ("d3@5.7.0", "package/dist/d3.min.js"),
    "jquery.min.js": ("jquery@2.1.4", "package/dist/jquery.min.js"),
    "require.min.js": ("requirejs@2.3.6", "package/require.js"),
}


def cdn() -> Mapping[str, bytes]:
    """Each file by its name; none where npm is missing or reaches no registry."""
    if not shutil.which("npm"):
        return {}
    found: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, (package, file) in FILES.items():
            done = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, capture_output=True, text=True)
            if done.returncode != 0:
                return {}
            with tarfile.open(Path(folder) / done.stdout.strip()) as archive:
                member = archive.extractfile(file)
                assert member
                found[name] = member.read()
    return found
