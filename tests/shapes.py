"""The check of every shape that `model` declares, at every call while tests run, as light as it can be.

The decorator that jaxtyping brings binds the arguments by name, and looks at them once before the call and once more
with the result: with models as small as those of the tests, that took several times as long as the models themselves.
Here beartype looks at arguments and result once. One context of jaxtyping, in which a dimension has one size, is
around it; functions that declare no shape need none.
"""

import dataclasses
import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, get_args

from beartype import BeartypeConf, beartype
from jaxtyping import AbstractArray, jaxtyped

typed = beartype(conf=BeartypeConf(is_pep484_tower=True))  # an int will do where a float is asked for


def checked(declared: Any) -> Any:
    """A function, method or property that checks what it is given and gives; a dataclass whose constructor does."""
    if inspect.isclass(declared):
        if dataclasses.is_dataclass(declared) and "__init__" in vars(declared):
            declared.__init__ = checked(declared.__init__)
        return declared
    if isinstance(declared, classmethod | staticmethod):
        return type(declared)(checked(declared.__func__))
    if isinstance(declared, property):
        return property(*(part and checked(part) for part in (declared.fget, declared.fset, declared.fdel)))
    function = typed(declared)
    return _with_sizes(function) if any(map(_has_shape, declared.__annotations__.values())) else function


def by_import_hook(*declared: Any, typechecker: Any = None) -> Any:
    """In place of `jaxtyping.jaxtyped`: what the import hook writes before each definition. By hand it is as it was."""
    return jaxtyped(*declared, typechecker=typechecker) if declared or typechecker is None else checked


def _with_sizes(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def within(*args: Any, **kwargs: Any) -> Any:
        with jaxtyped("context"):
            return function(*args, **kwargs)

    return within


def _has_shape(hint: Any) -> bool:
    """Whether a shape is declared somewhere in a type; of one in quotes, that is not known yet."""
    if isinstance(hint, str) or (inspect.isclass(hint) and issubclass(hint, AbstractArray)):
        return True
    return any(map(_has_shape, hint if isinstance(hint, list) else get_args(hint)))
