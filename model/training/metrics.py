"""What a run reports, as a CSV with one row for every fifty steps."""

import csv
from pathlib import Path

from model.training.state import Progress

COLUMNS = ("step", "tokens", "minutes", "learning_rate", "loss", "gloss_loss", "tokens_per_second")
_STEPS_PER_ROW = 50


class Metrics:
    """Means since the last row, appended to `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reset()

    def _reset(self) -> None:
        self._losses, self._gloss_losses, self._tokens, self._seconds = list[float](), list[float](), 0, 0.0

    @property
    def is_due(self) -> bool:
        return len(self._losses) >= _STEPS_PER_ROW

    def add(self, losses: tuple[float, float], tokens: int, seconds: float) -> None:
        self._losses.append(losses[0])
        self._gloss_losses.append(losses[1])
        self._tokens += tokens
        self._seconds += seconds

    def write(self, progress: Progress, rate: float) -> str:
        """Append a row and return it in short."""
        loss = sum(self._losses) / len(self._losses)
        gloss_loss = sum(self._gloss_losses) / len(self._losses)
        speed = self._tokens / self._seconds
        self._reset()
        is_new = not self._path.exists()
        with self._path.open("a", newline="") as file:
            writer = csv.writer(file)
            if is_new:
                writer.writerow(COLUMNS)
            minutes = f"{progress.seconds / 60:.2f}"
            row = (f"{rate:.3g}", f"{loss:.4f}", f"{gloss_loss:.4f}", f"{speed:.0f}")
            writer.writerow((progress.step, progress.tokens, minutes, *row))
        return f"step {progress.step}, loss {loss:.3f}, gloss {gloss_loss:.3f}, {speed:.0f} tokens/s"

    def forget_after(self, step: int) -> None:
        """Drop the rows that a run wrote after the state it resumes from."""
        if not self._path.exists():
            return
        with self._path.open(newline="") as file:
            header, *rows = csv.reader(file)
        with self._path.open("w", newline="") as file:
            csv.writer(file).writerows([header, *(row for row in rows if int(row[0]) <= step)])
