"""Whole values: is this text an IBAN, a NIR, a phone number? Shapes first, then checksums (python-stdnum)."""

import ipaddress
import re
from collections.abc import Callable

from stdnum import ean, iban, luhn
from stdnum.be import nn
from stdnum.exceptions import ValidationError
from stdnum.fr import nif, nir, siren, siret, tva
from stdnum.gb import nhs
from stdnum.pl import pesel
from stdnum.ro import cnp
from stdnum.se import personnummer

from sampler.detect.values import dates

_SEPARATORS = re.compile(r"[\s.\-/_()]+")
_DIGITS = re.compile(r"[0-9]+")
_EMAIL = re.compile(r"[^\s@<>\"(),:;]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24}\.?")
_TEL = re.compile(
    r"(?:t[ée]l(?:[ée]phone)?|phone|mob(?:ile)?|port(?:able)?|fax)[ ]?[.:]{1,2}[ ]?", re.IGNORECASE
)
_PHONE_FR = re.compile(r"(?:(?:\+|00)33(?:0)?|0)[1-9][0-9]{8}")
_PHONE_ANY = re.compile(r"(?:\+|00)[1-9][0-9]{6,14}")
_PHONE_LOCAL = re.compile(r"0[0-9]{8,10}|[2-9][0-9]{2}[2-9][0-9]{6}")
_NIR = re.compile(r"[1-478][0-9]{2}(?:0[1-9]|1[0-2]|[2-9][0-9])(?:[0-9]{2}|2[AB])[0-9]{6}(?:[0-9]{2})?")
# Without its key a NIR must be right in all its parts: half of all numbers of 13 digits look like one.
_NIR_ALONE = re.compile(
    r"[12][0-9]{2}(?:0[1-9]|1[0-2]|20|3[0-9]|4[0-2])(?:(?:0[1-9]|[1-8][0-9]|9[0-59]|2[AB])(?!000|99[1-9])[0-9]{3}"
    r"|9[78][0-9]{3})(?!000)[0-9]{3}"
)
_RIB = re.compile(r"([0-9]{5})([0-9]{5})([0-9A-Z]{11})([0-9]{2})")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")
_VAT = re.compile(r"FR[0-9A-Z]{2}[0-9]{9}")
# Visa, Mastercard (both ranges), American Express, Diners, Discover, JCB, UnionPay: range and length.
_CARD = re.compile(
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]"
    r"|720)[0-9]{12}"
    r"|3[47][0-9]{13}|3(?:0[0-5]|[689][0-9])[0-9]{11}(?:[0-9]{2})?|6(?:011|5[0-9]{2}|4[4-9][0-9])[0-9]{12}"
    r"|35(?:2[89]|[3-8][0-9])[0-9]{12}|62[0-9]{14,17}|(?:50|5[6-9]|6[0137])[0-9]{14}",
)
_CORSICA = str.maketrans({"A": "1", "B": "2"})
_MAC = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}")
_SSN = re.compile(r"(?!000|666)[0-8][0-9]{2}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}")
_URL = re.compile(r"(?i:https?|s?ftp)://\S+|(?i:www\.)[\w.-]+\.[a-z]{2,}\S*")
_POSTCODE = re.compile(r"(?:F-?)?(?:0[1-9]|[1-8][0-9]|9[0-8])[0-9]{3}")
_RIB_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
_SECRET = re.compile(
    r"\$(?:2[abxy]?|argon2\w*|[156y]|pbkdf2[\w-]*)\$\S{16,}|[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}"
    r"|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*|\{(?:SSHA|SHA|MD5)\}\S+",
)


def bare(value: str) -> str:
    """The value without spaces, dots, dashes, slashes and brackets, in upper case."""
    return _SEPARATORS.sub("", value).upper()


def is_email(value: str) -> bool:
    """An e-mail address, letters with accents and "+" included."""
    return _EMAIL.fullmatch(value) is not None


def is_phone(value: str) -> bool:
    """A phone number: French in any shape, international, or national with a leading 0.

    Numbers kept for fiction are not "valid" for the numbering plans, so only the shape counts.
    """
    value = _TEL.sub("", value)
    plain = bare(value)
    if _PHONE_FR.fullmatch(plain) or _PHONE_ANY.fullmatch(plain):
        return not dates.is_date(value)
    separated = plain != value
    return separated and _PHONE_LOCAL.fullmatch(plain) is not None and not dates.is_date(value)


def is_nir(value: str) -> bool:
    """A French social security number: 13 signs, or 15 with a right key."""
    plain = bare(value)
    if not _NIR.fullmatch(plain):
        return False
    return _valid(nir.validate, plain) if len(plain) > 13 else is_nir_without_key(value)  # noqa: PLR2004 - a NIR without its key


def is_nir_without_key(value: str) -> bool:
    """Thirteen signs of a NIR, each part of them possible, that are no barcode and no tax number."""
    plain = bare(value)
    return (
        _NIR_ALONE.fullmatch(plain) is not None
        and not (plain == value and ean.is_valid(plain))
        and not is_spi(plain)
    )


def is_pesel(value: str) -> bool:
    """A Polish PESEL: a date of birth and a key."""
    return _valid(pesel.validate, bare(value))


def is_personnummer(value: str) -> bool:
    """A Swedish personal number: a date of birth and a key."""
    return _valid(personnummer.validate, value)


