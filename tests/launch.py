"""Two processes of one machine, started by torchrun or Accelerate as a person would start them."""

import os
import socket
import subprocess
import sys
from pathlib import Path


def launch(launcher: str, *arguments: str | Path) -> str:
    """Run `python -m` with these arguments in two processes; what they said."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    known = ("torch.distributed.run", "--nproc-per-node=2", "--master-addr=127.0.0.1", f"--master-port={port}")
    if launcher == "accelerate":
        # --multi_gpu is Accelerate's name for "start several"; the device is for the training command to say.
        known = ("accelerate.commands.launch", "--multi_gpu", "--num_processes=2", f"--main_process_port={port}")
    done = subprocess.run(
        [sys.executable, "-m", *known, "-m", *map(str, arguments)],
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout + done.stderr
