"""The benchmark of detection measures what it says: exact labels, right counts, two separate sets."""

import re
import sys
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from stdnum import iban, luhn
from stdnum.fr import nir, siret, tva

BENCH = Path(__file__).resolve().parents[2] / "scripts" / "bench"
sys.path.insert(0, str(BENCH))

import detection  # noqa: E402 - a script, found by its path
from detect_bench import cast, columns, grammar, identifiers, kinds_en, kinds_fr, misses, texts  # noqa: E402
from detect_bench.clear_columns import CLEAR  # noqa: E402
from detect_bench.column_kinds import PERSONAL  # noqa: E402
from detect_bench.failures import failures  # noqa: E402
from detect_bench.marked import CORE, Document, Label, Piece, changed, joined  # noqa: E402
from detect_bench.metrics import measure  # noqa: E402
from detect_bench.noise import decomposed, noisy, unaccented  # noqa: E402
from detect_bench.values_fr import VALUES  # noqa: E402

SETS = ("tuning", "reporting")
BOTH = [(language, which) for language in texts.LANGUAGES for which in SETS]


@pytest.fixture(scope="module")
def made() -> dict[tuple[str, str], list[Document]]:
    """A pass over the templates of each language and set."""
    return {(language, which): list(texts.documents(language, which, 8)) for language, which in BOTH}


def test_labels_are_exact(made: dict[tuple[str, str], list[Document]]) -> None:
    """text[start:end] is the planted value, whatever noise the text got; labels are sorted and disjoint."""
    for documents in made.values():
        for document in documents:
            for label in document.labels:
                assert document.text[label.start : label.end] == label.value
                assert label.kind in CORE
            for before, after in pairwise(document.labels):
                assert before.end <= after.start


def test_templates_are_filled(made: dict[tuple[str, str], list[Document]]) -> None:
    """No slot, choice or rule of a template is left in a text."""
    for documents in made.values():
        assert not [one.text for one in documents if re.search(r"\[\[|\]\]|\(\([a-zé]|\|\)", one.text)]


def test_generators_are_deterministic(made: dict[tuple[str, str], list[Document]]) -> None:
    """The same set is the same texts, whatever was made before."""
    for (language, which), documents in made.items():
        assert list(texts.documents(language, which, 8)) == documents
    assert list(columns.tables("tuning", 3)) == list(columns.tables("tuning", 3))


def test_there_are_enough_styles_and_templates() -> None:
    """25 French and 15 English styles, six templates of each."""
    for language, which in BOTH:
        styles = grammar.read_book(language, which).styles
        assert len(styles) >= (25 if language == "fr" else 15)
        assert min(map(len, styles.values())) >= 6


def sentences(language: str, which: str) -> set[str]:
    """What is fixed in templates and rules, cut at slots, six words and more."""
    book = grammar.read_book(language, which)
    sources = [
        *(one for many in book.styles.values() for one in many),
        *(r for many in book.rules.values() for r in many),
    ]
    runs = (run.strip() for one in sources for run in re.split(r"\[\[.*?\]\]|\(\(|\)\)|\n|\|", one))
    return {" ".join(run.split()) for run in runs if len(run.split()) >= 6}


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_two_sets_share_no_template(language: str) -> None:
    """No template and no run of six words stands in both sets."""
    assert not sentences(language, "tuning") & sentences(language, "reporting")
    templates = [{t for many in grammar.read_book(language, w).styles.values() for t in many} for w in SETS]
    assert not templates[0] & templates[1]


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_two_sets_share_no_name(language: str) -> None:
    """First names, surnames and places of one set never come up in the other, in any spelling."""
    drawn = []
    for which in SETS:
        draw = Random(f"{language}{which}")
        people = [cast.person(draw, language, which, ["host.fr"]) for _ in range(600)]
        towns = {cast.plain(misses.town(draw, which)[0]) for _ in range(300)}
        drawn.append(
            ({cast.plain(one.given) for one in people}, {cast.plain(one.surname) for one in people}, towns)
        )
    for ours, theirs in zip(*drawn, strict=True):
        assert len(ours) > 100
        assert not ours & theirs


