"""What a run was asked for, kept beside its state."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from model.checkpoint import write_atomically
from model.errors import CheckpointError

RUN = "run.json"


@dataclass(frozen=True)
class RunRecord:
    """What a run was asked for and the data it learns from; `corpora` maps file names to their SHA-256."""

    command: str
    hardware: str
    grammar: str
    corpora: dict[str, str]
    lemmas: list[str]
    initial: str | None = None
    """The model whose weights the run started from: name, SHA-256, its own command; None where they were random."""

    @classmethod
    def load(cls, folder: Path) -> Self:
        try:
            return cls(**json.loads((folder / RUN).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise CheckpointError("missing_model", f"There is no run to resume in {folder}: {error}") from error

    def store(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"
        write_atomically(folder / RUN, text.encode())
