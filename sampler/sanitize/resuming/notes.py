"""Notes about what is finished, as bytes for the vault: facts, and digests of what was written."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sampler.errors import IntegrityError
from sampler.sanitize.files import FileResult
from sampler.sanitize.learning.kept_apart import put_pairs, taken_pairs
from sampler.sanitize.pairs_file import Told, from_bytes, pieces

PLAN, RUN, FILE = "plan", "run", "file"
_RESULT = TypeAdapter(FileResult)


@dataclass(frozen=True, slots=True)
class Note:
    """What one note says: its kind, the digest of all inputs, the object it is about, facts by kind."""

    kind: str
    inputs: str
    object: str
    facts: Mapping[str, Any]
    told: Told

    def pieces(self) -> Iterator[bytes | memoryview]:
        """Write it for the vault."""
        facts = {"kind": self.kind, "inputs": self.inputs, "object": self.object, "facts": dict(self.facts)}
        return pieces(facts, self.told)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Note":
        """Read what `pieces` wrote.

        Raises:
            IntegrityError: it is no note.
        """
        facts, told = from_bytes(data)
        try:
            return cls(facts["kind"], facts["inputs"], facts["object"], dict(facts["facts"]), told)
        except (ValueError, KeyError, TypeError):
            raise IntegrityError("a note of an unfinished run does not read as one") from None


def counted(counts: Counter[str]) -> tuple[dict[str, int], Told]:
    """Counts as they go into a note: the numbers, and the digests that travelled with them."""
    numbers = Counter(counts)
    told = dict(taken_pairs(numbers))
    return dict(numbers), told


def recounted(numbers: Mapping[str, int], told: Told) -> Counter[str]:
    """The counts of which `counted` made two."""
    counts = Counter(dict(numbers))
    for name, parts in told.items():
        put_pairs(counts, name, parts)
    return counts


def result_facts(result: FileResult) -> dict[str, Any]:
    """What became of a file, for its note."""
    return asdict(result)


def read_result(facts: Mapping[str, Any]) -> FileResult:
    """Read what `result_facts` made.

    Raises:
        IntegrityError: it is something else.
    """
    try:
        return _RESULT.validate_python(facts)
    except ValidationError:
        raise IntegrityError("a note of an unfinished run does not tell what became of its file") from None
