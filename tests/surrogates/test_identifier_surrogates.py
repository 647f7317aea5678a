"""Identifiers stay valid, in ranges that nobody was given."""

import random
import re
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.fr import nir, siren, siret, tva

from sampler.surrogates import Dictionary, Surrogates, normalise
from sampler.surrogates.banking import rib_key
from sampler.surrogates.french_ids import luhn_digit, nir_key
from sampler.surrogates.phones import capacity, french

KEY = b"i" * 32
SURROGATES = Surrogates(KEY, Dictionary())


def one(kind: str, value: str) -> str:
    """The surrogate of one value."""
    (new,) = SURROGATES.apply(kind, [value])
    assert new is not None
    return new


def made_siren(number: int) -> str:
    """A SIREN valid under Luhn."""
    digits = f"{number:08d}"
    return digits + luhn_digit(digits)


FICTION = re.compile(r"\+33(19900|26191|35301|46571|53649|63998)\d{4}")


@given(zone=st.integers(1, 9), line=st.integers(0, 99_999_999))
@settings(max_examples=150, deadline=None)
def test_french_phones_land_in_the_fiction_blocks(zone: int, line: int) -> None:
    """A French number becomes one kept for fiction, of its zone, in its layout."""
    new = one("PHONE_NUMBER", f"0{zone} {line:08d}")
    normal = normalise("PHONE_NUMBER", new)
    assert FICTION.fullmatch(normal)
    if zone < 8:
        assert normal[3] == {7: "6"}.get(zone, str(zone))
    assert re.fullmatch(r"0\d \d{8}", new)


def test_eight_shapes_of_a_phone_agree() -> None:
    """However a number is written, its surrogate is the same number, written the same way."""
    shapes = (
        "0612345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "+33612345678",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033 6 12 34 56 78",
        "612345678",
    )
    mapped = [one("PHONE_NUMBER", shape) for shape in shapes]
    assert len({normalise("PHONE_NUMBER", new) for new in mapped}) == 1
    assert [re.sub(r"\d", "9", new) for new in mapped] == [re.sub(r"\d", "9", shape) for shape in shapes]


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        ("+44 7911 123456", r"\+44 7700 900\d{3}"),
        ("+44 20 7183 8750", r"\+44 (20 7946 0\d{3}|16 3296 0\d{3})"),
        ("+1 (212) 555-1234", r"\+1 \(\d{3}\) 555-01\d\d"),
        ("+49 30 123456", r"\+33 6 39 98 \d\d \d\d"),
        ("01 23 45 67 89 poste 42", r"01 99 00 \d\d \d\d poste \d\d"),
    ],
)
def test_foreign_phones(value: str, pattern: str) -> None:
    """UK and US numbers have their own fiction ranges; other countries go to the French one."""
    assert re.fullmatch(pattern, one("PHONE_NUMBER", value))


@given(
    sex=st.sampled_from("12"),
    year=st.integers(0, 99),
    month=st.integers(1, 12),
    rest=st.integers(1, 95_000_000),
)
@settings(max_examples=100, deadline=None)
def test_nir(sex: str, year: int, month: int, rest: int) -> None:
    """A NIR keeps the sex, has commune 000 and a right key, with and without its key."""
    number = f"{sex}{year:02d}{month:02d}{rest:08d}"
    new = one("FR_NIR", number + nir_key(number))
    assert nir.is_valid(new)
    assert (new[0], new[7:10]) == (sex, "000")
    assert one("FR_NIR", number) == new[:13]


def test_corsican_nir() -> None:
    """2A and 2B are read, and their key too."""
    number = "285052A006084"
    assert nir.is_valid(one("FR_NIR", f"{number}{nir_key(number)}"))


@given(number=st.integers(10**7, 10**8 - 1), office=st.integers(0, 9999))
@settings(max_examples=100, deadline=None)
def test_company_numbers_agree(number: int, office: int) -> None:
    """SIREN, SIRET and VAT of one company stay of one company: unissued, and valid."""
    company = made_siren(number)
    place = f"{company}{office:04d}"
    new = one("FR_SIREN", company)
    assert siren.is_valid(new)
    assert new.startswith("0")
    mapped = one("FR_SIRET", place + luhn_digit(place))
    assert siret.is_valid(mapped)
    assert mapped.startswith(new)
    vat = one("FR_VAT", f"FR{int(company + '12') % 97:02d}{company}")
    assert tva.is_valid(vat)
    assert vat.endswith(new)


@pytest.mark.parametrize(
    ("value", "bank"),
    [
        ("FR76 3000 6000 0112 3456 7890 189", "99999"),
        ("DE89 3704 0044 0532 0130 00", "00000000"),
        ("GB82 WEST 1234 5698 7654 32", "XXXX000000"),
        ("BE68 5390 0754 7034", "000"),
        ("ES91 2100 0418 4502 0005 1332", "00000000"),
        ("NL91ABNA0417164300", "XXXX"),
        ("IT60X0542811101000000123456", "X0000000000"),
        ("CH9300762011623852957", "00000"),
    ],
)
def test_iban(value: str, bank: str) -> None:
    """An IBAN keeps country, length and layout, has right check digits and a bank that does not exist.

    That is 99999 in France; elsewhere all of the country's bank and branch part is zeros, its letters X.
    """
    new = one("IBAN_CODE", value)
    assert iban.is_valid(new, check_country=value[:2] in {"FR", "BE", "ES"})
    assert new[:2] == value[:2]
    assert [sign == " " for sign in new] == [sign == " " for sign in value]
    old_account, account = iban.compact(value)[4:], iban.compact(new)[4:]
    assert account.startswith(bank)
    assert account[len(bank) :] != old_account[len(bank) :]


