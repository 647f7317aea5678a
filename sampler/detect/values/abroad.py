"""The identifiers of the United Kingdom and the United States."""

from stdnum import luhn
from stdnum.gb import nhs, utr
from stdnum.gb import vat as gb_vat
from stdnum.us import itin, ssn

from sampler.detect.values.checks import bare
from sampler.detect.values.kind import Bare, Kind, loose, stdnum_check


def _is_npi(value: str) -> bool:
    plain = bare(value)
    return plain[:1] in ("1", "2") and bool(luhn.is_valid("80840" + plain))


def _is_routing(value: str) -> bool:
    digits = [int(sign) for sign in bare(value) if sign.isdigit()]
    weights = (3, 7, 1, 3, 7, 1, 3, 7, 1)
    return len(digits) == len(weights) and sum(w * d for w, d in zip(weights, digits, strict=True)) % 10 == 0


KINDS_UK: tuple[Kind, ...] = (
    Kind(
        "UK_NINO",
        "UK national insurance number",
        "national insurance|nino|ni number|ni no|ni|insurance number",
        r"(?:QQ|(?!BG|GB|NK|KN|TN|NT"
        r"|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])[ \-]?[0-9]{2}[ \-]?[0-9]{2}[ \-]?[0-9]{2}[ \-]?[A-D]",
        None,
        Bare.SHAPED,
        "nino|ni number|national insurance number|national insurance no|ni no|nat ins",
    ),
    Kind(
        "UK_NHS",
        "UK health number (NHS)",
        "nhs|nhs number|nhs no",
        loose(10, "[ -]?"),
        stdnum_check(nhs.validate),
        Bare.NEVER,
        "nhs|nhs number|nhs no|nhs num",
    ),
    Kind(
        "UK_UTR",
        "UK unique taxpayer reference",
        "utr|unique taxpayer|taxpayer reference|self assessment|tax reference",
        r"[0-9]{5}[ ]?[0-9]{5}K?",
        stdnum_check(utr.validate),
        Bare.NEVER,
        "utr|utr number|unique taxpayer reference",
    ),
    Kind(
        "UK_PASSPORT",
        "UK passport",
        "passport|passport number|passport no|british passport",
        r"[0-9]{9}|[A-Z]{2}[0-9]{7}|[0-9]{3}[ ][0-9]{3}[ ][0-9]{3}",
        None,
        Bare.NEVER,
        "",
    ),
    Kind(
        "UK_DRIVING_LICENCE",
        "UK driving licence",
        "licence|driving licence|driver number|dvla|license|driving license",
        r"[A-Z][A-Z9]{4}[ ]?[0-9]{6}[ ]?[A-Z9]{2}[0-9A-Z][A-Z]{2}(?:[ ]?[0-9]{2})?",
        None,
        Bare.SHAPED,
        "driving licence|driving licence no|driving licence number|dvla no|licence number",
    ),
    Kind(
        "UK_BANK_ACCOUNT",
        "UK bank account with its sort code",
        "sort code|sortcode|account|bank account|a c|acc|acct|bank details|bank|bacs",
        r"[0-9]{2}[ \-]?[0-9]{2}[ \-]?[0-9]{2}(?:[ ,;/|]{1,4}(?:(?:account|acc|a/c|acct)\.?[ ]?(?:number|no"
        r"|num)?\.?[ ]?:?"
        r"[ ]?)?[0-9]{8})?|[0-9]{8}",
        None,
        Bare.NEVER,
        "sort code|sortcode",
    ),
    Kind(
        "UK_VEHICLE_REGISTRATION",
        "UK number plate",
        "registration|reg|plate|number plate|vehicle|vrm|car|car reg",
        r"[A-Z]{2}[0-9]{2}[ ]?[A-Z]{3}|[A-Z][0-9]{1,3}[ ]?[A-Z]{3}|[A-Z]{3}[ ]?[0-9]{1,3}[A-Z]?",
        None,
        Bare.NEVER,
        "vrm|vehicle registration|car reg|reg no|registration plate|vehicle reg|reg number|car registration",
        capitals=True,
    ),
    Kind(
        "UK_VAT",
        "UK VAT number",
        "vat|vat number",
        r"GB[ ]?[0-9]{3}[ ]?[0-9]{4}[ ]?[0-9]{2}(?:[ ]?"
        r"[0-9]{3})?",
        stdnum_check(gb_vat.validate),
        Bare.CHECKED,
        "",
    ),
)

