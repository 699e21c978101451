"""What can go wrong with a model that is brought: the exceptions of other libraries as errors that say what to do."""

import errno
from collections.abc import Generator
from contextlib import contextmanager

from model.errors import CheckpointError, HeadlightError


@contextmanager
def fetching(name: str) -> Generator[None]:
    """Turn what huggingface_hub raises inside the block into CheckpointError: `offline`, `no_network`, `gated`,
    `not_on_hub`, `no_config`, `hub_trouble`, `no_space`, `bad_name`."""
    from huggingface_hub import errors as hub
    from huggingface_hub.utils import httpx

    try:
        yield
    except HeadlightError:
        raise
    except hub.OfflineModeIsEnabled as error:
        raise offline(name) from error
    except hub.GatedRepoError as error:
        raise CheckpointError(
            "gated",
            f"{name} is gated: its authors want to be asked first. Accept their terms on its page of the Hub, run "
            "`hf auth login` on the server, and try again.",
            name=name,
        ) from error
    except (hub.RepositoryNotFoundError, hub.DisabledRepoError) as error:
        raise CheckpointError(
            "not_on_hub",
            f"The Hub has no public model {name}. Check the spelling: owner/name, capitals too.",
            name=name,
        ) from error
    except hub.LocalEntryNotFoundError as error:  # not even the header could be asked for
        raise no_network(name) from error
    except hub.EntryNotFoundError as error:
        raise CheckpointError("no_config", f"{name} has no config.json: it is no model.", name=name) from error
    except hub.HFValidationError as error:
        raise CheckpointError("bad_name", f"{name} is no id of the Hub.", name=name) from error
    except hub.HfHubHTTPError as error:
        status = error.response.status_code
        raise CheckpointError(
            "hub_trouble", f"The Hub answered with error {status}. Try again later.", name=name, status=status
        ) from error
    except (hub.SafetensorsParsingError, hub.NotASafetensorsRepoError) as error:
        raise CheckpointError("broken_weights", f"The weights of {name} on the Hub are damaged.", name=name) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise CheckpointError(
                "no_space", f"The disk is full: {name} could not be fetched. Make room and try again.", name=name
            ) from error
        raise no_network(name) from error
    except httpx.HTTPError as error:
        raise no_network(name) from error


@contextmanager
def reading(name: str) -> Generator[None]:
    """Turn what transformers raises while it reads a folder into CheckpointError: `unreadable`, `too_little_memory`."""
    try:
        yield
    except HeadlightError:
        raise
    except MemoryError as error:
        raise CheckpointError("out_of_memory", f"The memory ran out while {name} was read.", name=name) from error
    except Exception as error:  # whatever a strange file makes of a library that trusts it: the page must live on
        if type(error).__name__ == "OutOfMemoryError":  # torch's, of a GPU
            raise CheckpointError("out_of_memory", f"The memory ran out while {name} was read.", name=name) from error
        raise unreadable(name, type(error).__name__) from error


def unreadable(name: str, reason: str) -> CheckpointError:
    return CheckpointError(
        "unreadable",
        f"{name} cannot be read ({reason}). Its files may be damaged, or made for a newer version of transformers.",
        name=name,
        reason=reason,
    )


def offline(name: str) -> CheckpointError:
    return CheckpointError(
        "offline",
        f"{name} is not on this computer, and HF_HUB_OFFLINE forbids fetching it. Unset that, or name a folder.",
        name=name,
    )


def no_network(name: str) -> CheckpointError:
    return CheckpointError(
        "no_network",
        f"The Hub cannot be reached. Check the connection and ask for {name} again (what was fetched is kept), "
        "or name a folder.",
        name=name,
    )
