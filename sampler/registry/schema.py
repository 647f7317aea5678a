"""The tables. Types are those that SQLite's STRICT tables and PostgreSQL both know.

Rows of the state tables hold ids, dates, counts and words of closed vocabularies only: every column is
replayed from the ledger. Names, addresses, paths and notes live in `detail`, where they can be redacted;
the ledger holds a salted digest of each.
"""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, Text

from sampler.registry import schema_duties, schema_ends, schema_places, schema_rights
from sampler.registry.tables import Wide, metadata, plain_table, state_table

__all__ = ["metadata"]

chain = plain_table(
    "chain",
    Column("id", Integer, primary_key=True),
    Column("chain_id", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
)
ledger_entry = plain_table(
    "ledger_entry",
    Column("seq", Wide, primary_key=True, autoincrement=False),
    Column("prev", LargeBinary, nullable=False),
    Column("body_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
ledger_body = plain_table(
    "ledger_body",
    Column("seq", Wide, ForeignKey("ledger_entry.seq"), primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
detail = plain_table(
    "detail",
    Column("subject", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("salt", LargeBinary),
    Column("value", Text),
)

person = state_table(
    "person",
    role=Text,  # roles by a space: sales-engineer developer manager officer; the first version wrote "owner"
    state=Text,  # active | left
    undertaken_on=Text,  # the date of the confidentiality undertaking (IJO-9)
    undertaken_until=Text,
    left_on=Text,
)
deal = state_table(
    "deal",
    state=Text,  # open | closed | destroying | destroyed
    outcome=Text,  # won | lost | extended
    opened_at=Text,
    trial_ends=Text,
    zone=Text,
    due_on=Text,
    closed_at=Text,
    destroyed_at=Text,
    key=Text,  # id of the deal key in the vault
    project=Text,  # EDU-4: the project that the sample is lent for
    restricted=Text,  # IUN-1: "named" when the provider named who may work on it
    disposal=Text,  # JUN-3: erase | anonymise-rest, as the provider chose; null: erase, by default
    disposal_by=Text,  # the custodian who recorded the choice
    disposal_at=Text,
    grace_until=Text,  # EDU-10: the last day of the provider's period of grace
    handed_at=Text,  # EDU-8: when a won deal's data was handed over to operations
)
sample = state_table(
    "sample",
    deal=Text,
    number=Integer,
    kind=Text,  # lent | derived
    derived_from=Text,
    state=Text,  # present | destroying | destroyed
    channel=Text,
    received_at=Text,
    protection=Text,
    recipe=Text,  # SHA-256 of the recipe that made a derived sample
    audit=Text,  # passed | failed
    files=Integer,
    bytes=Wide,
    rest=Text,  # JUN-3: chosen | kept | ended, of what outlives its deal
    rest_until=Text,  # the last day of a kept rest
)
vault_object = state_table(
    "object",
    deal=Text,
    sample=Text,
    role=Text,  # original | output | plan | manifest | findings | fingerprints | unfinished…
    size=Wide,
    state=Text,  # kept | destroyed
)
file = state_table(
    "file",
    sample=Text,
    number=Integer,
    object=Text,
    size=Wide,
    format=Text,
    state=Text,  # accepted | quarantined
    reason=Text,
)
copy = state_table(
    "copy",
    deal=Text,
    sample=Text,
    kind=Text,  # source | export | pack | passphrase | opened | database | draft | held | by-hand
    state=Text,  # open | closed
    claim=Text,
    evidence=Text,  # closed vocabulary
    made_at=Text,
    closed_at=Text,
    checked_at=Text,
    expires_on=Text,
    destroy_by=Text,
    environment=Text,
    medium=Text,  # id of a medium, where one is named
    protection=Text,  # encrypted | private | none | unverified
    pack=Text,  # the id in the pack's manifest, by which statements name it
    channel=Text,  # how the passphrase of a pack travels
)
certificate = state_table("certificate", deal=Text, kind=Text, issued_at=Text, digest=Text)

STATE_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        *(person, deal, sample, vault_object, file, copy, certificate),
        *schema_rights.TABLES,
        *schema_duties.TABLES,
        *schema_places.TABLES,
        *schema_ends.TABLES,
    )
}

# Guard rails, not protection: the owner of the file can drop them. What catches a rewrite is the hash
# chain, its signatures and an anchor kept elsewhere.
GAP = (
    "CREATE TRIGGER ledger_entry_no_gap BEFORE INSERT ON ledger_entry "
    "WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM ledger_entry) "
    "OR NEW.prev <> coalesce((SELECT hash FROM ledger_entry ORDER BY seq DESC LIMIT 1), zeroblob(32)) "
    "BEGIN SELECT RAISE(ABORT, 'the ledger has no gaps'); END"
)
APPEND_ONLY = (
    "CREATE TRIGGER {0}_no_{1} BEFORE {1} ON {0} BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
)
LEDGER_TABLES = ("ledger_entry", "ledger_body")
TRIGGERS = (
    *(APPEND_ONLY.format(table, verb) for table in LEDGER_TABLES for verb in ("update", "delete")),
    GAP,
)
