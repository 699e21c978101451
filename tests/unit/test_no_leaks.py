"""An intervention never leaks: calls with and without, at the same time, give what each gives alone."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import torch

from model.interventions import parse, tap_of
from tests import planted

CALLS = 200
INTERVENTIONS = (
    "enc.2.h2=off",
    "enc.2.h2=uniform",
    "cross.1.h1=uniform",
    "enc.2.h2[7,2]=0.3",
    "cross.1.h1[1,5]=1",
    "enc[7,2]=cut; enc.1.h1[7,9]=cut",
    "enc.1.self=skip; dec.1.ff=skip",
)
ENDED = (planted.token("</s>"),)  # one step is enough, and takes no longer where nothing is decided


@pytest.fixture(autouse=True)
def threads_that_alternate() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-3)  # seconds: often in the middle of a pass
    yield
    sys.setswitchinterval(usual)


def test_two_threads_one_with_and_one_without() -> None:
    shared = planted.translator()
    texts = {"with": [INTERVENTIONS[n % len(INTERVENTIONS)] for n in range(CALLS)], "without": [""] * CALLS}

    def call(n: int, text: str) -> torch.Tensor:
        sentence = planted.SENTENCES[n % len(planted.SENTENCES)]
        written = shared.translate(sentence, prefix=ENDED, tap=tap_of(parse(text, shared.config)))
        return torch.cat([step.log_probabilities for step in written.decoding.steps])

    same = len(planted.SENTENCES) * len(INTERVENTIONS)  # after so many calls all begins again
    first = {name: [call(n, text) for n, text in enumerate(own[:same])] for name, own in texts.items()}
    alone = {name: [own[n % same] for n in range(CALLS)] for name, own in first.items()}
    start = Barrier(len(texts))

    def run(name: str) -> list[torch.Tensor]:
        start.wait()
        return [call(n, text) for n, text in enumerate(texts[name])]

    with ThreadPoolExecutor(len(texts)) as pool:
        together = dict(zip(texts, pool.map(run, texts), strict=True))
    for name in texts:
        assert [n for n in range(CALLS) if not torch.equal(together[name][n], alone[name][n])] == [], name
    changed = sum(not torch.allclose(one, other) for one, other in zip(*alone.values(), strict=True))
    assert changed > CALLS / 2, "the interventions do something"
