"""The tables. Types are those that SQLite's STRICT tables and PostgreSQL both know.

Rows of the state tables hold ids, dates, counts and words of closed vocabularies only: every column is
replayed from the ledger. Names, addresses, paths and notes live in `detail`, where they can be redacted;
the ledger holds a salted digest of each.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

Wide = BigInteger().with_variant(Integer, "sqlite")  # STRICT knows INTEGER only; PostgreSQL's is 32 bits


def _table(name: str, *columns: Column[Any]) -> Table:
    return Table(name, metadata, *columns, sqlite_strict=True)


def _state_table(name: str, **columns: Any) -> Table:  # noqa: ANN401 - SQLAlchemy's types and their instances
    return _table(name, Column("id", Text, primary_key=True), *(Column(key, columns[key]) for key in columns))


chain = _table(
    "chain",
    Column("id", Integer, primary_key=True),
    Column("chain_id", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
)
ledger_entry = _table(
    "ledger_entry",
    Column("seq", Wide, primary_key=True, autoincrement=False),
    Column("prev", LargeBinary, nullable=False),
    Column("body_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
ledger_body = _table(
    "ledger_body",
    Column("seq", Wide, ForeignKey("ledger_entry.seq"), primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
detail = _table(
    "detail",
    Column("subject", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("salt", LargeBinary),
    Column("value", Text),
)

person = _state_table("person", role=Text, state=Text)
deal = _state_table(
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
)
sample = _state_table(
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
)
vault_object = _state_table(
    "object",
    deal=Text,
    sample=Text,
    role=Text,  # original | output | plan | manifest | findings
    size=Wide,
    state=Text,  # kept | destroyed
)
file = _state_table(
    "file",
    sample=Text,
    number=Integer,
    object=Text,
    size=Wide,
    format=Text,
    state=Text,  # accepted | quarantined
    reason=Text,
)
copy = _state_table(
    "copy",
    deal=Text,
    sample=Text,
    kind=Text,  # source | export | pack | passphrase | opened | database
    state=Text,  # open | closed
    claim=Text,
    evidence=Text,  # closed vocabulary
    made_at=Text,
    closed_at=Text,
    checked_at=Text,
    expires_on=Text,
    destroy_by=Text,
)
certificate = _state_table("certificate", deal=Text, kind=Text, issued_at=Text, digest=Text)

STATE_TABLES: dict[str, Table] = {
    table.name: table for table in (person, deal, sample, vault_object, file, copy, certificate)
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
