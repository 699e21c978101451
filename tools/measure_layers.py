"""Measure what a layer of each kind costs as the sentence grows, for the course's first lesson: `model/lessons`.

    .venv/bin/python -m tools.measure_layers

Processor time of one thread is counted, not the clock on the wall, so that other work on the machine does not matter.
"""

import time

import torch

from model.lessons.layer_costs import measure, store

if __name__ == "__main__":
    torch.set_num_threads(1)
    costs = measure(repeats=15, clock=time.thread_time)
    store(costs)
    for kind, seconds in costs.seconds.items():
        print(kind, *(f"{1000 * value:.2f}" for value in seconds), "ms")
