"""Hugging Face models as Translators. `adapt` and what it needs load transformers, which takes seconds: import late."""
