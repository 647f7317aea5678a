"""Registers for officers and providers: facts and tables, in values that each language writes its own way."""

from dataclasses import dataclass

from sampler.model.certificate import check_anchor
from sampler.model.record import Record, as_time, require

REGISTER_SCHEMA = "sampler-register-v1"
NAMES = ("processing", "rights", "access", "exposure", "incident")
FORMS = ("text", "day", "moment", "number", "code", "term", "terms")


@dataclass(frozen=True)
class Form(Record):
    """How a value is written: its form, and for words of a closed vocabulary which one (`group`)."""

    form: str = "text"
    group: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.form in FORMS, "a register's value has an unknown form")


@dataclass(frozen=True)
class RegisterFact(Record):
    """A labelled value; an empty one is printed as not stated."""

    key: str
    value: str
    form: Form = Form()


@dataclass(frozen=True)
class RegisterColumn(Record):
    """A column of a table: its label's key, its share of the width, the form of its values."""

    key: str
    weight: int = 3
    form: Form = Form()


@dataclass(frozen=True)
class RegisterPart(Record):
    """A titled part: facts, then a table; `about` is the name that the title is about."""

    title: str
    about: str = ""
    facts: tuple[RegisterFact, ...] = ()
    columns: tuple[RegisterColumn, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        require(all(len(row) == len(self.columns) for row in self.rows), "a row is as wide as its table")


@dataclass(frozen=True)
class Register(Record):
    """One of NAMES; `warnings` are keys of sentences that stand on top, each with its value after a space."""

    name: str
    generated_at: str
    anchor: str
    tool: str
    parts: tuple[RegisterPart, ...]
    deal: str = ""
    warnings: tuple[str, ...] = ()
    schema: str = REGISTER_SCHEMA

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.schema == REGISTER_SCHEMA, "a register of another schema")
        require(self.name in NAMES, "an unknown register")
        as_time(self.generated_at, "Register.generated_at")
        check_anchor(self.anchor)
