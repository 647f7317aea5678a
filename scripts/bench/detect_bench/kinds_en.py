"""British, American and European identifiers with headings, and look-alikes."""

from collections.abc import Callable
from random import Random
from typing import Any

from stdnum import get_cc_module, iban

from detect_bench.kinds_fr import Kind, Make
from detect_bench.misses import SHARED
from detect_bench.values_en import VALUES, date_in_digits, date_in_words
from detect_bench.values_fr import day, digits, letters, luhned


def kind(name: str, types: str, headings: str, make: Make | None = None, *, keyed: bool = False) -> Kind:
    """A kind; its values come from the English slot of the same name unless given."""
    return Kind(name, frozenset(types.split()), tuple(headings.split("|")), make or VALUES[name][1], keyed)


def proved(country: str, number: str, shape: str) -> Make:
    """Values of a shape that python-stdnum accepts; `#` is a digit, `?` a letter, other signs stand."""
    module: Any = get_cc_module(country, number)

    def make(draw: Random) -> str:
        while True:
            value = "".join(
                digits(draw, 1) if c == "#" else letters(draw, 1) if c == "?" else c for c in shape
            )
            if module.is_valid(value):
                return value

    return make


def finished(country: str, number: str, body: Callable[[Random], str]) -> Make:
    """Values whose body is given; the check signs are searched, at most three of them."""
    module: Any = get_cc_module(country, number)
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    def make(draw: Random) -> str:
        while True:
            start = body(draw)
            for end in (*signs, *(f"{tail:02}" for tail in range(100))):
                value: str = start + end
                if module.is_valid(value):
                    return value

    return make


def _born(draw: Random, order: str) -> str:
    d, m, y = day(draw, 1940, 1999)
    return order.format(d=f"{d:02}", m=f"{m:02}", y=f"{y % 100:02}")


def _euiban(draw: Random) -> str:
    country, size = draw.choice((("DE", 18), ("ES", 20), ("BE", 12), ("NL", 0), ("IT", 0)))
    bban = digits(draw, size) if size else letters(draw, 4) + digits(draw, 10)
    if country == "IT":
        bban = letters(draw, 1) + digits(draw, 22)
    number = country + iban.calc_check_digits(f"{country}00{bban}") + bban
    return number if iban.is_valid(number) else _euiban(draw)


def _mbi(draw: Random) -> str:
    some = "ACDEFGHJKMNPQRTUVWXY"
    return "".join(
        digits(draw, 1) if sign == "#" else letters(draw, 1, some) if sign == "?" else "4"
        for sign in "4?##?##??##"
    )


def _distinct(draw: Random) -> str:
    """Ten digits in which exactly one comes twice, as the German tax office gives them."""
    signs = draw.sample("0123456789", 9)
    signs.append(draw.choice(signs))
    draw.shuffle(signs)
    return "".join(signs)


def _codice(draw: Random) -> str:
    consonants = "BCDFGLMNPRSTV"
    born = f"{draw.randint(40, 99)}{letters(draw, 1, 'ABCDEHLMPRST')}{draw.randint(1, 28):02}"
    return f"{letters(draw, 6, consonants)}{born}{letters(draw, 1, 'FHLG')}{draw.randint(100, 899)}"


def _swedish(draw: Random) -> str:
    body = _born(draw, "{y}{m}{d}")
    whole = luhned(draw, body + digits(draw, 3), 10)
    return f"{whole[:6]}-{whole[6:]}"


