"""How commands show how far an analysis has come."""

from collections.abc import Generator
from contextlib import contextmanager

from model.analysis.progress import Progress
from model.training.parallel import Processes


@contextmanager
def progress_bar(processes: Processes) -> Generator[Progress]:
    """A bar on stderr, of the main process and on a terminal only; what comes is told how much is done, from 0 to 1."""
    from tqdm import tqdm

    silent = None if processes.is_main else True
    with tqdm(total=100, bar_format="{l_bar}{bar}| {elapsed}<{remaining}", disable=silent) as bar:

        def advance(share: float) -> None:
            bar.update(100 * share - bar.n)

        yield advance
