"""People's rights, authorizations and the duties with a clock."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ADDED = {"person": "undertaken_on undertaken_until left_on", "deal": "project restricted"}
STATE = {
    "grant": "person deal act state given_by given_at expires_on withdrawn_at",
    "authorization": "deal rule act scope state proof evidence recorded_by recorded_at expires_at "
    "withdrawn_at",
    "provider_key": "deal kind fingerprint state added_by added_at",
    "deal_scope": "deal kind target state set_at",
    "review": "done_at done_by grants:int",
    "setting": "value standard state since",
    "lockout": "target failures:int state since released_by",
    "hold": "deal kind state placed_by placed_at released_by released_at",
    "request": "deal kind state received_on due_on opened_by closed_by closed_at outcome hold",
    "disclosure": "deal notice disclosed_on recorded_by recorded_at",
    "incident": "deal kind state happened_at known_at opened_by opened_at provider_due_at authority_due_at "
    "notified_at closed_at copy",
    "incident_entry": "incident kind at by",
    "declaration": "rule by at until state",
}


def upgrade() -> None:
    """Add columns and tables; the names and types are written out here and never follow the code."""
    for table, words in ADDED.items():
        for name in words.split():
            op.add_column(table, sa.Column(name, sa.Text()))
    for table, words in STATE.items():
        columns: list[sa.Column[str] | sa.Column[int]] = [
            sa.Column(name, sa.Integer()) if kind else sa.Column(name, sa.Text())
            for name, _, kind in (word.partition(":") for word in words.split())
        ]
        op.create_table(table, sa.Column("id", sa.Text(), primary_key=True), *columns, sqlite_strict=True)
