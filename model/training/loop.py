"""The training loop."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor, nn
from tqdm import tqdm

from model.checkpoint import store_weights
from model.training.batching import Batch
from model.training.config import TrainingConfig
from model.training.gloss import GlossHead
from model.training.loss import translation_loss
from model.training.metrics import Metrics
from model.training.optimizers import Optimizers
from model.training.parallel import Processes
from model.training.schedule import share_of_peak
from model.training.state import Progress, load_state, save_state
from model.training.stream import BatchStream
from model.transformer import Transformer

STATE, METRICS, SNAPSHOTS = "state.safetensors", "metrics.csv", "snapshots"


class Trainer:
    """One run in one folder: its state, its metrics, and the model as it is now (`transformer`, `progress`).

    Where several processes have been joined (`model/training/parallel.py`), each has a trainer, and all of them agree
    on every step; only that of the main process writes.
    """

    def __init__(
        self,
        folder: Path,
        config: TrainingConfig,
        transformer: Transformer,
        stream: BatchStream,
        genders: Sequence[int],
        *,
        device: str = "cpu",
        save_minutes: float = 5.0,
    ) -> None:
        self.transformer, self.progress = transformer.to(device), Progress()
        self._folder, self._config, self._stream = folder, config, stream
        self._device, self._save_seconds = torch.device(device), 60 * save_minutes
        self._processes = Processes.joined()
        self._gloss = GlossHead(transformer.config.d_model, genders).to(device)
        self._modules = nn.ModuleDict({"transformer": self.transformer, "gloss": self._gloss})
        self._optimizers = Optimizers(self._modules, config)
        self._metrics = Metrics(folder / METRICS)
        self._stopped = False

    def resume(self) -> None:
        """Go on from the saved state. Raises CheckpointError."""
        self.progress = load_state(self._folder / STATE, self._config, self._modules, self._optimizers)
        if self._processes.is_main:
            self._metrics.forget_after(self.progress.step)

    def stop(self) -> None:
        """Ask `run` to save and return after the step under way, in all processes; safe in a signal handler."""
        self._stopped = True

    def run(self, on_save: Callable[["Trainer"], None]) -> None:
        """Train until the first limit or `stop`. Calls `on_save` each time the state has been saved, and at the end.

        Raises ConfigError where processes have read different data.
        """
        # Else threads add up gradients in the order they finish. (On CUDA not every operation can promise it.)
        torch.use_deterministic_algorithms(self._device.type == "cpu")
        torch.utils.deterministic.fill_uninitialized_memory = False  # pyright: ignore[reportAttributeAccessIssue]
        self._processes.copy_from_main(self._modules.parameters())
        self.transformer.train()
        is_main = self._processes.is_main
        started = time.monotonic() - self.progress.seconds
        saved = self.progress.seconds
        with tqdm(total=100, bar_format="{l_bar}{bar}| {elapsed}<{remaining}{postfix}", disable=not is_main) as bar:
            bar.update(100 * self.progress.share(self._config))
            for chunk, index, batch in self._stream.batches(self.progress.chunk, self.progress.batch):
                losses, rate = self._step(batch)
                tokens = self.progress.tokens + batch.n_target_tokens
                seconds, stopped = self._processes.agree(time.monotonic() - started, tokens, stop=self._stopped)
                step_seconds = seconds - self.progress.seconds
                step = self.progress.step + 1
                self.progress = Progress(step, tokens, seconds, chunk, index)
                share = self.progress.share(self._config)
                is_last = stopped or share >= 1
                if is_main:
                    self._metrics.add(losses, batch.n_target_tokens, step_seconds)
                    self._keep_snapshot(batch.n_target_tokens)
                    bar.update(100 * min(share, 1.0) - bar.n)
                    if is_last or self._metrics.is_due:
                        bar.set_postfix_str(self._metrics.write(self.progress, rate))
                        if is_last or seconds - saved >= self._save_seconds:
                            saved = seconds
                            self._save()
                            on_save(self)
                if is_last:
                    break
        self._processes.wait()  # nobody leaves before the state is written

    def _save(self) -> None:
        save_state(self._folder / STATE, self.progress, self._config, self._modules, self._optimizers)

    def _keep_snapshot(self, n_new_tokens: int) -> None:
        """Store the weights if the last step brought the run to a point that the film shows."""
        before, now = self.progress.tokens - n_new_tokens, self.progress.tokens
        for tokens in self._config.snapshot_tokens:
            if before < tokens <= now:
                store_weights(self._folder / SNAPSHOTS / f"{tokens:09d}.safetensors", self.transformer)

    def _states_and_logits(
        self, batch: Batch
    ) -> tuple[Float[Tensor, "batch source d_model"] | None, Float[Tensor, "batch target vocabulary"]]:
        """The encoder's states (None for a language model) and the logits of every next token."""
        if self.transformer.config.is_decoder_only:
            return None, self.transformer.decode(batch.target, None)
        states, mask = self.transformer.encode(batch.source)
        return states, self.transformer.decode(batch.target, self.transformer.memory(states, mask))

    def _losses(self, share: Batch, batch: Batch, *, with_gloss: bool) -> Float[Tensor, "2"]:
        """What the pairs of `share` add to the translation and the gloss loss of `batch`."""
        half = self._config.precision == "bfloat16"
        with torch.autocast(self._device.type, dtype=torch.bfloat16, enabled=half):
            states, logits = self._states_and_logits(share)
            loss = translation_loss(logits, share.labels, smoothing=self._config.label_smoothing)
            gloss_loss = loss.new_zeros(())
            if states is not None and with_gloss:
                gloss_loss = self._gloss.loss(states, share.glosses, batch.glosses)
        return torch.stack((loss * (share.n_target_tokens / batch.n_target_tokens), gloss_loss))

    def _step(self, batch: Batch) -> tuple[tuple[float, float], float]:
        """One optimiser step: the translation and the gloss loss before it, and AdamW's learning rate."""
        config, done = self._config, self.progress.share(self._config)
        rate = share_of_peak(self.progress.step, done, warm_up_steps=config.warm_up_steps)
        self._optimizers.set_rate(rate)
        self._optimizers.zero_grad()
        self._processes.seed_dropout(config.seed, self.progress.step)
        share = batch.share(self._processes.index, self._processes.count)
        losses = torch.zeros(2, device=self._device)
        if share is not None:
            with_gloss = config.gloss_weight > 0 and done < config.gloss_share
            losses = self._losses(share.to(self._device), batch, with_gloss=with_gloss)
            (losses[0] + config.gloss_weight * losses[1]).backward()
        losses = self._processes.sum_gradients(self._modules.parameters(), losses.detach())
        nn.utils.clip_grad_norm_(self._modules.parameters(), config.clip_norm)
        self._optimizers.step()
        return (losses[0].item(), losses[1].item()), rate * config.learning_rate
