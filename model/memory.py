"""Memory that one trace, or one training step, gave back is kept for the next."""

import ctypes
import sys

# Parameters of glibc's mallopt, from malloc.h.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _MMAP_MAX = -1, -3, -4
_KEEP = 512 << 20  # bytes; some ten traces of the longest sentences
_KEEP_ALL = (2 << 30) - 1  # bytes; the most that glibc allows
_MMAP_FROM = 32 << 20  # bytes; the most that glibc allows


def keep_freed_memory(*, training: bool = False) -> None:
    """Ask glibc to hand freed buffers out again instead of returning them to the system at once.

    A trace of 256 tokens holds 50 MB. Fresh from the system, each of its pages costs a page fault, and together they
    cost more than recording. A training step uses gigabytes, in buffers of any size, and lost a third of its time to
    them: then all is kept. Other C libraries are left alone.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_MMAP_THRESHOLD, _MMAP_FROM)
            mallopt(_TRIM_THRESHOLD, _KEEP_ALL if training else _KEEP)
            if training:
                mallopt(_MMAP_MAX, 0)
