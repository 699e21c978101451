"""Two processes train as one would: by hand on small numbers, and started by torchrun and by Accelerate, over gloo."""

import csv
import json
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from model.errors import ConfigError
from model.training.batching import Batch, TrainingPair
from model.training.config import Recipe
from model.training.gloss import GlossHead
from model.training.loss import IGNORED, translation_loss
from model.training.parallel import Processes, joined_processes
from tests.launch import launch
from tests.parallel_runs import STOP_AFTER, run

# 65 target tokens are one to four sentences: some batches have none for the second process.
RECIPE = """
[model]
d_model = 16
n_heads = 2
d_ff = 24
n_encoder_layers = 1
n_decoder_layers = 1
dropout = {dropout}
[training]
steps = {steps}
vocabulary_size = 220
batch_tokens = 65
max_pieces = 64
chunk_tokens = 300
sample_size = 60
warm_up_steps = 5
learning_rate = 1e-3
gloss_weight = 1.0
"""


def batch(*target_lengths: int) -> Batch:
    """Pairs with targets of so many tokens (</s> included) and a gloss on the first word of each."""
    pairs = [TrainingPair([5, 6], [7] * (length - 1), [length - 1, IGNORED]) for length in target_lengths]
    return Batch.of(pairs, pad_id=0, end_id=2)


def shares(whole: Batch, count: int) -> list[Batch]:
    return [share for index in range(count) if (share := whole.share(index, count))]


def test_shares_take_turns_and_some_may_be_empty() -> None:
    whole = batch(2, 4, 1)

    first, second = shares(whole, 2)

    assert first.labels.tolist() == [[7, 2, IGNORED, IGNORED], [2, IGNORED, IGNORED, IGNORED]]
    assert second.labels.tolist() == [[7, 7, 7, 2]]
    assert (first.n_target_tokens, second.n_target_tokens) == (3, 4)
    assert whole.share(0, 1) is whole
    assert [whole.share(index, 5) is None for index in range(5)] == [False, False, False, True, True]


def test_shares_weighted_by_their_tokens_add_up_to_the_loss_and_gradient_of_the_batch() -> None:
    whole = batch(2, 4, 1)
    logits = torch.randn(3, 4, 9, generator=torch.Generator().manual_seed(0), requires_grad=True)
    loss = translation_loss(logits, whole.labels, smoothing=0.1)
    (gradient,) = torch.autograd.grad(loss, logits)

    means = [
        translation_loss(logits[index::2], share.labels, smoothing=0.1) for index, share in enumerate(shares(whole, 2))
    ]
    together = means[0] * (3 / 7) + means[1] * (4 / 7)

    torch.testing.assert_close(together, loss)
    torch.testing.assert_close(torch.autograd.grad(together, logits)[0], gradient)
    assert abs((means[0] + means[1]).item() / 2 - loss.item()) > 1e-3  # the mean of the means is another number


def test_gloss_losses_of_shares_add_up_to_that_of_the_batch() -> None:
    # Lemma classes 0 to 3; 1 and 3 have a gender. Of three shares, the second has one gendered word, the third none.
    labels = torch.tensor([[0, 1, 2], [3, IGNORED, IGNORED], [IGNORED] * 3, [1, 0, 0]])
    head = GlossHead(4, [IGNORED, 0, IGNORED, 1])
    states = torch.randn(4, 3, 4, generator=torch.Generator().manual_seed(0), requires_grad=True)
    loss = head.loss(states, labels, labels)
    parameters = (states, *head.parameters())

    together = sum((head.loss(states[i::3], labels[i::3], labels) for i in range(3)), torch.zeros(()))

    torch.testing.assert_close(together, loss)
    for ours, theirs in zip(
        torch.autograd.grad(together, parameters), torch.autograd.grad(loss, parameters), strict=True
    ):
        torch.testing.assert_close(ours, theirs)
    assert head.loss(states[:1], labels[2:3], labels[2:3]).item() == 0.0


def test_one_process_neither_joins_nor_needs_accelerate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "accelerate", None)  # as if it were not installed
    monkeypatch.setitem(sys.modules, "accelerate.utils", None)
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    parameter, before = torch.nn.Parameter(torch.ones(2)), torch.get_rng_state()

    with joined_processes("cpu") as (alone, device):
        alone.copy_from_main([parameter])
        alone.seed_dropout(1, 2)
        losses = alone.sum_gradients([parameter], torch.ones(2))

    assert (alone, device) == (Processes(0, 1), "cpu")
    assert alone.agree(1.5, 7, stop=True) == (1.5, True)
    assert losses.tolist() == [1.0, 1.0]
    assert torch.equal(torch.get_rng_state(), before)
    assert alone.launched("python -m model train") == "python -m model train"


def test_several_processes_without_accelerate_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "accelerate", None)
    monkeypatch.setenv("WORLD_SIZE", "2")

    with pytest.raises(ConfigError, match="need Accelerate"), joined_processes("cpu"):
        pass


def last_row(folder: Path) -> dict[str, str]:
    with (folder / "metrics.csv").open(newline="") as file:
        return list(csv.DictReader(file))[-1]


def trained_weights(folder: Path) -> dict[str, torch.Tensor]:
    """The float32 weights of the state, but for the biases of keys.

    They add the same to all scores of a query, so that their gradients are 0 but for rounding, which Adam blows up.
    """
    state = load_file(folder / "state.safetensors")
    weights = {name: tensor for name, tensor in state.items() if name.startswith("weights.")}
    for name, tensor in weights.items():
        if name.endswith("query_key_value.bias"):
            queries, _, values = tensor.chunk(3)
            weights[name] = torch.cat((queries, values))
    return weights


def test_two_processes_follow_the_losses_of_one(tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_text(RECIPE.format(dropout=0.0, steps=12))
    run(tmp_path / "one", Recipe.load(str(tmp_path / "recipe.toml")))

    said = launch("accelerate", "model", "train", "--recipe", tmp_path / "recipe.toml", "--output", tmp_path / "two")

    assert said.count("12 steps, ") == 1  # only the main process speaks
    one, two = last_row(tmp_path / "one"), last_row(tmp_path / "two")
    assert (one["step"], one["tokens"]) == (two["step"], two["tokens"])
    for loss in ("loss", "gloss_loss"):
        assert float(two[loss]) == pytest.approx(float(one[loss]), abs=1.5e-4)  # four decimals are written
    torch.testing.assert_close(trained_weights(tmp_path / "two"), trained_weights(tmp_path / "one"), atol=1e-6, rtol=0)
    assert "torchrun --nproc-per-node 2 -m model train" in (tmp_path / "two" / "README.md").read_text()


def test_one_of_two_processes_stops_both_and_a_resumed_run_gives_the_same_bits(tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_text(RECIPE.format(dropout=0.2, steps=9))

    launch("torchrun", "tests.parallel_runs", tmp_path)

    first, second = json.loads((tmp_path / "seen.json").read_text())
    assert first["stopped_at"] == second["stopped_at"] == STOP_AFTER
    assert first["generator"] != second["generator"]  # dropout of their own
    assert first["weights"] == second["weights"]  # though the second began with others
    assert "different data" in first["refusal"] == second["refusal"]
    whole, resumed = (tmp_path / name / "model.safetensors" for name in ("whole", "stopped"))
    assert whole.read_bytes() == resumed.read_bytes()
    assert last_row(tmp_path / "stopped")["step"] == "9"
