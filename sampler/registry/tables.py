"""How a table is declared: types that SQLite's STRICT tables and PostgreSQL both know."""

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text

metadata = MetaData()

Wide = BigInteger().with_variant(Integer, "sqlite")  # STRICT knows INTEGER only; PostgreSQL's is 32 bits


def plain_table(name: str, *columns: Column[Any]) -> Table:
    """A table that the ledger itself is made of, or that keeps details."""
    return Table(name, metadata, *columns, sqlite_strict=True)


def state_table(name: str, **columns: Any) -> Table:  # noqa: ANN401 - SQLAlchemy's types and their instances
    """A table of ids, dates, counts and words of closed vocabularies, replayed from the ledger."""
    listed = (Column(key, columns[key]) for key in columns)
    return plain_table(name, Column("id", Text, primary_key=True), *listed)