KINDS = (
    kind("ssn", "US_SSN", "SSN|Social Security Number|Social security no.|SSN#"),
    kind("itin", "US_ITIN", "ITIN|Individual taxpayer ID"),
    kind("ein", "US_EIN US_PROVIDER_TAX_ID US_TAX_ID", "EIN|Employer Identification Number|Federal tax ID"),
    kind("npi", "US_NPI", "NPI|National Provider Identifier"),
    kind("aba", "ABA_ROUTING_NUMBER US_ABA US_ABA_ROUTING", "Routing number|ABA|ABA routing no."),
    kind("usbank", "US_BANK_NUMBER BANK_ACCOUNT", "Account number|Bank account|Checking account"),
    kind("uspassport", "US_PASSPORT UK_PASSPORT PASSPORT", "Passport|Passport number|Passport no."),
    kind(
        "licence",
        "US_DRIVER_LICENSE UK_DRIVING_LICENCE",
        "Driver's license|Driver license number|Driving licence",
    ),
    kind("medicare", "US_MBI", "Medicare number|MBI|Medicare beneficiary identifier", _mbi),
    kind("mrn", "MEDICAL_RECORD_NUMBER PATIENT_ID PATIENT_NUMBER ID", "MRN|Medical record number|Patient ID"),
    kind("nhs", "UK_NHS", "NHS number|NHS no.|NHS"),
    kind("nino", "UK_NINO", "National Insurance number|NI number|NINO", keyed=True),
    kind(
        "ukplate",
        "UK_VEHICLE_REGISTRATION UK_LICENSE_PLATE LICENSE_PLATE",
        "Registration|Vehicle registration|Reg plate",
    ),
    kind(
        "ukvat",
        "UK_VAT VAT EU_VAT",
        "VAT number|VAT reg. no.|VAT no.",
        proved("gb", "vat", "GB#########"),
        keyed=True,
    ),
    kind("utr", "UK_UTR", "UTR|Unique Taxpayer Reference", proved("gb", "utr", "##########")),
    kind("sortcode", "UK_BANK_ACCOUNT BANK_ACCOUNT UK_SORT_CODE", "Sort code and account|Bank details"),
    kind("iban", "IBAN_CODE", "IBAN|Account IBAN", keyed=True),
    kind("EU iban", "IBAN_CODE", "IBAN|Bank account (IBAN)", _euiban, keyed=True),
    kind("card", "CREDIT_CARD", "Card number|Credit card|Debit card", keyed=True),
    kind("phone", "PHONE_NUMBER", "Phone|Tel|Mobile|Cell|Fax"),
    kind(
        "birth date in digits",
        "BIRTH_DATE DATE_OF_BIRTH",
        "DOB|Date of birth|Born",
        lambda d: date_in_digits(d, day(d)),
    ),
    kind(
        "birth date in words",
        "BIRTH_DATE DATE_OF_BIRTH",
        "Born|Date of birth|DOB",
        lambda d: date_in_words(d, day(d)),
    ),
    kind("ip", "IP_ADDRESS", "IP|IP address|Client IP", keyed=True),
    kind("mac", "MAC_ADDRESS", "MAC|MAC address", keyed=True),
    kind("secret", "SECRET PASSWORD", "Password|Passphrase|pwd"),
    kind("token", "SECRET API_KEY TOKEN", "API key|Token|Access token"),
    kind("student", "STUDENT_NUMBER STUDENT_ID ID", "Student ID|Student number"),
    kind("staff", "STAFF_NUMBER EMPLOYEE_ID EMPLOYEE_NUMBER ID", "Employee ID|Staff number|Payroll no."),
    kind(
        "DE tax id",
        "DE_TAX_ID",
        "Steuer-ID|Steueridentifikationsnummer|German tax ID",
        finished("de", "idnr", _distinct),
    ),
    kind(
        "DE vat",
        "DE_VAT_ID VAT EU_VAT",
        "USt-IdNr.|VAT ID",
        finished("de", "vat", lambda d: "DE" + str(d.randint(1, 9)) + digits(d, 7)),
        keyed=True,
    ),
    kind(
        "ES nif", "ES_NIF", "NIF|DNI|Spanish NIF", finished("es", "nif", lambda d: digits(d, 8)), keyed=True
    ),
    kind("ES nie", "ES_NIE", "NIE|N.I.E.", finished("es", "nie", lambda d: "X" + digits(d, 7)), keyed=True),
    kind(
        "IT fiscal code",
        "IT_FISCAL_CODE",
        "Codice fiscale|CF|Italian tax code",
        finished("it", "codicefiscale", _codice),
        keyed=True,
    ),
    kind(
        "IT vat",
        "IT_VAT_CODE VAT EU_VAT",
        "Partita IVA|P. IVA",
        finished("it", "iva", lambda d: "0" + digits(d, 9)),
    ),
    kind(
        "PL pesel",
        "PL_PESEL",
        "PESEL|Numer PESEL",
        finished("pl", "pesel", lambda d: _born(d, "{y}{m}{d}") + digits(d, 4)),
    ),
    kind("NL bsn", "NL_BSN", "BSN|Burgerservicenummer", proved("nl", "bsn", "#########")),
    kind(
        "BE national number",
        "BE_NATIONAL_NUMBER",
        "Rijksregisternummer|Numéro national|NISS",
        finished("be", "nn", lambda d: _born(d, "{y}{m}{d}") + f"{d.randint(1, 997):03}"),
    ),
    kind(
        "SE personnummer",
        "SE_PERSONNUMMER",
        "Personnummer|Swedish personal number",
        _swedish,
        keyed=True,
    ),
    kind(
        "FI personal code",
        "FI_PERSONAL_IDENTITY_CODE",
        "Henkilötunnus|HETU",
        finished("fi", "hetu", lambda d: _born(d, "{d}{m}{y}") + f"-{d.randint(2, 899):03}"),
        keyed=True,
    ),
    kind("PT nif", "PT_NIF", "NIF|Contribuinte", finished("pt", "nif", lambda d: "2" + digits(d, 7))),
    kind("IE pps", "IE_PPS", "PPS number|PPSN", finished("ie", "pps", lambda d: digits(d, 7)), keyed=True),
    kind("DK cpr", "DK_CPR", "CPR|CPR-nummer", lambda d: _born(d, "{d}{m}{y}") + f"-{digits(d, 4)}"),
    kind(
        "AT social security",
        "AT_SOCIAL_SECURITY",
        "SVNR|Sozialversicherungsnummer",
        proved("at", "vnr", "##########"),
    ),
    kind(
        "RO cnp",
        "RO_CNP",
        "CNP|Cod numeric personal",
        finished(
            "ro", "cnp", lambda d: d.choice("12") + _born(d, "{y}{m}{d}") + "12" + f"{d.randint(1, 999):03}"
        ),
        keyed=True,
    ),
)


