"""How a deal ended, on its certificate: the choice of disposal, grace, hand-over, return, what is kept."""

import re

from sampler.documents.catalogue import Words
from sampler.documents.page import Block, Cell, Column, Fact, Grid, Prose
from sampler.model.certificate import BY_DEFAULT, Certificate
from sampler.model.kept import KeptLine

_CONFIRMED = re.compile(
    r"(?P<id>\S+) confirmed by (?P<by>.*), recorded by (?P<recorded>.*) at (?P<when>\S+); "
    r"evidence: (?P<evidence>.*)"
)
_EXTENDED = re.compile(r"from (?P<old>\S+) to (?P<new>\S+) by (?P<authorization>.*)")


def end_facts(certificate: Certificate, words: Words) -> tuple[Fact, ...]:
    """The provider's choice, always; the rest where there is something to say."""
    facts = [Fact(words("mode"), _mode(certificate, words), wide=True)]
    if certificate.extended:
        text = "; ".join(_extended(one, words) for one in certificate.extended)
        facts.append(Fact(words("extended"), Cell(text), wide=True))
    if certificate.grace_until:
        facts.append(Fact(words("grace-until"), Cell(words.day(certificate.grace_until)), wide=True))
    if certificate.handed_at:
        text = words(
            "handed-over.to",
            to=certificate.handed_to or words("not-stated"),
            reference=certificate.handover or words("not-stated"),
            when=words.moment(certificate.handed_at),
        )
        facts.append(Fact(words("handed-over"), Cell(text), wide=True))
    if certificate.returned:
        text = "; ".join(_returned(one, words) for one in certificate.returned)
        facts.append(Fact(words("returned"), Cell(text), wide=True))
    return tuple(facts)


def _mode(certificate: Certificate, words: Words) -> Cell:
    mode = words(f"mode.{certificate.mode}")
    if certificate.mode_by == BY_DEFAULT or not certificate.mode_at:
        return Cell(words("mode.default", mode=mode))
    return Cell(
        words(
            "mode.chosen",
            mode=mode,
            by=certificate.mode_by or words("not-stated"),
            recorded=certificate.mode_recorded_by or words("not-stated"),
            when=words.moment(certificate.mode_at),
        )
    )


def _returned(one: str, words: Words) -> str:
    if found := _CONFIRMED.fullmatch(one):
        said = {name: value or words("not-stated") for name, value in found.groupdict().items()}
        when, evidence = words.moment(found["when"]), words.term("returned-evidence", found["evidence"])
        return words("returned.confirmed-by", **{**said, "when": when, "evidence": evidence})
    number, _, state = one.partition(" ")
    return words("returned.confirmed" if state == "confirmed" else "returned.packed", id=number)


def _extended(one: str, words: Words) -> str:
    found = _EXTENDED.fullmatch(one)
    if found is None:
        return one
    old, new = words.day(found["old"]), words.day(found["new"])
    return words("extended.by", old=old, new=new, authorization=found["authorization"])


def kept_blocks(kept: tuple[KeptLine, ...], words: Words) -> tuple[Block, ...]:
    """What outlives the deal, with what was measured by the three criteria; nothing when nothing does."""
    if not kept:
        return ()
    columns = (
        Column(words("sample"), 3),
        Column(words("kept.records"), 2, number=True),
        Column(words("kept.columns"), 6),
        Column(words("kept.k"), 4),
        Column(words("kept.until"), 3),
    )
    rows = tuple(_row(line, words) for line in kept)
    measured = [sentence for line in kept for sentence in _measured(line, words)]
    said = (Cell(words("kept.intro")), *measured, Cell(words("kept.not-measured")))
    return Grid(words("kept.title"), columns, rows, ""), Prose("", said)


def _row(line: KeptLine, words: Words) -> tuple[Cell, ...]:
    counts = {name: words.number(getattr(line, name)) for name in ("generalised", "copied", "dropped")}
    k, least = words.number(line.k), words.number(line.least_k)
    return (
        Cell(line.sample, code=True),
        Cell(words.number(line.records)),
        Cell(words("kept.columns.how" if line.generalised else "kept.columns.copied", **counts)),
        Cell(words("kept.k.least", k=k, least=least)),
        Cell(words.day(line.kept_until)),
    )


def _measured(line: KeptLine, words: Words) -> tuple[Cell, ...]:
    figures = {"sample": line.sample, "records": words.number(line.records)}
    columns = ", ".join(line.quasi_identifiers)
    alone, below = words.number(line.alone), words.number(line.below_five)
    uniform, unique = words.number(line.uniform), words.number(line.unique_columns)
    copied = words.number(line.copied)
    return (
        Cell(words("kept.singling-out", alone=alone, below=below, columns=columns, **figures)),
        Cell(words("kept.linkability", unique=unique, copied=copied, sample=line.sample)),
        Cell(words("kept.inference", uniform=uniform, **figures)),
    )
