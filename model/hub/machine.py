"""What this machine has for a model: devices, and memory that is free."""

import os
from pathlib import Path
from typing import Literal

import torch

Device = Literal["cpu", "cuda", "mps"]

_MEMINFO = Path("/proc/meminfo")
_CGROUP = Path("/sys/fs/cgroup")


def devices() -> tuple[Device, ...]:
    """Where a model can run on this machine; the first is the default."""
    found: list[Device] = ["cpu"]
    if torch.cuda.is_available():
        found.append("cuda")
    if torch.backends.mps.is_available():
        found.append("mps")
    return tuple(found)


def free_memory(device: Device = "cpu") -> int | None:
    """Bytes that can still be had on a device, within what a container may use; None where the system does not say."""
    if device == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        return free
    known = [amount for amount in (_of_the_machine(), _of_the_container()) if amount is not None]
    return min(known, default=None)


def _of_the_machine() -> int | None:
    try:
        lines = dict(line.split(":", 1) for line in _MEMINFO.read_text().splitlines())
        return int(lines["MemAvailable"].split()[0]) << 10  # given in KiB; what files only cache counts as free
    except (OSError, KeyError, ValueError):
        pass
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _of_the_container() -> int | None:
    """What control groups (version 2) leave; None outside of one, or where it has no limit."""
    try:
        limit = int((_CGROUP / "memory.max").read_text())
        used = int((_CGROUP / "memory.current").read_text())
        cached = dict(line.split() for line in (_CGROUP / "memory.stat").read_text().splitlines())["inactive_file"]
    except (OSError, KeyError, ValueError):
        return None
    return max(0, limit - used + int(cached))