KINDS_US: tuple[Kind, ...] = (
    Kind(
        "US_SSN",
        "last four digits of a US social security number",
        "last 4 of ssn|last four of ssn|last 4 ssn|ssn last 4|ssn last four|ssn ending|last 4 of social"
        "|last 4 digits of ssn|last four digits of ssn",
        r"[0-9]{4}",
        None,
        Bare.NEVER,
        "",
    ),
    Kind(
        "US_SSN",
        "US social security number",
        "ssn|social security|social|ssno",
        r"(?!000|666)[0-8][0-9]{2}[ \-.]?(?!00)[0-9]{2}[ \-.]?(?!0000)[0-9]{4}",
        stdnum_check(ssn.validate),
        Bare.NEVER,
        "ssn|social security number|social security no|ssn number|social security|ss number",
    ),
    Kind(
        "US_LICENSE_PLATE",
        "US number plate",
        "license plate|plate|licence plate|plates|plate number|plate no",
        r"[0-9][A-Z]{3}[0-9]{3}|[A-Z]{3}[ \-]?[0-9]{3,4}|[0-9]{3}[ \-]?[A-Z]{3}|[A-Z]{2}[ \-]?[0-9]{5}",
        None,
        Bare.NEVER,
        "",
        capitals=True,
    ),
    Kind(
        "US_ITIN",
        "US individual taxpayer number",
        "itin|taxpayer|individual taxpayer|tax id|tin",
        r"9[0-9]{2}[ \-]?(?:5[0-9]|6[0-5]|7[0-9]|8[0-8]|9[0-24-9])[ \-]?[0-9]{4}",
        stdnum_check(itin.validate),
        Bare.NEVER,
        "itin|tin|taxpayer id",
    ),
    Kind(
        "US_PROVIDER_TAX_ID",
        "US employer number (EIN)",
        "ein|employer identification|fein|federal tax|tax id",
        r"[0-9]{2}-?[0-9]{7}",
        None,
        Bare.NEVER,
        "ein|fein|employer id number|federal tax id",
    ),
    Kind(
        "US_PASSPORT",
        "US passport",
        "passport|passport number|passport no|us passport",
        r"[0-9]{9}|[A-Z][0-9]{8}",
        None,
        Bare.NEVER,
        "passport|passport number|passport no|passport num",
    ),
    Kind(
        "US_DRIVER_LICENSE",
        "US driver license",
        "license|driver license|driver s license|drivers license"
        "|dl|dl no"
        "|driver s licence|dln|licence|driver licence|driving licence|driving license",
        r"(?=[A-Z0-9 \-]{0,16}[0-9]{4})[A-Z]{1,2}[0-9]{5,14}|[0-9]{7,10}"
        r"|[A-Z][0-9]{3,4}(?:[ \-][0-9]{2,5}){2,4}|[0-9]{2}[A-Z]{3}[0-9]{5}",
        None,
        Bare.NEVER,
        "driver license|drivers license|driver license number|dl number|dl no|driver s license|dln",
    ),
    Kind(
        "US_BANK_NUMBER",
        "US bank account",
        "account|account number|bank account|acct|account no|checking"
        "|checking account"
        "|savings|savings account",
        r"[0-9]{8,17}|[0-9]{4}[ \-][0-9]{4}[ \-][0-9]{2,8}",
        None,
        Bare.NEVER,
        "bank account|bank account number|account number|acct no|acct number|account no|bank acct",
    ),
    Kind(
        "ABA_ROUTING_NUMBER",
        "US bank routing number",
        "routing|routing number|aba|rtn|routing no|transit",
        r"[0-9]{4}-?[0-9]{4}-?[0-9]",
        _is_routing,
        Bare.NEVER,
        "routing number|aba|routing no|aba number|routing",
    ),
    Kind(
        "US_MBI",
        "US Medicare number (MBI)",
        "mbi|medicare|medicare number|beneficiary|medicare id",
        r"[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9]-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9]-?"
        r"[AC-HJKMNP-RT-Y]{2}[0-9]{2}",
        None,
        Bare.SHAPED,
        "mbi|medicare number|medicare id|medicare no",
    ),
    Kind(
        "US_NPI",
        "US health provider number (NPI)",
        "npi|national provider|npi number",
        r"[12][0-9]{9}",
        _is_npi,
        Bare.NEVER,
        "npi|npi number|npi no",
    ),
)