def test_seeds_and_frames_differ_between_the_sets() -> None:
    """Identifiers and tables of the two sets come from other seeds, frames and headings."""
    assert texts.SEEDS["tuning"] != texts.SEEDS["reporting"]
    for language in texts.LANGUAGES:
        assert not set(identifiers.FRAMES["tuning"][language]) & set(
            identifiers.FRAMES["reporting"][language]
        )
    made = [next(iter(columns.tables(which, 1))) for which in SETS]
    cells = [{cell for column in table.cells.values() for cell in column if cell} for table in made]
    assert cells[0] != cells[1]


def test_near_misses_are_not_labelled(made: dict[tuple[str, str], list[Document]]) -> None:
    """Styles without personal data have no label; fillers and rules never plant one."""
    for documents in made.values():
        for document in documents:
            if document.style in ("none", "product", "traps"):
                assert not document.labels
    maker = texts.Cast("fr", "tuning", Random(3))
    pieces = list(
        grammar.expand("((order)) ((uuid)) ((date)) ((company)) ((town))", _book(), maker, Random(3))
    )
    assert not [piece for piece in pieces if piece.kind]


def _book() -> grammar.Book:
    return grammar.Book({}, {})


def test_choices_nest_and_slots_label() -> None:
    """A choice inside a choice is expanded, and only what stands in a slot gets a label."""
    maker = texts.Cast("fr", "tuning", Random(1))
    pieces = list(
        grammar.expand("a ((b [[p1.first]] ((c|c))|b [[p1.first]] c)) d", _book(), maker, Random(1))
    )
    document = joined("fr", "mail", pieces)
    assert re.fullmatch(r"a b .+ c d", document.text)
    assert [label.kind for label in document.labels] == ["person"]


def test_a_person_is_the_same_all_through_a_text() -> None:
    """p1 in one place is p1 in another."""
    maker = texts.Cast("en", "reporting", Random(5))
    assert maker.label("p1.last").text.upper() == maker.label("p1.LAST").text
    assert maker.label("phone#home") == maker.label("phone#home")


def test_noise_moves_labels_with_their_values() -> None:
    """Accents taken apart make a value longer, and the label with it."""
    pieces = [Piece("né "), Piece("Zoé", "person"), Piece(" à Épinal")]
    spread = joined("fr", "mail", changed(pieces, decomposed))
    assert spread.labels == (Label(4, 8, "person", decomposed("Zoé")),)
    assert joined("fr", "mail", changed(pieces, unaccented)).text == "ne Zoe a Epinal"
    assert joined("fr", "capitals", noisy(pieces, "capitals", Random(1))).text.isupper()


def test_metrics_on_a_hand_made_text() -> None:
    """Core counts characters, whole counts identifiers, overmask counts what is nobody's."""
    #               0123456789012345678
    document = Document(
        "fr",
        "mail",
        "Zoé Roy, 0102030405",
        (Label(0, 7, "person", "Zoé Roy"), Label(9, 19, "phone", "0102030405")),
    )
    spans = [(0, 3, "PERSON"), (7, 19, "PHONE_NUMBER"), (0, 2, "CITY")]
    result = measure([document], [spans])
    tally = result.styles["mail"]
    assert (tally.core, tally.masked, tally.labels, tally.whole, tally.other, tally.over) == (
        17,
        13,
        2,
        1,
        2,
        2,
    )
    assert tally.core_share == pytest.approx(100 * 13 / 17)
    assert (tally.whole_share, tally.over_share) == (50, 100)
    assert (result.kinds["person"].whole, result.kinds["phone"].whole) == (0, 1)
    assert result.over_types == {"PHONE_NUMBER": 2}


def test_macro_averages_weigh_styles_alike() -> None:
    """A long style counts as much as a short one; styles without identifiers count in overmask only."""
    label = Label(0, 2, "person", "Al")
    documents = [
        Document("fr", "sms", "Al", (label,)),
        Document("fr", "mail", "Al" + "x" * 98, (label,)),
        Document("fr", "none", "xx", ()),
    ]
    result = measure(documents, [[(0, 2, "PERSON")], [], [(0, 1, "CITY")]])
    assert result.macro("core_share") == 50
    assert result.macro("over_share") == pytest.approx((0 + 50) / 2)