def is_cnp(value: str) -> bool:
    """A Romanian personal number: a date of birth and a key."""
    return _valid(cnp.validate, value)


def is_be_nrn(value: str) -> bool:
    """A Belgian national number: a date of birth and a key."""
    return _valid(nn.validate, bare(value))


def is_siren(value: str) -> bool:
    """Nine digits with a right Luhn key."""
    plain = bare(value)
    return len(plain) == 9 and _DIGITS.fullmatch(plain) is not None and _valid(siren.validate, plain)  # noqa: PLR2004 - the length of a SIREN


def is_siret(value: str) -> bool:
    """Fourteen digits with a right Luhn key (La Poste counts differently)."""
    plain = bare(value)
    return len(plain) == 14 and _DIGITS.fullmatch(plain) is not None and _valid(siret.validate, plain)  # noqa: PLR2004 - the length of a SIRET


def is_vat(value: str) -> bool:
    """A French VAT number with a right key."""
    plain = bare(value)
    return _VAT.fullmatch(plain) is not None and _valid(tva.validate, plain)


def is_iban(value: str) -> bool:
    """An IBAN with the right length and key."""
    plain = bare(value)
    return _IBAN.fullmatch(plain) is not None and _valid(iban.validate, plain)


def is_rib(value: str) -> bool:
    """A French bank account (bank, branch, account, key) whose key is right."""
    parts = _RIB.fullmatch(bare(value))
    if parts is None:
        return False
    bank, branch, account, key = (int(part.translate(_RIB_LETTERS)) for part in parts.groups())
    return 97 - (89 * bank + 15 * branch + 3 * account) % 97 == key


def is_card(value: str) -> bool:
    """A payment card number with a right Luhn key, in a range and of a length that a network issues."""
    plain = bare(value)
    return _CARD.fullmatch(plain) is not None and _valid(luhn.validate, plain)


def is_rpps(value: str) -> bool:
    """Eleven digits of the directory of health professionals with a right Luhn key."""
    plain = bare(value)
    return len(plain) == 11 and plain[0] in "18" and plain.isdigit() and _valid(luhn.validate, plain)  # noqa: PLR2004 - the length of an RPPS


def is_finess(value: str) -> bool:
    """Nine digits, a department first (2A counts as 21), with a right Luhn key."""
    plain = bare(value).translate(_CORSICA)
    if len(plain) != 9 or not _DIGITS.fullmatch(plain) or plain[:2] in ("00", "96", "99"):  # noqa: PLR2004 - the length of a FINESS
        return False
    return _valid(luhn.validate, plain)


def is_spi(value: str) -> bool:
    """A French tax number: thirteen digits whose last three are a key."""
    plain = bare(value)
    return (
        len(plain) == 13  # noqa: PLR2004 - a NIR without its key, a tax number
        and plain[0] in "0123"
        and _DIGITS.fullmatch(plain) is not None
        and _valid(nif.validate, plain)
    )


def is_nhs(value: str) -> bool:
    """Ten digits with the key of the National Health Service."""
    plain = bare(value)
    return len(plain) == 10 and plain.isdigit() and _valid(nhs.validate, plain)  # noqa: PLR2004 - the length of an NHS number


def is_ip(value: str) -> bool:
    """An IPv4 or IPv6 address, with or without prefix length."""
    if "." not in value and ":" not in value:
        return False
    try:
        ipaddress.ip_interface(value.partition("%")[0])
    except ValueError:
        return False
    return True


def is_mac(value: str) -> bool:
    """A hardware address in one of its three shapes."""
    return _MAC.fullmatch(value) is not None


def is_url(value: str) -> bool:
    """A web or FTP address."""
    return _URL.fullmatch(value) is not None


def is_postcode(value: str) -> bool:
    """A French postcode: five digits of an existing department."""
    return _POSTCODE.fullmatch(value) is not None


def is_us_ssn(value: str) -> bool:
    """A US social security number with its dashes."""
    return _SSN.fullmatch(value) is not None


def is_secret(value: str) -> bool:
    """A password hash, a digest or a web token by its shape."""
    return _SECRET.fullmatch(value) is not None


def _valid(validate: Callable[[str], object], value: str) -> bool:
    try:
        validate(value)
    except ValidationError:
        return False
    return True


# Checks that prove their type by a key or an unmistakable shape, most specific first.
STRONG_CHECKS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("EMAIL_ADDRESS", "e-mail", is_email),
    ("IBAN_CODE", "IBAN", is_iban),
    ("FR_RIB", "RIB", is_rib),
    ("FR_TAX_ID", "tax number", is_spi),
    ("FR_NIR", "NIR", is_nir),
    ("FR_VAT", "VAT", is_vat),
    ("FR_SIRET", "SIRET", is_siret),
    ("CREDIT_CARD", "card", is_card),
    ("PHONE_NUMBER", "phone", is_phone),
    ("MAC_ADDRESS", "MAC", is_mac),
    ("IP_ADDRESS", "IP", is_ip),
    ("URL", "URL", is_url),
    ("FR_SIREN", "SIREN", is_siren),
    ("FR_RPPS", "RPPS", is_rpps),
    ("UK_NHS", "NHS", is_nhs),
    ("US_SSN", "SSN", is_us_ssn),
    ("SECRET", "secret", is_secret),
)
