"""`sampler risk`."""

from collections.abc import Iterator

import click

from sampler.cli.options import json_option
from sampler.cli.render import emit, say, table
from sampler.cli.session import looking
from sampler.model.risk import Risk
from sampler.sanitize.risk.record import risk_of


@click.command("risk")
@click.argument("sample")
@json_option
def risk_command(*, sample: str, as_json: bool) -> None:
    """Show how easily records of a sanitized sample can be singled out, linked, or inferred from.

    Example: sampler risk acme-1s
    """
    with looking() as session:
        risk = risk_of(session, sample)
    if as_json:
        emit({"sample": sample, **risk.to_json()})
        return
    table(("table", "records", "k", "alone", "below five", "quasi-identifiers"), _tables(risk))
    columns = ("table", "kept or generalised column", "filled", "distinct", "once", "small categories")
    table(columns, _columns(risk))
    for criterion in risk.criteria:
        say(f"{criterion.name}:")
        for sentence in criterion.measured:
            say(f"  measured: {sentence}")
        for gap in criterion.not_measured:
            say(f"  not measured: {gap}")
    say("these are figures, not a finding that the data is anonymous")


def _tables(risk: Risk) -> Iterator[tuple[str, ...]]:
    for one in risk.tables:
        if not one.k:
            yield one.table, str(one.records), "not measured", "", "", "none declared"
            continue
        alone = f"{one.alone} ({_share(one.alone, one.records)})"
        below = f"{one.below_five} ({_share(one.below_five, one.records)})"
        yield one.table, str(one.records), str(one.k), alone, below, ", ".join(one.quasi_identifiers)


def _columns(risk: Risk) -> Iterator[tuple[str, ...]]:
    for one in risk.tables:
        for column in one.columns:
            about = "about " if column.estimated else ""
            figures = (f"{about}{column.distinct}", f"{about}{column.once}", str(column.small))
            yield one.table, column.column, str(column.filled), *figures


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"
