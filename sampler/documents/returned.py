"""The record of a return as a page: what went back to its provider, file by file, and to whom."""

from sampler.documents.catalogue import Words, translator
from sampler.documents.certificate import labels, proof, stated
from sampler.documents.page import Banner, Block, Cell, Column, Fact, Facts, Grid, Page, Prose
from sampler.model.returned import Return, ReturnedFile


def return_page(record: Return, lang: str) -> Page:
    """Lay out `record` in `lang`. It says what was sealed; that the provider has it stands on the ledger."""
    words = translator(lang)
    return Page(
        lang=lang,
        title=words("return.title"),
        number=record.id,
        issued=words("issued", when=words.moment(record.issued_at)),
        banner=_banner(record, words),
        lead=words(
            "return.lead",
            deal=record.deal,
            provider=record.provider or words("not-stated"),
            recipient=record.recipient,
        ),
        blocks=_blocks(record, words),
        footer=words("footer", id=record.id, anchor=record.anchor),
        labels=labels(words),
    )


def _banner(record: Return, words: Words) -> Banner | None:
    if not record.not_exported:
        return None
    text = words.count("return.not-exported", len(record.not_exported))
    return Banner("warn", words("receipt.attention"), text)


def _blocks(record: Return, words: Words) -> tuple[Block, ...]:
    gaps = tuple(
        Cell(words("gap", what=words.term("return-gap", gap.what), why=words.term("return-gap", gap.why)))
        for gap in record.not_exported
    )
    return (
        _facts(record, words),
        _files(record.files, words),
        *((Prose(words("return.gaps"), gaps, bullets=True),) if gaps else ()),
        *proof(record, words),
    )


def _facts(record: Return, words: Words) -> Facts:
    export = words("return.export", tables=words.number(record.tables), rows=words.number(record.rows))
    return Facts(
        words("return.about"),
        (
            Fact(words("provider"), stated(record.provider, words)),
            Fact(words("deal"), Cell(record.deal, code=True)),
            Fact(words("return.recipient"), stated(record.recipient, words)),
            Fact(words("contact"), stated(record.contact, words)),
            Fact(words("return.made-by"), stated(record.made_by, words)),
            Fact(words("return.pack"), Cell(record.pack, code=True)),
            Fact(words("purpose"), stated(record.purpose, words), wide=True),
            Fact(words("return.database"), Cell(export), wide=True),
        ),
    )


def _files(files: tuple[ReturnedFile, ...], words: Words) -> Grid:
    columns = (
        Column(words("file"), 6),
        Column(words("size"), 2, number=True),
        Column(words("kind"), 4),
        Column(words("sha256"), 11),
    )
    rows = tuple(
        (
            Cell(file.path),
            Cell(words.size(file.size)),
            Cell(words(f"returned-kind.{file.kind}"), tone="warn" if file.kind == "quarantined" else ""),
            Cell(file.sha256, code=True),
        )
        for file in files
    )
    return Grid(words("return.files"), columns, rows, words("files.none"))
