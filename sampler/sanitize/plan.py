"""The compiled recipe: what happens to every column of every file, frozen, and stored encrypted.

It holds real names (the dictionary, file and column names), so it never leaves the vault in clear.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from sampler.errors import IntegrityError
from sampler.surrogates.dictionary import Dictionary

VERSION = 1


@dataclass(frozen=True, slots=True)
class Test:
    """A condition on one column of the row, `in` or `is_null`; `wanted` is false under `not`."""

    index: int
    kind: str
    values: tuple[str, ...] = ()
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """A rule that holds for the rows that pass its test; the first case that fits decides."""

    test: Test
    operator: str
    entity_type: str | None = None
    params: tuple[tuple[str, str | int], ...] = ()
    beside: tuple[int, ...] = ()
    reasoned: bool = False


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column: `label` is what messages show, `name` what is written, `unique` must stay so.

    `language` is that of a text column. `beside` are the other columns of the row that the rule reads, in
    the order in which its operator asks for them; `cases` are rules for some rows, tried before the column's
    own. `encoding` is that of the written file, where not every sign can be written. `origin` says which rule
    of the recipe gave the column its operator.
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
    beside: tuple[int, ...] = ()
    cases: tuple[Case, ...] = ()
    encoding: str = ""
    origin: str = ""

    @property
    def rules(self) -> "tuple[ColumnPlan | Case, ...]":
        """The column's own rule and those of some rows."""
        return (self, *self.cases)

    @property
    def of_row(self) -> bool:
        """Whether other columns of the row decide too, so that a value alone has no one result."""
        return bool(self.beside or self.cases)

    @property
    def keeps(self) -> bool:
        """Whether cells may be copied as they are, all of them or those of some rows."""
        return self.operator == "keep" or any(case.operator == "keep" for case in self.cases)

    @property
    def keeps_bare(self) -> bool:
        """Whether cells are copied without a reason given."""
        own = self.operator == "keep" and not self.reasoned
        return own or any(case.operator == "keep" and not case.reasoned for case in self.cases)


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
    warnings: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether the recipe leaves out every file; a sample without readable files is none of its doing."""
        return bool(self.files) and all(file.dropped for file in self.files)

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
            "warnings": list(self.warnings),
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
                sample=_checked(str | None, body["sample"]),
                recipe_digest=_checked(str, body["recipe_digest"]),
                files=_checked(tuple[FilePlan, ...], body["files"]),
                references=_checked(tuple[Reference, ...], body["references"]),
                differing=_checked(tuple[Reference, ...], body["differing"]),
                dictionary=Dictionary.from_json(_checked(str, body["dictionary"])),
                ids=_checked(str, body["ids"]),
                logins=_checked(str, body["logins"]),
                warnings=_checked(tuple[str, ...], body["warnings"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise IntegrityError("a compiled recipe does not read as one") from None


def _checked(kind: Any, value: object) -> Any:  # noqa: ANN401 - `value`, which is of this kind
    """What was read, if it is of its kind; a `ValueError` else."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - a worker process reads no plan

    return TypeAdapter(kind).validate_python(value)
