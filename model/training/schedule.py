"""The learning rate over a run."""

import math


def learning_rate(step: int, progress: float, *, peak: float, warm_up_steps: int) -> float:
    """Linear warm-up over `warm_up_steps`, then half a cosine down to 0 at `progress` 1 (Loshchilov and Hutter 2017).

    Post-norm stacks need the warm-up (Xiong et al. 2020). `step` counts from 0, `progress` from 0 to 1.
    """
    return peak * min(1.0, (step + 1) / warm_up_steps) * 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))
