"""What may outlive a deal: nothing with an identity in it, until a day, and never silently."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from shells import Shell, in_days

import sampler.destroy.execute as execution
from sampler.errors import SamplerError

FIELDS = "id;nom;email;naissance;formule;montant\n"
COARSE = {
    "id": "drop",
    "nom": "drop",
    "email": "drop",
    "naissance": "{operator: generalise, date: year}",
    "formule": "keep",
    "montant": "{operator: bucket, width: 1000}",
}
FROM = ("--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
BOTH = "naissance, montant"
CHOOSE = ("deal", "close", "acme", "--outcome", "lost", "--yes", "--disposal", "anonymise-rest")


def recipe(quasi: str = BOTH, **changes: str) -> str:
    """A recipe that leaves no identity, but for the changes."""
    rules = ", ".join(f"{name}: {rule}" for name, rule in {**COARSE, **changes}.items())
    declared = f"quasi_identifiers:\n  clients.csv: [{quasi}]\n" if quasi else ""
    return f"version: 1\ntables:\n  clients.csv: {{{rules}}}\n{declared}"


def sanitized(shell: Shell, text: str) -> None:
    """Take a sample in and sanitize it."""
    if not Path("delivery").exists():
        Path("delivery").mkdir()
        rows = (
            f"{n + 1000};Durant{n};alix{n}@acme.example;{1990 + n % 3}-02-1{n % 9};or;{n + 1}\n"
            for n in range(60)
        )
        Path("delivery/clients.csv").write_text(FIELDS + "".join(rows))
        shell("ingest", "delivery", *FROM)
    Path("r.yaml").write_text(text)
    shell("sanitize", "acme-1", "--recipe", "r.yaml")


def kept(shell: Shell) -> None:
    """Destroy acme and keep the files of acme-1s until in 100 days."""
    sanitized(shell, recipe())
    shell(*CHOOSE)
    shell("rest", "choose", "acme-1s", "--until", in_days(100))
    shell("destroy", "--deal", "acme", "--yes")


def later(patch: pytest.MonkeyPatch, days: float) -> None:
    """Let the commands that follow see a clock so many days later."""
    now = datetime.now(UTC) + timedelta(days=days)
    patch.setattr("sampler.cli.session.system_clock", lambda: now)


@pytest.mark.parametrize(
    ("quasi", "changes", "flaw"),
    [
        (
            "naissance, montant",
            {"nom": "surrogate LAST_NAME"},
            "clients.csv nom: surrogate leaves pseudonyms",
        ),
        ("naissance, montant", {"id": "token"}, "clients.csv id: token leaves pseudonyms"),
        ("montant", {}, "clients.csv naissance: generalised, and not declared"),
        ("", {}, "clients.csv: no quasi_identifiers are declared"),
        (
            "naissance, montant",
            {"montant": "{operator: bucket, width: 2}"},
            "its smallest group has 1 records",
        ),
        ("naissance, montant", {"nom": "{operator: keep, reason: known to all}"}, "copied for a reason"),
        (
            "naissance",
            {"montant": "{operator: keep, reason: prices}"},
            "clients.csv montant: copied for a reason",
        ),
        ("naissance", {"montant": "keep"}, "clients.csv montant: copied, and no value comes twice"),
    ],
)
def test_what_holds_an_identity_can_not_outlive_its_deal(
    founded: Shell, quasi: str, changes: dict[str, str], flaw: str
) -> None:
    """Each way in which an identity could be left is named by its column, and refused by JUN-3."""
    sanitized(founded, recipe(quasi, **changes))
    founded(*CHOOSE)
    assert flaw in founded("rest", "check", "acme-1s", code=3).out
    for command in (
        ("rest", "choose", "acme-1s"),
        ("destroy", "--deal", "acme", "--rest", "acme-1s", "--yes"),
    ):
        assert "[JUN-3]" in founded(*command, code=5).err
    assert Path("delivery").exists()


def test_a_failed_audit_can_not_outlive_its_deal(founded: Shell) -> None:
    """A sample in which originals were found is refused, whatever its columns."""
    Path("delivery").mkdir()
    Path("delivery/clients.csv").write_text("nom\nDurant\nLefort\nMartin\n")
    founded("ingest", "delivery", *FROM)
    Path("r.yaml").write_text("version: 1\ntables:\n  clients.csv: {nom: keep}\n")
    founded("sanitize", "acme-1", "--recipe", "r.yaml", code=3)
    founded(*CHOOSE)
    assert "its leak audit did not pass" in founded("rest", "choose", "acme-1s", code=5).err


def test_raw_data_and_other_deals_can_not_be_named(founded: Shell) -> None:
    """`--rest` takes sanitized samples of the very deal."""
    sanitized(founded, recipe())
    founded(*CHOOSE)
    assert "is raw" in founded("rest", "choose", "acme-1", code=5).err
    terms = ("--provider", "B", "--contact", "b@b.example", "--purpose", "t", "--trial-ends", in_days(10))
    founded("deal", "open", "beta", *terms, "--disposal", "anonymise-rest")
    founded("destroy", "--deal", "beta", "--rest", "acme-1s", "--yes", code=2)
    founded("destroy", "--deal", "acme", "--rest", "nothing", "--yes", code=4)


def test_only_the_files_of_the_rest_are_left(founded: Shell) -> None:
    """Originals, the compiled recipe, fingerprints and the deal's key go; two objects and their keys stay."""
    kept(founded)
    home = founded.folder.parent / "home"
    names = {path.name for path in (home / "vault").iterdir()}
    assert len(names) == 2
    assert {path.stem for path in (home / "keys").iterdir()} == {*names, "signing"}
    document = json.loads((home / "documents" / "certificate-acme-K1.json").read_bytes())
    assert document["kind"] == "final"
    (line,) = document["kept"]
    assert (line["sample"], line["mode"], line["k"], line["pseudonymous"]) == (
        "acme-1s",
        "2 columns generalised, 1 copied as they came because judged clear",
        20,
        0,
    )
    assert [one["name"] for one in line["criteria"]] == ["singling out", "linkability", "inference"]
    assert "alone or together: 1; " in line["criteria"][1]["measured"][-1]
    assert document["disposal"] == "partly-kept"
    assert {one["id"] for one in document["copies"]} == {"vault/acme-1", "C1"}
    assert "vault/acme-1s" in founded("where", "acme").out
    founded("ledger", "verify")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_certificate_tells_what_is_kept_and_calls_nothing_anonymous(founded: Shell, lang: str) -> None:
    """The page names the sample, its k and the three criteria, and claims no more."""
    kept(founded)
    founded(
        "report", "certificate", "--deal", "acme", "--format", "html", "--lang", lang, "--output", "c.html"
    )
    page = Path("c.html").read_text()
    assert {"en": "partly kept", "fr": "gardées en partie"}[lang] in page
    assert "acme-1s" in page
    assert "k = 20" in page
    assert "nonym" not in page.replace("pseudonym", "")