def look_alikes() -> tuple[tuple[str, Make], ...]:
    """Headings of things with values whose shape is that of an identifier."""
    s = SHARED
    return (
        ("Order no.", s["order"]),
        ("Invoice", s["invoice"]),
        ("SKU", s["ref"]),
        ("Version", s["version"]),
        ("UUID", s["uuid"]),
        ("Commit", s["hash"]),
        ("Timestamp", s["epoch"]),
        ("Created at", s["stamp"]),
        (
            "Delivered on",
            lambda d: date_in_digits(d, (d.randint(1, 28), d.randint(1, 12), d.randint(2020, 2026))),
        ),
        (
            "Signed on",
            lambda d: date_in_words(d, (d.randint(1, 28), d.randint(1, 12), d.randint(2020, 2026))),
        ),
        ("EAN", s["ean"]),
        ("ISBN", lambda d: f"978-0-{digits(d, 2)}-{digits(d, 6)}-{digits(d, 1)}"),
        ("Amount", lambda d: f"${d.randint(1, 999)},{digits(d, 3)}.{digits(d, 2)}"),
        ("Size", lambda d: f"{d.randint(10, 99)} x {d.randint(10, 99)} in"),
        ("Lot no.", lambda d: digits(d, 9)),
        ("Serial no.", lambda d: f"{letters(d, 2)}{digits(d, 8)}"),
        ("Tracking", lambda d: f"1Z{letters(d, 6, '0123456789ABCDEFW')}{digits(d, 10)}"),
        ("Room", lambda d: f"{letters(d, 1)}{digits(d, 3)}"),
        ("Flight", lambda d: f"BA{digits(d, 4)}"),
        ("Year", lambda d: str(d.randint(1950, 2026))),
        ("Population", lambda d: f"{d.randint(1, 99)},{digits(d, 3)}"),
        ("Duration", lambda d: f"{d.randint(1, 99)} min {d.randint(1, 59)} s"),
        ("Port", lambda d: str(d.randint(1024, 65535))),
        ("File size", lambda d: f"{digits(d, 9)} bytes"),
        ("Colour", lambda d: "#" + letters(d, 6, "0123456789ABCDEF")),
        ("Ticket number", lambda d: digits(d, 7)),
        ("GL code", lambda d: digits(d, 6)),
        ("Cost centre", lambda d: f"{letters(d, 3)}{digits(d, 6)}"),
        ("Page", lambda d: f"{d.randint(1, 99)} of {d.randint(100, 400)}"),
        ("Section", lambda d: f"{d.randint(1, 9)}.{d.randint(1, 9)}.{d.randint(1, 99)}"),
        ("Quantity", lambda d: f"{d.randint(100, 999)},{digits(d, 3)}"),
        ("DOI", lambda d: f"10.{digits(d, 4)}/{letters(d, 4, 'abcdef')}.{digits(d, 6)}"),
        ("SWIFT code", lambda d: f"BARCGB22{digits(d, 3)}"),
        ("Part number", lambda d: f"{digits(d, 3)}-{digits(d, 5)}"),
        ("Sequence", lambda d: digits(d, 10)),
        ("Case", lambda d: f"{digits(d, 1)}:{digits(d, 2)}-cv-{digits(d, 5)}"),
        ("Latency", lambda d: f"{digits(d, 4)} ms"),
        ("Docket", lambda d: f"{digits(d, 4)}-{digits(d, 6)}"),
        ("Standard", lambda d: f"ISO {digits(d, 5)}:2019"),
        ("Chapter", lambda d: f"{d.randint(1, 40)}"),
        ("Score", lambda d: f"{d.randint(0, 9)}-{d.randint(0, 9)}"),
        ("Weight", lambda d: f"{d.randint(1, 90)}.{digits(d, 2)} lbs"),
        ("Coupon", lambda d: f"SAVE{digits(d, 2)}{letters(d, 2)}"),
        ("Build", lambda d: f"{d.randint(2020, 2026)}{digits(d, 4)}.{d.randint(1, 9)}"),
    )
