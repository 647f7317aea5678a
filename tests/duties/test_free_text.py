"""What people write in sentences stays out of the ledger: it can be redacted, the ledger can't."""

import os
from pathlib import Path

from shells import Shell, in_days

WORD = "Planted-Zorblax"
BARRED = ("--basis", WORD, "--notice", "barred", "--bar", WORD)
MAIL = f"From: {WORD}@acme.example\nDate: Mon, 05 Jan 2026 09:00:00 +0100\n\n{WORD}\n"


def test_no_free_text_of_rights_and_duties_reaches_the_ledger(founded: Shell) -> None:
    """Names, reasons, notes, answers, natures: none is in an event, in either export, or in an error."""
    Path("yes.eml").write_text(MAIL)
    person, lift = f"{WORD} Un <{WORD}@vendor.example>", ("--rule", "JUN-4", "--until", in_days(3))
    for command in (
        ("custodian", "add", person, "--role", "developer"),
        ("custodian", "undertake", "p2", "--on", in_days(-1), "--reference", WORD),
        ("authorization", "record", "acme", *lift, "--evidence", "yes.eml", "--by", f"{WORD}@acme.example"),
        ("authorization", "break-glass", "acme", "--rule", "JUN-4", "--reason", WORD, "--ticket", WORD),
        ("hold", "place", "acme", "--reason", WORD),
        ("hold", "release", "H1", "--reason", WORD),
        ("request", "open", "acme", "--kind", "restriction", "--from", WORD, "--note", WORD),
        ("request", "close", "Q1", "--outcome", "refused", "--answer", WORD),
        ("disclosure", "record", "acme", "--to", WORD, "--scope", WORD, "--on", in_days(0), *BARRED),
        ("incident", "open", "acme", "--kind", "integrity", "--nature", WORD),
        ("incident", "add", "I1", "--kind", "circumstances", "--text", WORD),
        ("incident", "notify", "I1", "--how", WORD),
        ("declaration", "record", "--rule", "USR-9", "--text", WORD, "--until", in_days(3)),
    ):
        founded(*command)
    for mistaken in (
        ("hold", "release", WORD, "--reason", "x"),
        ("request", "close", WORD, "--outcome", "refused", "--answer", "x"),
        ("authorization", "withdraw", WORD),
        ("access", "unlock", WORD),
    ):
        assert WORD not in founded(*mistaken, code=4).err
        assert WORD not in founded("--as", "p2", *mistaken, code=5).out
    exported = founded("ledger", "export").out + founded("ledger", "export", "--format", "syslog").out
    assert WORD.casefold() not in exported.casefold()
    home = Path(os.environ["SAMPLER_HOME"])
    sealed = [path for path in (home / "vault").iterdir() if WORD.encode() in path.read_bytes()]
    assert sealed == []
    founded("ledger", "verify")
