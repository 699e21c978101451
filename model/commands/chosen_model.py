"""The model that a command was asked to use."""

from argparse import Namespace

import model
from model.translator import Translator


def chosen_model(options: Namespace, name: str | None = None) -> Translator:
    """The model of --model, or another that stands beside it; fetching one is told on stderr."""
    asked: str = name or options.model
    languages = tuple(options.languages) if options.languages else None
    if not options.download:
        return model.load(asked, languages=languages)
    from tqdm import tqdm

    with tqdm(total=100, bar_format="{l_bar}{bar}| {elapsed}<{remaining}", leave=False) as bar:

        def report(stage: str, done: int, total: int) -> None:
            bar.set_description(stage, refresh=False)
            bar.n = round(100 * done / max(1, total))
            bar.refresh()

        return model.load(asked, languages=languages, download=True, report=report)
