"""Bad input: one line and hints, the documented exit code, and nothing half-written."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from shells import Answer, Shell, in_days
from small_deliveries import CAME, CSV, RECIPE, packed_up, sanitized, taken_in, zipped

from sampler.cli.session import settings
from sampler.registry.home import Home

TERMS = ("--provider", "ACME SAS", "--contact", "dpo@acme.example", "--purpose", "trial")
MAIL = "From: DPO <dpo@acme.example>\nDate: Mon, 05 Jan 2026 09:00:00 +0100\nSubject: then\n\nWe agree.\n"
LINES = ("sampler: error: ", "sampler: hint: ", "sampler: warning: ", "sampler: note: ")


@dataclass(frozen=True)
class Standing:
    """What a refused command may not change."""

    vault: frozenset[str]
    keys: frozenset[str]
    work: frozenset[str]
    rows: tuple[str, ...]


def standing(shell: Shell) -> Standing:
    home = Path(os.environ["SAMPLER_HOME"])
    assert not list((home / "journal").iterdir())
    rows = shell("deal", "list", "--json").out, shell("copy", "list", "--json").out
    work = frozenset(str(path.relative_to(shell.folder)) for path in shell.folder.rglob("*"))
    names = [frozenset(path.name for path in (home / part).iterdir()) for part in ("vault", "keys")]
    return Standing(names[0], names[1], work, rows)


def refuses(shell: Shell, code: int, *arguments: str, changes: bool = False) -> Answer:
    """Run a command that must fail in one line with hints and leave everything as it was."""
    before = standing(shell)
    answer = shell(*arguments, code=code)
    lines = answer.err.splitlines()
    assert answer.out == ""
    assert all(line.startswith(LINES) for line in lines), answer.err
    errors = [line.removeprefix(LINES[0]) for line in lines if line.startswith(LINES[0])]
    assert len(errors) == 1, answer.err
    assert errors[0][0].islower() or not errors[0][0].isalpha(), errors
    assert not errors[0].partition(" [")[0].endswith("."), errors
    assert any(line.startswith(LINES[1]) for line in lines), f"no hint: {answer.err}"
    assert changes or standing(shell) == before
    machine = shell(*arguments, "--json", code=code)
    told = json.loads(machine.err.splitlines()[-1])
    assert (told["type"], told["code"], told["schema"]) == ("error", code, 1)
    assert f"{told['message']} [{told['slug']}]" == errors[0]
    return answer


def ingest(name: str = "delivery.zip") -> tuple[str, ...]:
    return ("ingest", name, *CAME)


def test_a_wrong_or_missing_passphrase(founded: Shell) -> None:
    """A wrong passphrase is exit 4, and so is none where nobody can be asked."""
    zipped(founded.folder / "delivery.zip", {"clients.csv": CSV.encode()})
    (founded.folder / "wrong.txt").write_text("not-this-one\n")
    (founded.folder / "none.txt").write_text("")
    (founded.folder / "latin.txt").write_bytes(b"caf\xe9\n")
    refuses(founded, 4, *ingest())
    for file in ("wrong.txt", "none.txt", "latin.txt", "absent.txt"):
        answer = refuses(founded, 4, *ingest(), "--password-file", file)
        assert "not-this-one" not in answer.err
    refuses(founded, 4, *ingest(), "--password-command", "false")
    refuses(founded, 4, *ingest(), "--password-fd", "87")
    refuses(founded, 2, *ingest(), "--password-file", "wrong.txt", "--password-fd", "3")
    answer = refuses(founded, 2, *ingest(), "--password", "hunter-two")
    assert "hunter-two" not in answer.err
    assert "hunter-two" not in refuses(founded, 2, *ingest(), "hunter-two").err


def _truncated(folder: Path) -> None:
    zipped(folder / "d.zip", {"clients.csv": CSV.encode()}, None)
    (folder / "d.zip").write_bytes((folder / "d.zip").read_bytes()[:-40])


def _damaged(folder: Path) -> None:
    zipped(folder / "d.zip", {"clients.csv": CSV.encode()}, None)
    data = bytearray((folder / "d.zip").read_bytes())
    data[60] ^= 0x55
    (folder / "d.zip").write_bytes(data)


def _as(data: bytes, name: str = "d.csv") -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(data) and None


DELIVERIES: dict[str, tuple[Callable[[Path], object], str]] = {
    "truncated zip": (_truncated, "d.zip"),
    "damaged zip": (_damaged, "d.zip"),
    "not a zip": (_as(b"this is no archive", "d.zip"), "d.zip"),
    "empty zip": (lambda folder: zipped(folder / "d.zip", {}, None), "d.zip"),
    "7z": (_as(b"7z\xbc\xaf\x27\x1c", "d.7z"), "d.7z"),
    "empty file": (_as(b""), "d.csv"),
    "empty folder": (lambda folder: (folder / "d").mkdir(), "d"),
    "link in a folder": (
        lambda folder: ((folder / "d").mkdir(), (folder / "d" / "x").symlink_to("/etc/passwd")),
        "d",
    ),
    "absent": (lambda _folder: None, "d.csv"),
    "ragged": (_as(b"a;b\n1;2\n3;4;5\n6;7\n"), "d.csv"),
    "NUL": (_as(b"a;b\n1;\x002\n"), "d.csv"),
    "mixed encodings": (_as("a;b\né;1\n".encode() + "è;2\n".encode("latin-1")), "d.csv"),
    "broken JSON": (_as(b'[{"a": 1}, {"a": ', "d.json"), "d.json"),
    "broken workbook": (_as(b"PK\x03\x04 and no more", "d.xlsx"), "d.xlsx"),
    "broken parquet": (_as(b"PAR1 and no more PAR1", "d.parquet"), "d.parquet"),
    "unknown": (_as(b"\x89PNG\r\n\x1a\n\0\0", "d.png"), "d.png"),
}


@pytest.mark.parametrize("kind", DELIVERIES)
def test_a_delivery_that_is_not_understood(founded: Shell, kind: str) -> None:
    """Alone, it is exit 4 and nothing of it is kept."""
    make, name = DELIVERIES[kind]
    make(founded.folder)
    refuses(founded, 4, *ingest(name))


def test_a_bad_file_among_others_is_quarantined(founded: Shell) -> None:
    """Quarantined files are listed, kept encrypted and never passed on; the command is done."""
    bad = {"a.csv": b"a;b\n1;2\n3;4;5\n", "b.csv": b"a;b\n1;\x002\n", "c.csv": b"", "d.png": b"\x89PNG\r\n"}
    zipped(founded.folder / "delivery.zip", {**bad, "clients.csv": CSV.encode()}, None)
    answer = founded(*ingest())
    assert answer.err.count("is quarantined: ") == len(bad)
    assert "5 files taken in, 4 quarantined" in answer.out
    (founded.folder / "acme.yaml").write_text(RECIPE)
    founded("sanitize", "acme-1", "--recipe", "acme.yaml")
    founded("export", "acme-1s", "--into", "out")
    assert [path.name for path in (founded.folder / "out").rglob("*")] == ["clients.csv"]


RECIPES = {
    "unknown operator": RECIPE.replace("token", "tokenise"),
    "unknown key": RECIPE.replace("version: 1", "version: 1\nspeed: fast"),
    "unknown type": RECIPE.replace("LAST_NAME", "LASTNAME"),
    "unknown column": RECIPE.replace('"nom"', '"noms"'),
    "unknown table": RECIPE.replace("clients.csv", "client.csv"),
    "uncovered column": RECIPE.replace('    "email": surrogate EMAIL_ADDRESS\n', ""),
    "duplicate key": RECIPE.replace('"prenom"', '"nom"'),
    "alias": RECIPE.replace("token", "&a token") + "other: *a\n",
    "tag": RECIPE.replace("version: 1", "version: !!python/name:os.system 1"),
    "tab": RECIPE.replace('    "nom"', '\t"nom"'),
    "version": RECIPE.replace("version: 1", "version: 9"),
    "another sample": RECIPE.replace("version: 1", "version: 1\nsample: beta-1"),
    "empty": "",
    "binary": "\x00\x01",
    "a list": "- version: 1\n",
}


@pytest.mark.parametrize("kind", RECIPES)
def test_a_recipe_that_cannot_be_followed(founded: Shell, kind: str) -> None:
    """A slip in a recipe is exit 2, with its place, and makes no sample."""
    taken_in(founded)
    (founded.folder / "bad.yaml").write_text(RECIPES[kind])
    refuses(founded, 2, "sanitize", "acme-1", "--recipe", "bad.yaml")
    refuses(founded, 2, "sanitize", "acme-1", "--recipe", "bad.yaml", "--dry-run")


def test_what_is_not_there(founded: Shell) -> None:
    """No such deal, sample, copy, recipe, pack or folder: exit 4."""
    sanitized(founded)
    for command in (
        ("sanitize", "acme-1", "--recipe", "absent.yaml"),
        ("sanitize", "acme-1", "--recipe", "."),
        ("sanitize", "acme-7", "--recipe", "acme.yaml"),
        ("detect", "acme-7"),
        ("detect", "acme-1", "--recipe", "no/such/folder.yaml"),
        ("ingest", "clients.csv", "--deal", "beta", *CAME[2:]),
        ("deal", "show", "beta"),
        ("deal", "close", "beta", "--outcome", "lost", "--yes"),
        ("destroy", "--deal", "beta", "--yes"),
        ("copy", "list", "--deal", "beta"),
        ("copy", "end", "C77", "--yes"),
        ("pack", "acme-7s", "--to", "dev@vendor.example"),
        ("pack", "acme-1s", "--to", "dev@vendor.example", "--output", "no/such/p.zip"),
        ("export", "acme-1s", "--into", "no/such/folder"),
        ("load", "acme-1s", "--into", "sqlite:///no/such/dev.db"),
        ("open", "absent.zip", "--into", "opened"),
        ("report", "certificate", "--deal", "acme"),
        ("report", "receipt", "acme-1s"),
    ):
        refuses(founded, 4, *command)


def test_unsanitized_data_goes_nowhere(founded: Shell) -> None:
    """`pack`, `export` and `load` of a lent sample, or of one with survivors, are refused, on the ledger."""
    sanitized(founded, RECIPE.replace("surrogate EMAIL_ADDRESS", "keep"), code=3)
    for sample, rule in (("acme-1", "JUN-4"), ("acme-1s", "IUN-4")):
        for command in (
            ("pack", sample, "--to", "dev@vendor.example", "--output", "p.zip"),
            ("export", sample, "--into", "out"),
            ("load", sample, "--into", "sqlite:///dev.db"),
        ):
            assert f"[{rule}]" in refuses(founded, 5, *command).err
    assert "refused" in founded("report", "destruction", "--deal", "acme", "--format", "json").out
    founded("ledger", "verify")


def test_nothing_is_overwritten(founded: Shell) -> None:
    """An existing pack, passphrase file, folder, database or edited recipe stays as it is."""
    packed_up(founded)
    (founded.folder / "full").mkdir()
    (founded.folder / "full" / "x").write_text("mine")
    (founded.folder / "dev.db").write_text("mine")
    (founded.folder / "link.zip").symlink_to("nowhere")
    to = ("--to", "dev@vendor.example")
    for command in (
        ("pack", "acme-1s", *to, "--output", "p.zip"),
        ("pack", "acme-1s", *to, "--output", "q.zip", "--passphrase-file", "pp.txt"),
        ("pack", "acme-1s", *to, "--output", "q.zip", "--passphrase-file", "q.zip"),
        ("pack", "acme-1s", *to, "--output", "link.zip"),
        ("export", "acme-1s", "--into", "full"),
        ("export", "acme-1s", "--into", "dev.db"),
        ("load", "acme-1s", "--into", "sqlite:///dev.db"),
        ("open", "p.zip", "--into", "full", "--passphrase-file", "pp.txt"),
        ("detect", "acme-1", "--recipe", "acme.yaml"),
    ):
        refuses(founded, 2, *command)
    founded("detect", "acme-1", "--recipe", "draft.yaml")
    founded("detect", "acme-1", "--recipe", "draft.yaml")
    draft = (founded.folder / "draft.yaml").read_text()
    (founded.folder / "draft.yaml").write_text(draft.replace("token", "keep", 1))
    refuses(founded, 2, "detect", "acme-1", "--recipe", "draft.yaml")
    founded("detect", "acme-1", "--recipe", "draft.yaml", "--force")
    assert (founded.folder / "draft.yaml").read_text() == draft


def test_a_database_address_is_never_repeated(founded: Shell) -> None:
    """An address that is not a new SQLite file is refused and not shown: it may hold a password."""
    sanitized(founded)
    for url in (
        "postgresql://dev:s3cr3t-word@db.example/dev",
        "mysql://dev:s3cr3t-word@localhost/dev",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///dev.db?key=s3cr3t-word",
        "s3cr3t-word",
    ):
        answer = refuses(founded, 2, "load", "acme-1s", "--into", url)
        assert "s3cr3t-word" not in answer.err


def test_a_pack_opens_only_whole_in_time_and_with_its_passphrase(
    founded: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong passphrase is exit 4, a changed pack exit 6, a pack past its date exit 5."""
    packed_up(founded)
    (founded.folder / "wrong.txt").write_text("abacus.bacon.cobweb.donut.ebook.fabric.gizmo\n")
    opening = ("open", "p.zip", "--into", "opened", "--passphrase-file")
    refuses(founded, 4, *opening, "wrong.txt")
    refuses(founded, 4, *opening[:-1])
    refuses(founded, 4, *opening, "absent.txt")
    data = bytearray((founded.folder / "p.zip").read_bytes())
    data[len(data) // 2] ^= 1
    (founded.folder / "changed.zip").write_bytes(data)
    refuses(founded, 6, "open", "changed.zip", "--into", "opened", "--passphrase-file", "pp.txt")
    (founded.folder / "no.zip").write_text("no pack")
    refuses(founded, 4, "open", "no.zip", "--into", "opened", "--passphrase-file", "pp.txt")
    later = datetime.now(UTC) + timedelta(days=62)
    monkeypatch.setattr("sampler.cli.session.system_clock", lambda: later)
    assert "[EDU-6]" in refuses(founded, 5, *opening, "pp.txt").err
    assert "[EDU-6]" in refuses(founded, 5, "export", "acme-1s", "--into", "out").err


RECIPIENTS = (
    "Dev Un <dev@vendor.example>",
    '"dev"@vendor.example',
    "vendor.example",
    "dev@vendor",
    "",
)


@pytest.mark.parametrize("recipient", RECIPIENTS)
def test_a_pack_is_for_exactly_one_person(founded: Shell, recipient: str) -> None:
    """What is no plain address is exit 2; lists and several people are EDU-3, in tests/pack."""
    refuses(founded, 2, "pack", "acme-1s", "--to", recipient, "--output", "p.zip")


def test_public_channels_are_refused_on_the_ledger(founded: Shell) -> None:
    """EDU-1: a delivery that came through a public channel is not taken in, and that is on record."""
    (founded.folder / "clients.csv").write_text(CSV)
    for channel in ("public-link", "ftp", "public-bucket", "mailing-list", "pigeon"):
        came = ("--deal", "acme", "--channel", channel, "--from", "dpo@acme.example")
        answer = refuses(founded, 5, "ingest", "clients.csv", *came)
        assert "[EDU-1]" in answer.err
        assert "sftp" in answer.err
    report = json.loads(founded("report", "destruction", "--deal", "acme", "--json").out)
    assert sum(action["act"] == "refused" for action in report["deals"][0]["actions"]) == 10
    founded("ledger", "verify")


def test_a_deal_has_an_id_a_purpose_and_an_end(founded: Shell) -> None:
    """Too long a trial or one in the past is exit 5; an ill-formed or taken id or date is exit 2."""
    opening = ("deal", "open", "beta", *TERMS, "--trial-ends")
    assert "[JUN-1]" in refuses(founded, 5, *opening, in_days(181)).err
    assert "[JUN-1]" in refuses(founded, 5, *opening, in_days(-1)).err
    for date in ("tomorrow", "31/12/2027", "2027-02-30", ""):
        refuses(founded, 2, *opening, date)
    for deal in (
        "Beta",
        "beta-1",
        "beta-1s",
        "beta-1s2",
        "beta_x",
        "-beta",
        "be--ta",
        "1beta",
        "é",
        "b" * 41,
        "",
    ):
        refuses(founded, 2, "deal", "open", deal, *TERMS, "--trial-ends", in_days(9))
    refuses(founded, 2, "deal", "open", "acme", *TERMS, "--trial-ends", in_days(9))
    for option in ("--provider", "--contact", "--purpose"):
        refuses(founded, 2, *opening, in_days(9), option, " ")


def test_a_deal_closes_once_and_is_extended_on_evidence(founded: Shell) -> None:
    """An extension needs the provider's word; a closed deal stays closed; no terminal needs --yes."""
    extending = ("deal", "close", "acme", "--outcome", "extended")
    refuses(founded, 2, *extending)
    refuses(founded, 2, *extending, "--trial-ends", in_days(90))
    refuses(founded, 4, *extending, "--trial-ends", in_days(90), "--evidence", "absent.eml")
    (founded.folder / "word.eml").write_text("yes")
    refuses(founded, 4, *extending, "--trial-ends", in_days(90), "--evidence", "word.eml")
    (founded.folder / "word.eml").write_text(MAIL)
    refuses(founded, 5, *extending, "--trial-ends", in_days(181), "--evidence", "word.eml")
    refuses(founded, 5, *extending, "--trial-ends", in_days(-1), "--evidence", "word.eml")
    founded(*extending, "--trial-ends", in_days(90), "--evidence", "word.eml")
    closing = ("deal", "close", "acme", "--outcome", "lost")
    refuses(founded, 2, *closing)
    refuses(founded, 2, "deal", "close", "acme", "--outcome", "tied", "--yes")
    founded(*closing, "--yes")
    refuses(founded, 2, *closing, "--yes")
    assert "hint: --yes" in founded("destroy", "--deal", "acme", code=2).err


def test_a_home_must_be_there_once(shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a home every command is exit 4; a second `init` is exit 2; a bad place is exit 5."""
    for command in (
        ("deal", "list"),
        ("copy", "list"),
        ("ledger", "verify"),
        ("enforce",),
        ("detect", "acme-1"),
    ):
        answer = shell(*command, code=4)
        assert "hint: sampler init" in answer.err
    synced = tmp_path / "Dropbox" / "home"
    synced.parent.mkdir()
    monkeypatch.setenv("SAMPLER_HOME", str(synced))
    assert "[EDU-5]" in shell("init", "--accept-weak-keystore", code=5).err
    assert not list(synced.parent.iterdir())
    monkeypatch.setenv("SAMPLER_HOME", str(tmp_path / "home"))
    inside = str(tmp_path / "home" / "keys")
    monkeypatch.setenv("SAMPLER_KEYSTORE", inside)
    shell("init", "--accept-weak-keystore", code=2)
    monkeypatch.setenv("SAMPLER_KEYSTORE", str(tmp_path / "keys"))
    for me in ("Ana Roy", "ana@vendor.example", "<ana@vendor.example>", "Ana <ana> Roy"):
        assert "hint" in shell("init", "--accept-weak-keystore", "--me", me, code=2).err
    assert not (tmp_path / "home").exists()
    shell("init", "--accept-weak-keystore")
    refuses(shell, 2, "init", "--accept-weak-keystore")


@pytest.mark.parametrize(
    "text",
    [
        "speed = 3\n",
        "max_trial_days = 'hunter-two'\n",
        "max_trial_days = 0\n",
        "zone = 'Nowhere/Hunter-two'\n",
        "= =",
    ],
)
def test_a_bad_configuration_names_the_key_and_not_the_value(founded: Shell, text: str) -> None:
    """Unknown keys and bad values are exit 2."""
    (founded.folder / "sampler.toml").write_text(text)
    answer = founded("deal", "list", code=2)
    assert "hunter-two" not in answer.err.casefold()
    assert "hint" in answer.err


def test_settings_have_an_order(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment wins over the project file; both hold for openings and extensions."""
    (founded.folder / "sampler.toml").write_text("max_trial_days = 10\nzone = 'Pacific/Auckland'\n")
    opening = ("deal", "open", "beta", *TERMS, "--trial-ends", in_days(20))
    refuses(founded, 5, *opening)
    (founded.folder / "word.eml").write_text("yes")
    extending = ("deal", "close", "acme", "--outcome", "extended", "--trial-ends", in_days(90))
    refuses(founded, 5, *extending, "--evidence", "word.eml")
    monkeypatch.setenv("SAMPLER_MAX_TRIAL_DAYS", "30")
    founded(*opening)


def test_the_environment_says_how_many_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hint of a lost worker says `SAMPLER_WORKERS=1`: it has to do something."""
    monkeypatch.setenv("SAMPLER_WORKERS", "3")
    assert settings().workers == 3


def test_a_second_command_waits_and_then_gives_up(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one command holds the home, another that writes ends with exit 4; reading goes on."""
    home = Home.open(Path(os.environ["SAMPLER_HOME"]))
    monkeypatch.setattr(Home.lock.__wrapped__, "__defaults__", (0.2,))  # type: ignore[attr-defined]
    with home.lock():
        answer = founded("enforce", code=4)
        assert "another command is using this home" in answer.err
        founded("deal", "list")
    founded("enforce")


def test_an_empty_table_and_a_wide_one_go_through(founded: Shell) -> None:
    """No rows, or 3,000 columns, are valid input for every command."""
    wide = ";".join(f"mesure_{n}" for n in range(3000))
    row = ";".join(str(n % 97) for n in range(3000))
    (founded.folder / "d").mkdir()
    (founded.folder / "d" / "vide.csv").write_text("id;nom\n")
    (founded.folder / "d" / "mesures.csv").write_text(f"{wide}\n{row}\n{row}\n")
    founded(*ingest("d"))
    founded("detect", "acme-1", "--recipe", "acme.yaml")
    founded("sanitize", "acme-1", "--recipe", "acme.yaml")
    assert max(map(len, founded.said[-1].splitlines())) < 300  # a terminal is not for 3,000 columns
    founded("export", "acme-1s", "--into", "out")
    founded(
        "pack", "acme-1s", "--to", "dev@vendor.example", "--output", "p.zip", "--passphrase-file", "pp.txt"
    )
    founded("open", "p.zip", "--into", "opened", "--passphrase-file", "pp.txt")
    founded("load", "acme-1s", "--into", "sqlite:///dev.db")
    assert (founded.folder / "out" / "vide.csv").read_text() == "id;nom\n"
    assert (founded.folder / "out" / "mesures.csv").read_text().startswith(wide)
    founded("destroy", "--deal", "acme", "--yes")


def test_the_same_recipe_again_is_no_work(founded: Shell) -> None:
    """The same recipe makes no second form; another recipe makes the next one."""
    sanitized(founded)
    before = standing(founded)
    assert "nothing was done" in founded("sanitize", "acme-1", "--recipe", "acme.yaml").out
    assert standing(founded) == before
    (founded.folder / "other.yaml").write_text(RECIPE.replace("token", "redact"))
    assert "acme-1s2" in founded("sanitize", "acme-1", "--recipe", "other.yaml").out


def test_json_everywhere(founded: Shell) -> None:
    """With --json every line of stdout is a document with its schema."""
    (founded.folder / "acme.yaml").write_text(RECIPE)
    (founded.folder / "clients.csv").write_text(CSV)
    seal = ("--to", "dev@vendor.example", "--output", "p.zip", "--passphrase-file", "pp.txt")
    for command in (
        ("deal", "open", "beta", *TERMS, "--trial-ends", in_days(9)),
        ingest("clients.csv"),
        ("detect", "acme-1"),
        ("sanitize", "acme-1", "--recipe", "acme.yaml", "--dry-run"),
        ("sanitize", "acme-1", "--recipe", "acme.yaml"),
        ("sanitize", "acme-1", "--recipe", "acme.yaml"),
        ("export", "acme-1s", "--into", "out"),
        ("pack", "acme-1s", *seal),
        ("open", "p.zip", "--into", "opened", "--passphrase-file", "pp.txt"),
        ("load", "acme-1s", "--into", "sqlite:///dev.db"),
        ("deal", "list"),
        ("deal", "show", "acme"),
        ("copy", "list"),
        ("copy", "end", "C1", "--yes"),
        ("destroy", "--deal", "acme", "--dry-run"),
        ("deal", "close", "acme", "--outcome", "lost", "--yes"),
        ("enforce",),
        ("report", "destruction"),
        ("report", "certificate", "--deal", "acme"),
        ("report", "receipt", "acme-1"),
        ("ledger", "verify"),
    ):
        answer = founded(*command, "--json", code=None)
        assert answer.code == 0, (command, answer.err)
        documents = [json.loads(line) for line in answer.out.splitlines()]
        assert documents, command
        assert all("schema" in document for document in documents), command