def test_failures_are_named_and_marked() -> None:
    """An identifier that is missed, one that is cut, and a span on nobody's text are told apart."""
    document = Document(
        "fr", "mail", "Al et Zoé", (Label(0, 2, "person", "Al"), Label(6, 9, "person", "Zoé"))
    )
    found = dict(failures([document], [[(3, 5, "CITY"), (6, 8, "PERSON")]]))
    assert set(found) == {"missed person", "cut person", "over CITY"}
    assert "⟦Zoé⟧" in found["cut person"]


def test_values_have_right_check_digits() -> None:
    """What is planted as an identifier with a key passes an independent check of it."""
    draw = Random(11)
    for _ in range(40):
        assert nir.is_valid(VALUES["nir"][1](draw))
        assert siret.is_valid(VALUES["siret"][1](draw))
        assert tva.is_valid(VALUES["tva"][1](draw))
        assert iban.is_valid(VALUES["iban"][1](draw))
        assert luhn.is_valid(re.sub(r"\D", "", VALUES["card"][1](draw)))


def test_the_tables_of_kinds_are_wide_enough() -> None:
    """At least 25 kinds and 43 look-alikes in France and abroad; every kind names its types and headings."""
    for module in (kinds_fr, kinds_en):
        assert len(module.KINDS) >= 25
        assert len(module.look_alikes()) >= 43
        assert len({kind.name for kind in module.KINDS}) == len(module.KINDS)
        assert all(kind.types and kind.headings for kind in module.KINDS)
    assert len(PERSONAL) >= 20
    assert len(CLEAR) >= 20


def test_hidden_headings_keep_cells_and_truth() -> None:
    """Hiding headings changes the names of columns and nothing else."""
    table = next(iter(columns.tables("tuning", 1)))
    hidden = table.hidden()
    assert list(hidden.cells.values()) == list(table.cells.values())
    assert list(hidden.truth.values()) == list(table.truth.values())
    assert all(re.fullmatch(r"c\d+", label) for label in hidden.cells)


def test_columns_are_tallied_by_state_and_type() -> None:
    """Only personal is found, only the right type is typed right, personal on clear cells is an alarm."""
    name, clear = PERSONAL[0], CLEAR[0]
    table = columns.Table(
        "fr", {"a": [], "b": [], "c": [], "d": []}, {"a": name, "b": name, "c": name, "d": clear}
    )
    said = {
        "a": columns.Said("personal", "LAST_NAME"),
        "b": columns.Said("personal", "CITY"),
        "c": columns.Said("unknown", None),
        "d": columns.Said("personal", "PERSON"),
    }
    counted = columns.tally([(table, said)])
    assert counted.shares == pytest.approx((200 / 3, 100 / 3, 100))
    assert counted.unknown == 1


def test_a_detector_is_judged_on_each_kind() -> None:
    """A detector that masks everything finds all and alarms on all; one that says nothing does neither."""

    def everything(some: list[str], _language: str) -> list[list[tuple[int, int, str]]]:
        return [[(0, len(text), "FR_NIR")] for text in some]

    def nothing(some: list[str], _language: str) -> list[list[tuple[int, int, str]]]:
        return [[] for _ in some]

    loud = identifiers.measure_identifiers(everything, "fr", "tuning", 2)
    quiet = identifiers.measure_identifiers(nothing, "fr", "tuning", 2)
    assert (loud.masked, len(loud.alarms)) == (100, loud.look_alikes)
    assert (quiet.masked, quiet.bare, len(quiet.alarms)) == (0, 0, 0)
    assert {kind.typed for kind in loud.kinds if kind.name in ("nir", "nir13")} == {100}
    assert {kind.typed for kind in loud.kinds if kind.name == "siren"} == {0}


def test_the_reporting_set_shows_no_examples(capsys: pytest.CaptureFixture[str]) -> None:
    """Failures of the reporting set can't be read: what is read is tuned to."""
    with pytest.raises(SystemExit):
        detection.main(["--set", "reporting", "--examples", "1"])
    assert "tuning set only" in capsys.readouterr().err


def test_results_are_written_between_their_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The docs keep their words; only what stands between the marks is replaced."""
    page = tmp_path / "detection.md"
    page.write_text(f"before\n{detection.BEGIN}\nold\n{detection.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(detection, "DOCS", page)
    detection.write_docs("new")
    assert page.read_text(encoding="utf-8") == f"before\n{detection.BEGIN}\n\nnew\n\n{detection.END}\nafter\n"
