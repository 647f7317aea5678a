"""The first tables: chain, ledger, details and state."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from sampler.registry.schema import TRIGGERS

revision = "0001"
down_revision = None

WIDE = sa.BigInteger().with_variant(sa.Integer, "sqlite")
STATE = {
    "person": "role state",
    "deal": "state outcome opened_at trial_ends zone due_on closed_at destroyed_at key",
    "sample": "deal number:int kind derived_from state channel received_at protection recipe audit files:int "
    "bytes:wide",
    "object": "deal sample role size:wide state",
    "file": "sample number:int object size:wide format state reason",
    "copy": "deal sample kind state claim evidence made_at closed_at checked_at expires_on destroy_by",
    "certificate": "deal kind issued_at digest",
}
TYPES: dict[str, sa.types.TypeEngine[Any]] = {"": sa.Text(), "int": sa.Integer(), "wide": WIDE}


def upgrade() -> None:
    """Create everything; the names and types are written out here and never follow the code."""
    blob = sa.LargeBinary()
    op.create_table(
        "chain",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("chain_id", blob, nullable=False),
        sa.Column("public_key", blob, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "ledger_entry",
        sa.Column("seq", WIDE, primary_key=True, autoincrement=False),
        *(sa.Column(name, blob, nullable=False) for name in ("prev", "body_hash", "hash", "signature")),
        sqlite_strict=True,
    )
    op.create_table(
        "ledger_body",
        sa.Column("seq", WIDE, sa.ForeignKey("ledger_entry.seq"), primary_key=True, autoincrement=False),
        *(sa.Column(name, blob, nullable=False) for name in ("salt", "body")),
        sqlite_strict=True,
    )
    op.create_table(
        "detail",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("salt", blob),
        sa.Column("value", sa.Text),
        sqlite_strict=True,
    )
    for table, words in STATE.items():
        pairs = [word.partition(":") for word in words.split()]
        columns: list[sa.Column[Any]] = [sa.Column(name, TYPES[kind]) for name, _, kind in pairs]
        op.create_table(table, sa.Column("id", sa.Text, primary_key=True), *columns, sqlite_strict=True)
    if op.get_bind().dialect.name == "sqlite":
        for trigger in TRIGGERS:
            op.execute(trigger)
