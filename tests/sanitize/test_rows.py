"""Rules that look at the row: conditions, columns that agree, and what is learnt from rows."""

import io
import random

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_sample import KEY, Run, sanitize

from sampler.errors import RecipeError
from sampler.formats import open_document
from sampler.sanitize.operators.row_rules import distinct_rows, holds
from sampler.sanitize.plan import Case, ColumnPlan, Plan
from sampler.sanitize.plan import Test as Condition
from sampler.sanitize.recipes.privacy import privacy_by_column, privacy_of
from sampler.sanitize.transform import Transformer
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.french_ids import luhn_digit, nir_key, vat_key
from sampler.surrogates.lists import communes
from sampler.surrogates.places import place_key

HEADS = (
    "code",
    "client",
    "postcode",
    "city",
    "insee",
    "nir",
    "birth",
    "visit",
    "company",
    "mail",
    "site",
    "etat",
)
RECIPE = """\
version: 1
tables:
  t.csv:
    code: token
    client: token
    postcode: surrogate POSTCODE
    city: surrogate CITY
    insee: surrogate FR_INSEE
    nir: surrogate FR_NIR
    birth: surrogate BIRTH_DATE
    visit: {operator: date_shift, per: client}
    company: surrogate ORGANIZATION
    mail: surrogate EMAIL_ADDRESS
    site: surrogate URL
    etat:
      - {operator: "null", when: {column: client, in: [P1, P2]}}
      - {operator: mask, when: {not: {column: city, equals: Paris}}}
      - redact
agree:
  t.csv:
    - [company, mail, site]
    - [nir, birth]
"""
COMPANIES = {
    "Boulangerie de la Gare SARL": "boulangeriedelagare.fr",
    "Acme Industrie": "acme-ind.com",
    "Vitrex": "vitrex.fr",
}


def _rows(count: int = 120) -> list[tuple[str, ...]]:
    draw = random.Random(7)
    listed = [commune for commune in communes() if commune.postcode < "96"]
    rows = []
    for n in range(count):
        place = draw.choice(listed)
        code, city, insee = (
            (place.postcode, place.name, place.code) if n % 10 else ("75011", "Paris", "75111")
        )
        year, month, day = draw.randint(1940, 2000), draw.randint(1, 12), draw.randint(1, 28)
        nir = f"{1 + n % 2}{year % 100:02d}{month:02d}75{1 + n:03d}{1 + 3 * n:03d}"
        company = draw.choice(sorted(COMPANIES))
        mail, site = f"contact{n}@{COMPANIES[company]}", f"https://www.{COMPANIES[company]}/"
        born, visit = f"{day:02d}/{month:02d}/{year}", f"2024-{1 + n % 12:02d}-{1 + n % 28:02d}"
        rows.append(
            (
                f"K{n:05d}",
                f"P{n % 9}",
                code,
                city,
                insee,
                nir + nir_key(nir),
                born,
                visit,
                company,
                mail,
                site,
                f"e{n}",
            )
        )
    return rows


def _bytes(rows: list[tuple[str, ...]]) -> bytes:
    return "\n".join([";".join(HEADS), *(";".join(row) for row in rows)]).encode() + b"\n"


def _written(run: Run) -> list[dict[str, str | None]]:
    document = open_document(io.BytesIO(run.outputs["f1"] or b""), "t.csv")
    batches = [batch.to_pylist() for batch in document.batches(document.tables[0].id)]
    return [dict(zip(HEADS, row.values(), strict=True)) for rows in batches for row in rows]


@pytest.fixture(scope="module")
def run() -> Run:
    """One table with everything that agrees."""
    return sanitize({"t.csv": _bytes(_rows())}, RECIPE)


def test_postcode_city_and_insee_code_name_one_commune(run: Run) -> None:
    """In every row, also where the lists did not know the original: Paris has many postcodes."""
    known = {(one.postcode, place_key(one.name), one.code) for one in communes()}
    for row in _written(run):
        assert (row["postcode"], place_key(row["city"] or ""), row["insee"]) in known


def test_equal_places_go_to_equal_places(run: Run) -> None:
    """What a row's place becomes follows from the place."""
    seen: dict[tuple[str, ...], set[tuple[str | None, ...]]] = {}
    for before, after in zip(_rows(), _written(run), strict=True):
        seen.setdefault(before[2:5], set()).add((after["postcode"], after["city"], after["insee"]))
    assert {len(images) for images in seen.values()} == {1}
    assert all(image[0] != place[0] for place, images in seen.items() for image in images)


