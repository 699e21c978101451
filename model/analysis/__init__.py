"""Analyses: what a model's parts do and whether it matters, as frozen values."""
