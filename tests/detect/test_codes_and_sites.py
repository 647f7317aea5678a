"""Codes of communes and sites of companies: told from their values, their headings and their rows."""

import pytest
from stdnum import luhn

from sampler.detect import classify_columns
from sampler.detect.agreements import agreements
from sampler.detect.hosts import host_is, host_of, is_made_of
from sampler.model.finding import State
from sampler.surrogates.lists import communes

PLACES = [one for one in communes() if len(one.postcode) == 5][:: len(communes()) // 60][:60]
CODES = [one.code for one in PLACES]
NIRS = [f"1850{1 + place % 9}99{100 + place}0{10 + place}" for place in range(60)]
WORDS = ("Dreanval", "Korvelis", "Ostrenac", "Vilbraz", "Mezzodur", "Tarkelin", "Quibrenn", "Aldovar")
NAMES = [f"{first} {last}" for first in WORDS for last in ("Formation", "Conseil")]
HOSTS = [name.lower().replace(" ", "-") + ".fr" for name in NAMES]
SIRENS = [body + luhn.calc_check_digit(body) for body in (f"{41200000 + 37 * place}" for place in range(16))]
COMPANIES: dict[str, list[str]] = {
    "Raison sociale": NAMES,
    "SIREN": SIRENS,
    "SIRET": [siren + (nic := "0001") + luhn.calc_check_digit(siren + nic) for siren in SIRENS],
    "TVA": [f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}" for siren in SIRENS],
    "Site": [f"https://www.{host}" for host in HOSTS],
}


@pytest.mark.parametrize(
    "header",
    [
        "code_insee",
        "insee",
        "numero insee",
        "N° INSEE",
        "codeInsee",
        "code_commune",
        "commune",
        "COM",
        "code",
        "c1",
    ],
)
@pytest.mark.parametrize("eaten", [False, True])
def test_codes_of_communes_are_told(header: str, *, eaten: bool) -> None:
    """Under any heading that may stand over them, and under none; a spreadsheet may eat the first 0."""
    codes = [code.lstrip("0") for code in CODES] if eaten else CODES
    (found,) = classify_columns({header: codes})
    assert (found.state, found.entity_type, found.quasi) == (State.PERSONAL, "FR_INSEE", True), found.evidence


@pytest.mark.parametrize("header", ["insee", "numero insee", "n insee"])
@pytest.mark.parametrize("length", [13, 15])
def test_a_nir_stays_one_under_the_heading_of_both(header: str, length: int) -> None:
    """What has 13 or 15 digits is no commune's."""
    keyed = [f"{nir}{97 - int(nir) % 97:02d}"[:length] for nir in NIRS]
    assert classify_columns({header: keyed})[0].entity_type == "FR_NIR"


@pytest.mark.parametrize("header", ["code_postal", "cp"])
def test_a_postcode_is_what_its_heading_says(header: str) -> None:
    """Values that are a commune's code too are postcodes under the heading of one."""
    assert classify_columns({header: CODES})[0].entity_type == "POSTCODE"


def test_codes_of_one_department_are_told_by_the_towns_of_their_rows() -> None:
    """Numbers in a row may be codes by chance; beside the towns that have them they are not."""
    near = [one for one in communes() if one.code.startswith("38")][:40]
    codes = [one.code for one in near]
    assert classify_columns({"c1": codes})[0].entity_type is None
    found = {
        one.column: one.entity_type
        for one in classify_columns({"c1": codes, "commune": [one.name for one in near]})
    }
    assert found == {"c1": "FR_INSEE", "commune": "CITY"}


def test_codes_agree_with_the_place_of_their_row() -> None:
    """A draft proposes the code with the postcode and the city."""
    table = {"code_postal": [one.postcode for one in PLACES], "commune": [one.name for one in PLACES]}
    table["code_insee"] = CODES
    (group,) = agreements(classify_columns(table), table)
    assert [name for _, name in group.columns] == ["POSTCODE", "CITY", "FR_INSEE"]


def test_sites_of_companies_are_told_and_agree() -> None:
    """A host made of the name of its row names the company; numbers and domains agree in one group."""
    findings = classify_columns(COMPANIES)
    types = [finding.entity_type for finding in findings]
    assert types == ["ORGANIZATION", "FR_SIREN", "FR_SIRET", "FR_VAT", "URL"]
    (group,) = agreements(findings, COMPANIES)
    assert [label for label, _ in group.columns] == list(COMPANIES)
    assert group.evidence == "16 of 16 rows have one SIREN, 16 of 16 rows have a domain of their name"


def test_what_rows_do_not_show_is_not_proposed() -> None:
    """Names beside other companies' domains and numbers agree with nothing."""
    kept = {label: cells for label, cells in COMPANIES.items() if label != "TVA"}
    moved = kept | {"Raison sociale": NAMES[::-1], "SIREN": SIRENS[2:] + SIRENS[:2]}
    assert not agreements(classify_columns(moved), moved)


@pytest.mark.parametrize(
    ("sites", "expected"),
    [
        ([f"https://www.{host}/contact" for host in HOSTS], "URL"),
        (HOSTS, "URL"),
        ([f"photo{place}.png" for place in range(16)], None),
        ([f"https://cdn.images.example/p/{place}.png" for place in range(16)], None),
        ([f"https://cdn{place % 2}.images.example/p/{place}.png" for place in range(16)], None),
    ],
)
def test_pages_of_many_hosts_are_somebodys(sites: list[str], expected: str | None) -> None:
    """As many hosts as addresses are somebody's each; pages of one platform are nobody's."""
    (found,) = classify_columns({"lien": sites})
    assert (found.state is State.PERSONAL, found.entity_type) == (expected is not None, expected)


def test_pages_of_few_hosts_that_hold_the_name_of_their_row_are_told() -> None:
    """Sites that repeat are few, and still name the company; links to one's own platform name nobody."""
    names, hosts = NAMES[:4] * 10, HOSTS[:4] * 10
    table = {"Société": names, "Site": [f"https://{host}/" for host in hosts]}
    assert classify_columns(table)[1].entity_type == "URL"
    assert classify_columns(table | {"Société": names[::-1]})[1].state is State.CLEAR
    own = {"Société": [NAMES[0]] * 40, "lien": [f"https://app.{HOSTS[0]}/p/{place}" for place in range(40)]}
    assert classify_columns(own)[1].state is State.CLEAR
    mails = [f"a{place}@{host}" for place, host in enumerate(hosts)]
    assert classify_columns({"mail": mails, "Site": table["Site"]})[1].entity_type == "URL"


def test_hosts_and_names() -> None:
    """Schemes, ports, accounts and paths are no part of a host; an ordinary word alone makes no name."""
    assert host_of("HTTPS://www.Acme-Lab.fr:8080/x?y") == host_of("ana@acme-lab.fr") == "acme-lab.fr"
    assert host_of("www.acme.fr") == "acme.fr"
    assert host_of("") == ""
    assert is_made_of("https://drean.example", "DREAN SAS")
    assert is_made_of("petit-blanc.example", "Petit Blanc SARL")
    assert not is_made_of("petit.example", "Petit Vert")
    assert host_is("https://www.acme.fr/x", "ana@acme.fr")
    assert not host_is("https://gmail.com", "ana@gmail.com")