def test_a_nir_has_the_month_of_the_birth_date_of_its_row(run: Run) -> None:
    """Sex stays, and the key is right; the middle of a month shifted would miss half of them."""
    for before, row in zip(_rows(), _written(run), strict=True):
        nir, birth = row["nir"] or "", row["birth"] or ""
        assert nir[1:5] == birth[8:10] + birth[3:5]
        assert nir[0] == before[5][0]
        assert nir[13:] == nir_key(nir[:13])


def test_a_nir_alone_is_mapped_as_it_is_beside_its_birth_date() -> None:
    """The same number joins in a table that has no birth date."""
    rows = _rows()
    alone = "nir\n" + "\n".join(row[5] for row in rows) + "\n"
    both = sanitize(
        {"t.csv": _bytes(rows), "u.csv": alone.encode()},
        RECIPE.replace("agree:", "  u.csv: {nir: surrogate FR_NIR}\nagree:"),
    )
    lines = (both.outputs["f2"] or b"").decode().splitlines()[1:]
    assert lines == [row["nir"] for row in _written(both)]


def test_a_domain_is_made_of_its_company_s_new_name(run: Run) -> None:
    """One word, several in one word, or an abbreviation that stands beside one name only."""
    for row in _written(run):
        words = [word.lower() for word in (row["company"] or "").replace(" SARL", "").split()]
        label = (row["mail"] or "").partition("@")[2].removesuffix(".example").removesuffix("-com")
        assert label == "".join(words)
        assert f"www.{label}" in (row["site"] or "")


def test_conditions_choose_the_rule_of_a_row(run: Run) -> None:
    """The first that holds, else the last; what a condition reads may itself be replaced."""
    for before, after in zip(_rows(), _written(run), strict=True):
        if before[1] in {"P1", "P2"}:
            assert after["etat"] is None
        elif before[3] != "Paris":
            assert after["etat"] == "*" * len(before[11])
        else:
            assert after["etat"] == "REDACTED"


def test_rows_in_any_pieces_and_order_give_the_same_cells(run: Run) -> None:
    """The rules of a row are a function of the row: nothing of its neighbours enters."""
    table = run.plan.files[0].tables[0]
    columns = list(zip(*_rows(), strict=True))
    batch = pa.RecordBatch.from_arrays(
        [pa.array(column) for column in columns], names=[f"c{n}" for n in range(len(HEADS))]
    )
    whole, _ = Transformer(run.plan, Surrogates(KEY, run.plan.dictionary))(batch, table)
    fresh = Transformer(run.plan, Surrogates(KEY, run.plan.dictionary))
    for row in reversed(range(batch.num_rows)):
        alone, _ = fresh(batch.slice(row, 1), table)
        assert alone.to_pylist() == whole.slice(row, 1).to_pylist()


def test_the_audit_passes_and_calls_nothing_kept(run: Run) -> None:
    """Agreement costs no change: every cell is another one."""
    result = run.audit()
    assert not [one for one in result.survivors if one.column != "city"]
    assert result.passed


@given(st.lists(st.tuples(*[st.none() | st.sampled_from(["", "a", "b"])] * 3), min_size=1, max_size=30))
def test_distinct_rows_and_their_places_give_the_rows_back(rows: list[tuple[str | None, ...]]) -> None:
    """Null and empty are two things."""
    columns, places = distinct_rows(
        [pa.array(list(column), pa.string()) for column in zip(*rows, strict=True)]
    )
    assert [tuple(column[place] for column in columns) for place in places] == rows
    assert len(columns[0]) == len(set(rows))


@pytest.mark.parametrize(
    ("test", "passing", "failing"),
    [
        (Condition(0, "in", ("a",)), ["a"], ["A", " a", "", None]),
        (Condition(0, "in", ("a",), wanted=False), ["A", "", None], ["a"]),
        (Condition(0, "is_null"), [None], ["", "a"]),
        (Condition(0, "is_null", wanted=False), ["", "a"], [None]),
    ],
)
def test_a_condition_compares_cells_as_written(
    test: Condition, passing: list[str | None], failing: list[str | None]
) -> None:
    """Null is not empty, and `not` turns the answer, for null too."""
    assert all(holds(test, value) for value in passing)
    assert not any(holds(test, value) for value in failing)


