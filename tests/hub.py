"""Tiny random Hugging Face models in folders, and a Hub of this computer that serves them."""

import json
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import torch

COMMIT = "0123456789abcdef0123456789abcdef01234567"
CONVERTED = "89abcdef0123456789abcdef0123456789abcdef"
WORDS = ("the", "animal", "cat", "sat", "on", "mat", "street", "because", "it", "was", "too", "tired", "wide", ".")
ENGLISH = (
    "The animal didn't cross the street because it was too tired.",
    "The animal didn't cross the street because it was too wide.",
    "The cat sat on the mat. The dog sat on the rug because it was wet.",
)
FRENCH = (
    "L'animal n'a pas traversé la rue parce qu'il était trop fatigué.",
    "L'animal n'a pas traversé la rue parce qu'elle était trop large.",
    "Le chat était sur le tapis. Le chien était sur le tapis parce qu'il était mouillé.",
)


def save_gpt2(folder: Path, **changes: Any) -> Path:
    """A GPT-2 of 2 layers × 2 heads with a tokenizer of its own, in a folder."""
    from transformers import GPT2Config, GPT2LMHeadModel

    tokenizer = _byte_level()
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    settings = {"n_layer": 2, "n_head": 2, "n_embd": 12, "n_positions": 64, **changes}
    ends = {"bos_token_id": tokenizer.eos_token_id, "eos_token_id": tokenizer.eos_token_id}
    GPT2LMHeadModel(GPT2Config(vocab_size=len(tokenizer), **ends, **settings)).save_pretrained(folder)
    return folder


def save_bert(folder: Path) -> Path:
    """A BERT of 3 layers × 2 heads, with the words above as vocabulary."""
    from transformers import BertConfig, BertForMaskedLM, BertTokenizer

    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]), "utf-8")
    BertTokenizer(str(vocabulary)).save_pretrained(folder)
    torch.manual_seed(0)
    sizes = {"hidden_size": 12, "num_hidden_layers": 3, "num_attention_heads": 2, "intermediate_size": 20}
    config = BertConfig(vocab_size=5 + len(WORDS), max_position_embeddings=40, **sizes)
    BertForMaskedLM(config).save_pretrained(folder)
    return folder


def save_marian(folder: Path) -> Path:
    """An English-to-French Marian of 2 + 2 layers × 2 heads, whose pieces are words and letters."""
    import sentencepiece
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    folder.mkdir(parents=True, exist_ok=True)
    for side, sentences in (("source", ENGLISH), ("target", FRENCH)):
        with (folder / f"{side}.spm").open("wb") as file:
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=iter(sentences * 4),
                model_writer=file,
                vocab_size=90,
                hard_vocab_limit=False,
                character_coverage=1.0,
                minloglevel=2,
            )
    pieces = dict.fromkeys(["</s>", "<unk>"])
    for side in ("source", "target"):
        processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{side}.spm"))
        pieces |= dict.fromkeys(processor.id_to_piece(index) for index in range(3, processor.vocab_size()))
    pieces["<pad>"] = None
    (folder / "vocab.json").write_text(json.dumps({piece: index for index, piece in enumerate(pieces)}), "utf-8")
    files = {"source_spm": "source.spm", "target_spm": "target.spm", "vocab": "vocab.json"}
    tokenizer = MarianTokenizer(
        **{key: str(folder / file) for key, file in files.items()}, source_lang="en", target_lang="fr"
    )
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    sides = {
        f"{side}_{what}": count
        for side in ("encoder", "decoder")
        for what, count in (("layers", 2), ("attention_heads", 2), ("ffn_dim", 20))
    }
    pad = len(pieces) - 1
    config = MarianConfig(
        vocab_size=len(pieces),
        d_model=12,
        max_position_embeddings=64,
        pad_token_id=pad,
        eos_token_id=0,
        decoder_start_token_id=pad,
        forced_eos_token_id=0,
        init_std=0.5,
        **sides,
    )
    model = MarianMTModel(config)
    model.generation_config.bad_words_ids = [[pad]]
    model.save_pretrained(folder)
    return folder


def _byte_level() -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    backend = Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=300, special_tokens=["<|endoftext|>"], initial_alphabet=alphabet, show_progress=False
    )
    backend.train_from_iterator([" ".join(WORDS)] * 3, trainer)
    end = "<|endoftext|>"
    return PreTrainedTokenizerFast(tokenizer_object=backend, bos_token=end, eos_token=end, unk_token=end)


def only_pickle(folder: Path) -> Path:
    """The same model with a file of weights in place of safetensors that would say so if it were opened."""
    for file in folder.glob("*.safetensors"):
        file.unlink()
    (folder / "pytorch_model.bin").write_bytes(_Trap.pickled(folder / "opened"))
    return folder


