"""How a deal ends: the provider's choice of disposal, grace, hand-over, what is returned, what is kept."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ADDED = {
    "deal": "disposal disposal_by disposal_at grace_until handed_at",
    "sample": "rest rest_until",
}
STATE = {
    "returned": "deal state made_at made_by copy pack files:int bytes:wide digest confirmed_at "
    "confirmed_by way"
}
TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "": sa.Text(),
    "int": sa.Integer(),
    "wide": sa.BigInteger().with_variant(sa.Integer(), "sqlite"),  # STRICT knows INTEGER only
}


def upgrade() -> None:
    """Add columns and tables; the names and types are written out here and never follow the code."""
    for table, words in ADDED.items():
        for name in words.split():
            op.add_column(table, sa.Column(name, sa.Text()))
    for table, words in STATE.items():
        columns: list[sa.Column[str] | sa.Column[int]] = [
            sa.Column(name, TYPES[kind]) for name, _, kind in (word.partition(":") for word in words.split())
        ]
        op.create_table(table, sa.Column("id", sa.Text(), primary_key=True), *columns, sqlite_strict=True)
