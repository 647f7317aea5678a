"""The compiled recipe: what happens to every column of every file, frozen, and stored encrypted.

It holds real names (the dictionary, file and column names), so it never leaves the vault in clear.
"""

import json
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter, ValidationError

from sampler.errors import IntegrityError
from sampler.surrogates.dictionary import Dictionary

VERSION = 1


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column: `label` is what messages show, `name` what is written, `unique` must stay so.

    `language` is that of a text column.
    """

    index: int
    label: str
    name: str
    type: str
    operator: str
    entity_type: str | None = None
    params: tuple[tuple[str, str | int], ...] = ()
    unique: bool = False
    language: str = ""
    reasoned: bool = False  # the recipe gives a reason for the rule


@dataclass(frozen=True, slots=True)
class TablePlan:
    """One table; `dropped` says that the recipe leaves it out."""

    table_id: str
    label: str
    name: str
    kind: str
    columns: tuple[ColumnPlan, ...]
    dropped: bool = False

    @property
    def kept(self) -> tuple[ColumnPlan, ...]:
        """The columns that are written."""
        return tuple(column for column in self.columns if column.operator != "drop")


@dataclass(frozen=True, slots=True)
class FilePlan:
    """One file; `name` is the file name that is written, without a value in it."""

    file_id: str
    label: str
    name: str
    tables: tuple[TablePlan, ...]

    @property
    def dropped(self) -> bool:
        """Whether the recipe leaves the whole file out."""
        return bool(self.tables) and all(table.dropped for table in self.tables)


@dataclass(frozen=True, slots=True)
class Place:
    """A column of the sample, by ids."""

    file_id: str
    table_id: str
    index: int


@dataclass(frozen=True, slots=True)
class Reference:
    """The values of `child` are found in `parent`: a join that must survive."""

    child: Place
    parent: Place


@dataclass(frozen=True, slots=True)
class Plan:
    """The compiled recipe of one sample.

    `references` are joins whose two columns have one rule; `differing` those whose rules differ, so that
    the recipe itself breaks them. `ids` and `logins` are digests of the values of key and login columns, by
    which texts find them again.
    """

    sample: str | None
    recipe_digest: str
    files: tuple[FilePlan, ...]
    references: tuple[Reference, ...]
    differing: tuple[Reference, ...]
    dictionary: Dictionary
    ids: str = ""
    logins: str = ""

    def file(self, file_id: str) -> FilePlan:
        """Return the plan of one file."""
        return next(plan for plan in self.files if plan.file_id == file_id)

    def to_json(self) -> str:
        """Write the plan for the vault."""
        body = {
            "version": VERSION,
            "sample": self.sample,
            "recipe_digest": self.recipe_digest,
            "files": [asdict(file) for file in self.files],
            "references": [asdict(reference) for reference in self.references],
            "differing": [asdict(reference) for reference in self.differing],
            "dictionary": self.dictionary.to_json(),
            "ids": self.ids,
            "logins": self.logins,
        }
        return json.dumps(body, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        """Read a plan back.

        Raises:
            IntegrityError: it is not what `to_json` wrote.
        """
        try:
            body = json.loads(text)
            if body["version"] != VERSION:
                raise IntegrityError("a compiled recipe of another version")
            return cls(
                sample=_SAMPLE.validate_python(body["sample"]),
                recipe_digest=_TEXT.validate_python(body["recipe_digest"]),
                files=_FILES.validate_python(body["files"]),
                references=_REFERENCES.validate_python(body["references"]),
                differing=_REFERENCES.validate_python(body["differing"]),
                dictionary=Dictionary.from_json(_TEXT.validate_python(body["dictionary"])),
                ids=_TEXT.validate_python(body["ids"]),
                logins=_TEXT.validate_python(body["logins"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
            raise IntegrityError("a compiled recipe does not read as one") from None


_TEXT = TypeAdapter(str)
_SAMPLE = TypeAdapter(str | None)
_FILES = TypeAdapter(tuple[FilePlan, ...])
_REFERENCES = TypeAdapter(tuple[Reference, ...])
