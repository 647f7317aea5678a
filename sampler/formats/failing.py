"""Libraries put cell values into their exceptions: here they become fixed words."""

from collections.abc import Iterator
from contextlib import contextmanager

from sampler.errors import SamplerError, UnreadableError
from sampler.formats.damage import system_error


@contextmanager
def unreadable_as(reason: str) -> Iterator[None]:
    """Turn whatever a parser raises into an UnreadableError with `reason`, without the original.

    Expected errors of our own pass: a tampered vault object must stay an IntegrityError. So does a medium
    that can't be read: that says nothing about the content.
    """
    try:
        yield
    except (SamplerError, GeneratorExit):
        raise
    except Exception as failed:  # noqa: BLE001 - parsers raise anything, and their messages hold values
        if medium := system_error(failed):
            raise medium from None
        raise UnreadableError(reason) from None
    except BaseException as error:
        # A panic in Rust arrives as an exception that is no Exception and can't be imported by name.
        if type(error).__name__ == "PanicException":
            raise UnreadableError(reason) from None
        raise
