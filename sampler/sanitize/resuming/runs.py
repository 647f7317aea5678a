"""Parts of a big file that are written already, one vault object per run of them."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sampler.custody.gate import with_made
from sampler.engine.pool import PartAnswer
from sampler.model.permit import Permit
from sampler.vault.store import Vault

if TYPE_CHECKING:
    from sampler.vault.stream import EncryptingWriter


@dataclass(frozen=True, slots=True)
class Run:
    """Written parts that follow one another, in one object; the rows and counts are those of all of them."""

    object: str
    lengths: tuple[int, ...]
    rows: int
    sha256: str
    counts: Counter[str]

    @property
    def size(self) -> int:
        """The bytes of all parts."""
        return sum(self.lengths)


class Runs:
    """The runs of one file: those `known`, then new ones of `size` bytes or more, each told to `keep`.

    With a size of 0 no new one is made. The last run is not told: what follows it is the finished file.
    """

    def __init__(
        self, vault: Vault, permit: Permit, known: Sequence[Run], keep: Callable[[Run], None], size: int
    ) -> None:
        self._vault, self._permit, self._keep, self._size = vault, permit, keep, size
        self.known = list(known)
        self._stack = ExitStack()
        self._open: tuple[str, EncryptingWriter] | None = None
        self._lengths: list[int] = []
        self._rows, self._counts = 0, Counter[str]()
        self._digest = hashlib.sha256()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        last = self._open
        self._stack.__exit__(kind, error, trace)
        if last is not None:
            self._vault.erase([last[0]])

    def __iter__(self) -> Iterator[PartAnswer]:
        for run in tuple(self.known):
            rows, counts = run.rows, run.counts
            with self._vault.open(with_made(self._permit, run.object), run.object) as stream:
                for length in run.lengths:
                    yield stream.read(length), rows, counts
                    # all of a run are told with its first part
                    rows, counts = 0, Counter()

    def add(self, answer: PartAnswer) -> None:
        """Take in the next part."""
        data, rows, counts = answer
        if not self._size:
            return
        if self._open is None:
            self._open = self._stack.enter_context(self._vault.create())
        self._open[1].write(data)
        self._digest.update(data)
        self._lengths.append(len(data))
        self._rows += rows
        self._counts.update(counts)
        if sum(self._lengths) >= self._size:
            self._close(self._open[0])

    def _close(self, object_id: str) -> None:
        self._stack.close()
        self._open = None
        run = Run(object_id, tuple(self._lengths), self._rows, self._digest.hexdigest(), self._counts)
        self._lengths, self._rows, self._counts = [], 0, Counter()
        self._digest = hashlib.sha256()
        self._keep(run)
        self.known.append(run)
