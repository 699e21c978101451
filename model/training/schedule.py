"""The learning rate over a run."""

import math


def share_of_peak(step: int, progress: float, *, warm_up_steps: int) -> float:
    """The learning rate as a share of its peak: linear warm-up over `warm_up_steps`, then half a cosine to 0.

    The cosine ends at `progress` 1 (Loshchilov and Hutter 2017).

    Post-norm stacks need the warm-up (Xiong et al. 2020). `step` counts from 0, `progress` from 0 to 1.
    """
    return min(1.0, (step + 1) / warm_up_steps) * 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))
