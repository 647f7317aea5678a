"""Environments, media, recipients, signers, statements; what a copy says of its place and journey."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ADDED = "environment medium protection pack channel"
STATE = {
    "environment": "kind country state declared_at checked_at found",
    "medium": "kind protection disposal environment state added_at checked_at",
    "recipient": "kind state confirmed added_at",
    "signer": "role state how since",
    "statement": "kind copy pack stated_at digest way",
}


def upgrade() -> None:
    """Add columns and tables; the names and types are written out here and never follow the code."""
    for name in ADDED.split():
        op.add_column("copy", sa.Column(name, sa.Text()))
    for table, words in STATE.items():
        columns = [sa.Column(name, sa.Text()) for name in words.split()]
        op.create_table(table, sa.Column("id", sa.Text(), primary_key=True), *columns, sqlite_strict=True)