def test_a_kept_row_needs_a_reason_as_a_kept_column_does() -> None:
    """`keep` in a list is judged by the audit like any other."""
    rows = [(f"zoe.tardieu{n}@exemple.fr", "test" if n % 2 else "prod") for n in range(30)]
    data = "mail;etat\n" + "\n".join(";".join(row) for row in rows) + "\n"
    recipe = """\
version: 1
tables:
  t.csv:
    etat: keep
    mail: [{operator: keep, when: {column: etat, equals: test}}, redact]
"""
    result = sanitize({"t.csv": data.encode()}, recipe).audit()
    assert {one.column for one in result.survivors} == {"mail"}


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ("[[postcode, nir]]", "agree.t.csv: the rules of these columns can't agree"),
        ("[[postcode, citi]]", "agree.t.csv: the table has no such column"),
        ("[[postcode]]", "a group needs two columns"),
        ("[[postcode, city]], u.csv: [[postcode, city]]", "the sample has no such table"),
    ],
)
def test_columns_that_can_not_agree_are_refused(groups: str, said: str) -> None:
    """With the line, and the kinds of columns that can."""
    recipe = RECIPE.partition("agree:")[0] + f"agree: {{t.csv: {groups}}}\n"
    with pytest.raises(RecipeError) as refused:
        sanitize({"t.csv": _bytes(_rows(3))}, recipe)
    assert said.replace("agree.t.csv: ", "") in refused.value.message
    assert refused.value.message.startswith("acme.yaml:")


def test_a_unique_city_stays_unique_rather_than_agree() -> None:
    """Uniqueness comes before agreement inside a row, and the concession is recorded."""
    some = [one for one in communes() if one.postcode < "96"][::400]
    names = {place_key(one.name): one for one in some}.values()
    data = "postcode;city\n" + "\n".join(f"{one.postcode};{one.name}" for one in names) + "\n"
    done = sanitize(
        {"t.csv": data.encode()},
        "version: 1\ntables: {t.csv: {postcode: surrogate POSTCODE, city: surrogate CITY}}\n",
    )
    assert any("t.csv.city: unique" in warning for warning in done.plan.warnings)
    assert done.audit().passed


def test_the_compiled_rules_of_rows_survive_storing(run: Run) -> None:
    """Conditions, columns beside and what was settled read back equal."""
    more = sanitize(
        {"t.csv": b"a;b\n1,50;x\n2,25;y\n"},
        "version: 1\ntables: {t.csv: {a: {operator: noise, percent: 5, keep_total: true}, b: drop}}\n",
    )
    for plan in (run.plan, more.plan):
        assert Plan.from_json(plan.to_json()) == plan


def test_a_household_keeps_its_name_and_address() -> None:
    """Who shared them shares the surrogates, whatever else stands in the row."""
    rows = [
        ("Marie", "DUPONT", "12 rue des Lilas"),
        ("Paul", "Dupont", "12 rue des Lilas"),
        ("Ali", "Benali", "14 rue des Lilas"),
    ]
    data = "prenom;nom;adresse\n" + "\n".join(map(";".join, rows)) + "\n"
    recipe = """\
version: 1
tables: {t.csv: {prenom: surrogate FIRST_NAME, nom: surrogate LAST_NAME, adresse: surrogate ADDRESS}}
agree: {t.csv: [[nom, adresse]]}
"""
    lines = (sanitize({"t.csv": data.encode()}, recipe).outputs["f1"] or b"").decode().splitlines()[1:]
    (_, one, here), (_, other, there), (_, third, elsewhere) = (line.split(";") for line in lines)
    assert one.casefold() == other.casefold() != third.casefold()
    assert here == there != elsewhere


def test_the_numbers_of_a_company_are_numbers_of_one_company() -> None:
    """SIRET and VAT number hold the surrogate SIREN, with right keys, in columns and tables apart."""
    siren = "12345678" + luhn_digit("12345678")
    siret = siren + "0001" + luhn_digit(siren + "0001")
    tables = {"a.csv": f"siren;siret\n{siren};{siret}\n", "b.csv": f"tva;x\nFR{vat_key(siren)}{siren};1\n"}
    recipe = """\
version: 1
tables:
  a.csv: {siren: surrogate FR_SIREN, siret: surrogate FR_SIRET}
  b.csv: {tva: surrogate FR_VAT, x: drop}
agree: {a.csv: [[siren, siret]]}
"""
    done = sanitize({name: data.encode() for name, data in tables.items()}, recipe)
    new_siren, new_siret = (done.outputs["f1"] or b"").decode().split()[1].split(";")
    tva = (done.outputs["f2"] or b"").decode().split()[1]
    assert new_siren != siren
    assert new_siret.startswith(new_siren)
    assert tva == f"FR{vat_key(new_siren)}{new_siren}"


def test_a_column_is_as_weak_as_its_weakest_rule(run: Run) -> None:
    """What the manifest says of each column."""
    said = privacy_by_column(run.plan)["t.csv"]
    assert said["etat"] == "generalised"
    assert said["code"] == "pseudonymous"
    kept = ColumnPlan(0, "a", "a", "text", "redact", cases=(Case(Condition(0, "is_null"), "keep"),))
    assert privacy_of(kept) == "kept"
