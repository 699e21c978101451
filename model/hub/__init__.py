"""Models that people bring: from the Hugging Face Hub, or from a folder of this machine.

What is asked for is first found (`policy`: what may be loaded, and from where), then described from its config and the
headers of its weights alone (`describe`), then loaded (`load`: fetched only where that was asked for, read, adapted to
a `Translator`). A `Shelf` keeps the last few. Weights are read from safetensors only, and code that comes with a model
is never run. Nothing here is imported with the app's first page; transformers only when a model is being loaded.
"""
