"""Recipe -> compiled plan -> operators over streams of batches; then the leak audit of what was written."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sampler.sanitize.loose_files import Summary, sanitize_files

__all__ = ["Summary", "sanitize_files"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - what a module holds
    """Load the function for notebooks when it is asked for: a worker process needs none of its imports."""
    if name in __all__:
        from sampler.sanitize import loose_files  # noqa: PLC0415 - see above

        return getattr(loose_files, name)
    raise AttributeError(name)
