"""Decoding: see `decode` for the loop, `search` for the settings, `hypotheses` for what comes back."""

from model.decoding.batch import decode_batch
from model.decoding.decode import decode
from model.decoding.hypotheses import Decoding, Fate, Node, Step
from model.decoding.search import Beam, Greedy, Sample, Search

__all__ = ["Beam", "Decoding", "Fate", "Greedy", "Node", "Sample", "Search", "Step", "decode", "decode_batch"]
