"""A register as a page and as tables: each value written in the way of the language."""

from sampler.documents.catalogue import Words, translator
from sampler.documents.certificate import labels
from sampler.documents.flat import moment_as_written
from sampler.documents.page import (
    NOTHING,
    Banner,
    Block,
    Cell,
    Column,
    Fact,
    Facts,
    Grid,
    Heading,
    Page,
    Prose,
)
from sampler.model.register import Form, Register, RegisterPart

_DAY = len("2027-01-31")
_DATED = frozenset({"told-late", "review-overdue"})  # warnings whose value is a day or a moment


def register_page(register: Register, lang: str) -> Page:
    """Lay out `register` in `lang`; what is late or missing stands on top."""
    words = translator(lang)
    blocks: list[Block] = [Prose("", (Cell(words(f"register.{register.name}.how")),))]
    for part in register.parts:
        blocks += _blocks(part, words)
    anchor = Fact(words("proof.anchor"), Cell(register.anchor, code=True), wide=True)
    return Page(
        lang=lang,
        title=words(f"register.{register.name}.title"),
        number=register.deal,
        issued=words("report.issued", when=words.moment(register.generated_at)),
        banner=_banner(register, words),
        lead=words(f"register.{register.name}.lead"),
        blocks=(*blocks, Facts(words("report.proof"), (anchor,))),
        footer=words("report.footer", tool=register.tool, anchor=register.anchor),
        labels=labels(words),
    )


def register_tables(register: Register, lang: str) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Each part as a title and rows, the first of them the headers; days stay ISO until written."""
    words = translator(lang)
    tables: list[tuple[str, list[tuple[str, ...]]]] = []
    for part in register.parts:
        title = _title(part, words)
        if part.facts:
            lines = [(words(fact.key), _plain(fact.value, fact.form, words)) for fact in part.facts]
            tables.append((title, [(words("register.field"), words("register.value")), *lines]))
        if part.columns:
            headers = tuple(words(column.key) for column in part.columns)
            tables.append((title, [headers, *(_written(row, part, words) for row in part.rows)]))
    return tables


def _written(row: tuple[str, ...], part: RegisterPart, words: Words) -> tuple[str, ...]:
    return tuple(_plain(value, column.form, words) for value, column in zip(row, part.columns, strict=True))


def _banner(register: Register, words: Words) -> Banner | None:
    if not register.warnings:
        return None
    text = " ".join(warning_text(warning, words) for warning in register.warnings)
    return Banner("warn", words("receipt.attention"), text)


def warning_text(warning: str, words: Words) -> str:
    """What stands on top of a register: a key of the catalogue and its value, a date in words."""
    key, _, value = warning.partition(" ")
    if key in _DATED:
        value = words.moment(value) if "T" in value else words.day(value)
    return words(f"register.warning.{key}", value=value)


def _title(part: RegisterPart, words: Words) -> str:
    return words(f"register.part.{part.title}", about=part.about)


def _blocks(part: RegisterPart, words: Words) -> list[Block]:
    title = _title(part, words)
    blocks: list[Block] = []
    if part.facts:
        facts = tuple(
            Fact(words(fact.key), _cell(fact.value, fact.form, words, words("not-stated")), wide=True)
            for fact in part.facts
        )
        blocks += [Heading(title), Facts("", facts)]
    if part.columns:
        columns = tuple(
            Column(words(column.key), column.weight, number=column.form.form == "number")
            for column in part.columns
        )
        rows = tuple(
            tuple(
                _cell(value, column.form, words, NOTHING)
                for value, column in zip(row, part.columns, strict=True)
            )
            for row in part.rows
        )
        blocks.append(Grid(title, columns, rows, words("register.nothing")))
    return blocks


def _cell(value: str, form: Form, words: Words, missing: str) -> Cell:
    if not value:
        return Cell(missing, tone="" if missing == NOTHING else "warn")
    if form.form == "day":
        return Cell(words.day(value[:10]))
    if form.form == "moment":
        return Cell(words.moment(value))
    if form.form == "number":
        return Cell(words.number(int(value)))
    return Cell(_plain(value, form, words), code=form.form == "code")


def _plain(value: str, form: Form, words: Words) -> str:
    if form.form == "term":
        return words.term(form.group, value) if value else ""
    if form.form == "terms":
        return ", ".join(_term(form.group, word, words) for word in value.split())
    if form.form == "moment":
        return moment_as_written(value, words.lang)
    return value[:_DAY] if form.form == "day" else value


def _term(group: str, word: str, words: Words) -> str:
    """A fixed word, with its count behind it when it has one, as `CITY=24`."""
    name, _, count = word.partition("=")
    term = words.term(group, name)
    return words("counted", what=term, n=words.number(int(count))) if count.isdecimal() else term