def test_a_rest_is_used_until_its_last_day_and_then_destroyed(
    founded: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files can be exported; the day after its last one `enforce` ends it, its copies too, on record."""
    kept(founded)
    founded("export", "acme-1s", "--into", "out")
    assert "Durant" not in Path("out/clients.csv").read_text()
    assert "[EDU-6]" in founded("detect", "acme-1s", code=5).err
    later(monkeypatch, 100)
    assert "nothing is due" in founded("enforce").out
    later(monkeypatch, 101)
    assert "[EDU-6]" in founded("export", "acme-1s", "--into", "out2", code=5).err
    assert "acme: destroyed" in founded("enforce").out
    assert not Path("out").exists()
    home = founded.folder.parent / "home"
    assert not list((home / "vault").iterdir())
    document = json.loads((home / "documents" / "certificate-acme-K2.json").read_bytes())
    assert (document["kind"], document["kept"], document["days_late"]) == ("final", [], 0)
    assert "nothing is due" in founded("enforce").out
    founded("ledger", "verify")


def test_a_rest_can_be_ended_before_its_day(founded: Shell) -> None:
    """`rest end` takes a choice back, or destroys what was kept; a second time there is nothing to end."""
    sanitized(founded, recipe())
    founded(*CHOOSE)
    founded("rest", "choose", "acme-1s")
    founded("rest", "end", "acme-1s")
    assert json.loads(founded("destroy", "--deal", "acme", "--dry-run", "--json").out)["kept"] == []
    founded("destroy", "--deal", "acme", "--rest", "acme-1s", "--yes")
    founded("rest", "end", "acme-1s", code=2)  # not without being asked
    founded("rest", "end", "acme-1s", "--yes")
    assert not list((founded.folder.parent / "home" / "vault").iterdir())
    founded("rest", "end", "acme-1s", "--yes", code=2)


def test_a_stricter_k_or_another_choice_leaves_nothing(founded: Shell) -> None:
    """What was chosen and no longer reaches the configured k goes with the deal."""
    sanitized(founded, recipe())
    founded(*CHOOSE)
    founded("rest", "choose", "acme-1s")
    Path("sampler.toml").write_text("[policy]\nrest_k = 21\n")
    assert json.loads(founded("destroy", "--deal", "acme", "--dry-run", "--json").out)["kept"] == []
    Path("sampler.toml").write_text("[policy]\nrest_k = 20\n")
    assert json.loads(founded("destroy", "--deal", "acme", "--dry-run", "--json").out)["kept"] == ["acme-1s"]


def test_a_rest_is_kept_no_longer_than_allowed(founded: Shell) -> None:
    """Past days and days beyond the maximum are refused."""
    sanitized(founded, recipe())
    founded(*CHOOSE)
    for day in (in_days(-2), in_days(367)):
        assert "[JUN-3]" in founded("rest", "choose", "acme-1s", "--until", day, code=5).err
    founded("rest", "choose", "acme-1s", "--until", "soon", code=2)


@pytest.mark.parametrize("stage", ["_destroy_keys", "_done", "_certify"])
def test_an_interrupted_destruction_keeps_what_was_chosen(
    founded: Shell, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """Stopped anywhere, the next command finishes it with the same rest."""
    sanitized(founded, recipe())
    founded(*CHOOSE)
    founded("rest", "choose", "acme-1s")

    def failing(*_: object) -> None:
        raise SamplerError("stop here")

    with monkeypatch.context() as patch:
        patch.setattr(execution, stage, failing)
        founded("destroy", "--deal", "acme", "--yes", code=1)
    founded("enforce", code=None)
    document = json.loads(founded("report", "certificate", "--deal", "acme", "--json").out)
    assert (document["kind"], [line["sample"] for line in document["kept"]]) == ("final", ["acme-1s"])
    founded("export", "acme-1s", "--into", "out")
    founded("ledger", "verify")


def test_an_interrupted_end_of_a_rest_is_finished(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once somebody has ended it, it ends, whatever happens in between."""
    kept(founded)

    def failing(*_: object) -> None:
        raise SamplerError("stop here")

    with monkeypatch.context() as patch:
        patch.setattr(execution, "_destroy_keys", failing)
        founded("rest", "end", "acme-1s", "--yes", code=1)
    assert "[EDU-6]" in founded("export", "acme-1s", "--into", "out", code=5).err
    founded("enforce", code=None)
    assert not list((founded.folder.parent / "home" / "vault").iterdir())
    assert "nothing is due" in founded("enforce").out