def test_rib_agrees_with_its_iban() -> None:
    """A RIB and the IBAN of the same account become the same account."""
    rib = one("FR_RIB", "30006 00001 12345678901 89").replace(" ", "")
    assert one("IBAN_CODE", "FR7630006000011234567890189").endswith(rib)
    assert rib_key(rib[:5], rib[5:10], rib[10:21]) == rib[21:]


@pytest.mark.parametrize("value", ["4111 1111 1111 1111", "378282246310005", "5555-5555-5555-4444"])
def test_cards(value: str) -> None:
    """A card has the sandbox issuer, the same length and layout, and is valid under Luhn."""
    new = one("CREDIT_CARD", value)
    plain = re.sub(r"\D", "", new)
    assert luhn.is_valid(plain)
    assert plain.startswith("400000")
    assert re.sub(r"\d", "9", new) == re.sub(r"\d", "9", value)


@pytest.mark.parametrize("value", ["192.168.1.1", "8.8.8.8:53", "10.1.0.0/16", "fe80::1", "2a01:cb00::5"])
def test_ip(value: str) -> None:
    """Addresses of machines come from documentation and benchmark ranges; port and mask stay."""
    new = one("IP_ADDRESS", value)
    address = ip_address(re.split("[/]", new)[0] if "::" in value else re.split("[:/]", new)[0])
    ranges = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15", "2001:db8::/32")
    assert any(address in ip_network(net) for net in ranges if ip_network(net).version == address.version)
    assert new.endswith(re.sub(r"^[\d.]+", "", value) if "." in value else "")


@pytest.mark.parametrize(
    "value",
    [
        "a.b@gmail.com",
        "x@acme.fr",
        "x@mail.acme.co.uk",
        "x@ACME.FR",
        "é@münchen.de",
        "a@b",
        "a@@b.fr",
        "<a@b.fr>",
    ],
)
def test_mail_domains_are_reserved(value: str) -> None:
    """Whatever the domain, the surrogate's domain ends in .example."""
    assert one("EMAIL_ADDRESS", value).rstrip(">").lower().endswith(".example")


def test_company_domain_follows_the_company() -> None:
    """`acme.fr` and "ACME SAS" stay one company; other companies and providers stay apart."""
    word = one("ORGANIZATION", "ACME SAS").split()[0].lower()
    assert one("EMAIL_ADDRESS", "x@acme.fr").endswith(f"@{word}.example")
    assert one("URL", "https://www.acme.fr/a.pdf").startswith(f"https://www.{word}.example/")
    domains = {
        one("EMAIL_ADDRESS", f"x@{d}").partition("@")[2]
        for d in ("gmail.com", "free.fr", "acme.fr", "acme.com")
    }
    assert len(domains) == 4


def test_collisions_are_resolved() -> None:
    """Bumps make the surrogates of a unique column distinct, whatever the order of rows."""
    draw = random.Random(7)
    phones = sorted({f"06{draw.randrange(10**8):08d}" for _ in range(1500)})
    before = SURROGATES.apply("PHONE_NUMBER", phones)
    assert len(set(before)) < len(phones)
    bumps = SURROGATES.collisions("PHONE_NUMBER", phones)
    assert bumps == SURROGATES.collisions("PHONE_NUMBER", phones[::-1])
    after = Surrogates(KEY, Dictionary(bumps=bumps)).apply("PHONE_NUMBER", phones)
    assert len(set(after)) == len(phones)
    assert SURROGATES.apply("PHONE_NUMBER", phones) == before


def test_a_full_block_overflows() -> None:
    """More mobiles than the mobile block has go to the other blocks, still distinct."""
    phones = [f"+44 7911 {number:06d}" for number in range(1020)]
    bumps = SURROGATES.collisions("PHONE_NUMBER", phones)
    after = Surrogates(KEY, Dictionary(bumps=bumps)).apply("PHONE_NUMBER", phones)
    assert len(set(after)) == len(phones)
    assert not set(after) & set(phones)
    assert capacity("+447911123456") == 3000


def test_french_blocks_follow_each_other() -> None:
    """Each bump of a French number is another number: its block, the five others, then 07 1x."""
    assert capacity("+33612345678") == 60_000
    numbers = [french("6", 123, bump) for bump in range(70_000)]
    assert len(set(numbers)) == 70_000
    assert all(number.startswith("63998") for number in numbers[:10_000])
    assert all(FICTION.fullmatch(f"+33{number}") for number in numbers[:60_000])
    assert all(number.startswith("71") for number in numbers[60_000:])


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("FR_SIREN", [made_siren(number) for number in range(50_000_000, 50_008_000)]),
        ("FR_NIR", [f"185{1 + n % 12:02d}75{100 + n // 900:03d}{1 + n % 900:03d}" for n in range(8000)]),
        ("EMAIL_ADDRESS", [f"a{n}@acme.fr" for n in range(300)] + [f"ab{n}@acme.fr" for n in range(300)]),
        ("IP_ADDRESS", [f"10.0.{a}.{b}" for a in range(10) for b in range(256)]),
    ],
)
def test_unique_columns_stay_unique(kind: str, values: list[str]) -> None:
    """The bumps of a column keep every kind of identifier unique."""
    bumps = SURROGATES.collisions(kind, values)
    assert len(set(Surrogates(KEY, Dictionary(bumps=bumps)).apply(kind, values))) == len(values)