class _Trap:
    """Unpickled, it leaves a file behind."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self._mark,)

    @classmethod
    def pickled(cls, mark: Path) -> bytes:
        import pickle

        return pickle.dumps(cls(mark))


def change_config(folder: Path, **changes: Any) -> Path:
    """Change the config of a model in a folder; None takes an entry out."""
    path = folder / "config.json"
    config = {**json.loads(path.read_text("utf-8")), **changes}
    path.write_text(json.dumps({key: value for key, value in config.items() if value is not None}), "utf-8")
    return folder


@dataclass
class FakeHub:
    """What the Hub of this computer has: folders by id, and which of them are gated or converted elsewhere."""

    models: dict[str, Path] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    converted: dict[str, Path] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """Requests so far: method and path."""
    status: int | None = None
    """The error with which everything is answered, if any."""
    pause: float = 0.0
    """Seconds before each megabyte that is sent, as on a slow line."""

    def files(self, name: str, revision: str) -> Path:
        return self.converted[name] if revision == CONVERTED else self.models[name]


class _Handler(BaseHTTPRequestHandler):
    hub: FakeHub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        with suppress(ConnectionError):  # whoever asked may go before all is sent
            self._answer(with_body=True)

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _answer(self, *, with_body: bool) -> None:
        hub, path = self.hub, unquote(urlsplit(self.path).path)
        hub.asked.append(f"{self.command} {path}")
        if hub.status:
            return self._send(hub.status, b"{}", {}, with_body)
        if found := re.fullmatch(r"/api/models/([^/]+/[^/]+)(?:/revision/(.+))?", path):
            return self._info(found[1], found[2] or "main", with_body)
        if found := re.fullmatch(r"/api/models/([^/]+/[^/]+)/discussions", path):
            return self._discussions(found[1], with_body)
        if found := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            return self._file(*found.groups(), with_body)
        return self._send(404, b"{}", {}, with_body)

    def _info(self, name: str, revision: str, with_body: bool) -> None:
        if name not in self.hub.models:
            return self._send(404, b"{}", {"X-Error-Code": "RepoNotFound"}, with_body)
        commit = CONVERTED if revision.startswith("refs/pr/") or revision == CONVERTED else COMMIT
        folder = self.hub.files(name, commit)
        siblings = [{"rfilename": file.name, "size": file.stat().st_size} for file in sorted(folder.iterdir())]
        info = {"id": name, "modelId": name, "sha": commit, "siblings": siblings, "private": False, "tags": []}
        return self._json(info, with_body)

    def _discussions(self, name: str, with_body: bool) -> None:
        one = {
            "num": 7,
            "author": {"name": "SFconvertbot"},
            "title": "Adding `safetensors` variant of this model",
            "status": "open",
            "isPullRequest": True,
            "createdAt": "2024-01-01T00:00:00.000Z",
            "repo": {"name": name, "type": "model"},
        }
        found = [one] if name in self.hub.converted else []
        return self._json({"discussions": found, "count": len(found), "start": 0}, with_body)

    def _file(self, name: str, revision: str, file: str, with_body: bool) -> None:
        if name not in self.hub.models:
            return self._send(404, b"", {"X-Error-Code": "RepoNotFound"}, with_body)
        if name in self.hub.gated:
            return self._send(403, b"", {"X-Error-Code": "GatedRepo"}, with_body)
        path = self.hub.files(name, revision) / file
        if not path.is_file():
            return self._send(404, b"", {"X-Error-Code": "EntryNotFound"}, with_body)
        content, status = path.read_bytes(), 200
        headers = {"ETag": f'"{revision[:8]}-{file}"', "X-Repo-Commit": revision, "Accept-Ranges": "bytes"}
        if found := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or ""):
            first, last = int(found[1]), int(found[2] or len(content) - 1)
            headers["Content-Range"] = f"bytes {first}-{min(last, len(content) - 1)}/{len(content)}"
            content, status = content[first : last + 1], 206
        return self._send(status, content, headers, with_body)

    def _json(self, value: Any, with_body: bool) -> None:
        self._send(200, json.dumps(value).encode(), {"Content-Type": "application/json"}, with_body)

    def _send(self, status: int, content: bytes, headers: dict[str, str], with_body: bool) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        for start in range(0, len(content) if with_body else 0, 1 << 20):
            time.sleep(self.hub.pause)
            self.wfile.write(content[start : start + (1 << 20)])


@contextmanager
def served_hub() -> Iterator[tuple[FakeHub, str]]:
    """A Hub on a free port of this computer, and its address."""
    hub = FakeHub()
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield hub, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def names(paths: Sequence[str]) -> set[str]:
    """The last parts of requested paths."""
    return {path.rpartition("/")[2] for path in paths}
