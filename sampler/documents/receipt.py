"""The receipt as a page: what came, in what state, and what the provider can hold the recipient to."""

from sampler.documents.catalogue import Words, translator
from sampler.documents.certificate import labels, proof, stated
from sampler.documents.page import Banner, Block, Cell, Column, Fact, Facts, Grid, Page, Prose
from sampler.model.report import Receipt, ReceivedFile


def receipt_page(receipt: Receipt, lang: str) -> Page:
    """Lay out `receipt` in `lang`; weaknesses of the way it came stand above the rest."""
    words = translator(lang)
    values = {"sender": receipt.sent_by, "when": words.moment(receipt.received_at), "sample": receipt.sample}
    return Page(
        lang=lang,
        title=words("receipt.title"),
        number=receipt.id,
        issued=words("issued", when=words.moment(receipt.issued_at)),
        banner=_banner(receipt, words),
        lead=words("receipt.lead", day=words.day(receipt.destroy_by), **values),
        blocks=_blocks(receipt, words),
        footer=words("footer", id=receipt.id, anchor=receipt.anchor),
        labels=labels(words),
    )


def _banner(receipt: Receipt, words: Words) -> Banner | None:
    held = sum(file.state == "quarantined" for file in receipt.files)
    parts = [words.count("receipt.quarantined", held)] if held else []
    if receipt.weaknesses:
        parts.append(words.count("receipt.weaknesses", len(receipt.weaknesses)))
    return Banner("warn", words("receipt.attention"), " ".join(parts)) if parts else None


def _blocks(receipt: Receipt, words: Words) -> tuple[Block, ...]:
    weak = tuple(Cell(words.term("weakness", weakness), tone="warn") for weakness in receipt.weaknesses)
    asked = tuple(Cell(words.term("restriction", rule)) for rule in receipt.restrictions)
    limits = asked or (Cell(words("restrictions.none"), tone="warn"),)
    return (
        _facts(receipt, words),
        *((Prose(words("weaknesses.title"), weak, bullets=True),) if weak else ()),
        _files(receipt.files, words),
        Prose(words("restrictions.title"), limits, bullets=True),
        *proof(receipt, words),
    )


def _facts(receipt: Receipt, words: Words) -> Facts:
    bare = receipt.protection in {"", "none"}
    protection = words.term("protection", receipt.protection or "none")
    return Facts(
        words("receipt.delivery"),
        (
            Fact(words("provider"), stated(receipt.provider, words)),
            Fact(words("sample"), Cell(receipt.sample, code=True)),
            Fact(words("sent-by"), stated(receipt.sent_by, words)),
            Fact(words("deal"), Cell(receipt.deal, code=True)),
            Fact(words("received-on"), Cell(words.moment(receipt.received_at))),
            Fact(words("received-by"), stated(receipt.received_by, words)),
            Fact(words("channel"), Cell(words.term("channel", receipt.channel))),
            Fact(words("protection"), Cell(protection, tone="warn" if bare else "")),
            Fact(words("destroy-by"), Cell(words.day(receipt.destroy_by)), wide=True),
        ),
    )


def _files(files: tuple[ReceivedFile, ...], words: Words) -> Grid:
    columns = (
        Column(words("file"), 4),
        Column(words("size"), 2, number=True),
        Column(words("state"), 3),
        Column(words("sha256"), 11),
    )
    rows = tuple(
        (
            Cell(file.name),
            Cell(words.size(file.size)),
            Cell(
                words(f"file.{file.state}"),
                detail=words.term("reason", file.reason),
                tone="good" if file.state == "accepted" else "warn",
            ),
            Cell(file.sha256, code=True),
        )
        for file in files
    )
    return Grid(words("receipt.files"), columns, rows, words("files.none"))
