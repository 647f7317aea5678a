"""The identifiers of the countries of the European Union."""

from stdnum.at import vnr
from stdnum.be import nn
from stdnum.ch import ssn as ahv
from stdnum.de import idnr
from stdnum.de import vat as de_vat
from stdnum.dk import cpr
from stdnum.es import cif, dni, nie
from stdnum.fi import hetu
from stdnum.ie import pps
from stdnum.it import codicefiscale, iva
from stdnum.nl import bsn
from stdnum.pl import nip, pesel
from stdnum.pt import nif
from stdnum.ro import cnp
from stdnum.se import personnummer

from sampler.detect.values.kind import Bare, Kind, loose, stdnum_check

KINDS_EU: tuple[Kind, ...] = (
    Kind(
        "ES_NIF",
        "Spanish identity and tax number (DNI, NIF)",
        "nif|dni|documento nacional|identidad|documento|n i f",
        r"[0-9]{2}[. ]?[0-9]{3}[. ]?[0-9]{3}[ \-]?[A-HJ-NP-TV-Z]",
        stdnum_check(dni.validate),
        Bare.CHECKED,
        "dni|nif|nif dni",
    ),
    Kind(
        "CH_SOCIAL_SECURITY",
        "Swiss social security number (AVS, AHV)",
        "avs|ahv|navs|numero avs|navs13|oasi",
        r"756[. ]?[0-9]{4}[. ]?[0-9]{4}[. ]?[0-9]{2}",
        stdnum_check(ahv.validate),
        Bare.CHECKED,
        "avs|ahv|navs|numero avs|no avs|num avs",
    ),
    Kind(
        "ES_NIE",
        "Spanish number of foreigners (NIE)",
        "nie|extranjero|extranjeros",
        r"[XYZ][ \-]?[0-9]{7}[ \-]?[A-Z]",
        stdnum_check(nie.validate),
        Bare.CHECKED,
        "nie",
    ),
    Kind(
        "ES_CIF",
        "Spanish company number (CIF)",
        "cif|nif",
        r"[ABCDEFGHJNPQRSUVW][ \-]?[0-9]{7}[ \-]?"
        r"[0-9A-J]",
        stdnum_check(cif.validate),
        Bare.NEVER,
        "cif",
    ),
    Kind(
        "ES_PASSPORT",
        "Spanish passport",
        "pasaporte|passport",
        r"[A-Z]{3}[ ]?[0-9]{6}",
        None,
        Bare.NEVER,
        "pasaporte",
    ),
    Kind(
        "IT_FISCAL_CODE",
        "Italian tax code",
        "codice fiscale|cod fiscale|c f|cf|fiscale|tax code|tax id|fiscal code",
        r"[A-Z]{6}[ ]?[0-9LMNP-V]{2}[ ]?[A-EHLMPRST][ ]?[0-9LMNP-V]{2}[ ]?[A-Z][0-9LMNP-V]{3}[ ]?[A-Z]",
        stdnum_check(codicefiscale.validate),
        Bare.CHECKED,
        "codice fiscale|cod fiscale|cf|codicefiscale",
    ),
    Kind(
        "IT_VAT_CODE",
        "Italian VAT number",
        "partita iva|p iva|piva|iva",
        r"(?:IT[ ]?)?[0-9]{11}",
        stdnum_check(iva.validate),
        Bare.NEVER,
        "partita iva|p iva|piva",
    ),
    Kind(
        "IT_PASSPORT",
        "Italian passport",
        "passaporto",
        r"[A-Z]{2}[ ]?[0-9]{7}",
        None,
        Bare.NEVER,
        "passaporto",
    ),
    Kind(
        "IT_DRIVER_LICENSE",
        "Italian driving licence",
        "patente|patente di guida",
        r"(?:[A-Z]{2}[0-9]{7}[A-Z]|U1[A-Z0-9]{7}[A-Z])",
        None,
        Bare.NEVER,
        "patente|numero patente",
    ),
    Kind(
        "IT_IDENTITY_CARD",
        "Italian identity card",
        "carta d identita|carta di identita|carta identita|cie|identita",
        r"[A-Z]{2}[ ]?[0-9]{5}[ ]?[A-Z]{2}|[A-Z]{2}[ ]?[0-9]{7}|[0-9]{7}[ ]?[A-Z]{2}",
        None,
        Bare.NEVER,
        "carta identita|carta d identita",
    ),
    Kind(
        "PL_PESEL",
        "Polish number (PESEL)",
        "pesel|numer pesel|personal number",
        loose(11, "[ -]?"),
        stdnum_check(pesel.validate),
        Bare.CHECKED,
        "pesel|numer pesel",
    ),
    Kind(
        "PL_NIP",
        "Polish tax number (NIP)",
        "nip",
        r"[0-9]{3}-?[0-9]{3}-?[0-9]{2}-?[0-9]{2}"
        r"|[0-9]{3}-[0-9]{2}-[0-9]{2}-[0-9]{3}",
        stdnum_check(nip.validate),
        Bare.NEVER,
        "nip",
    ),
    Kind(
        "DE_TAX_ID",
        "German tax number (Steuer-ID)",
        "steuer id|steueridentifikationsnummer|idnr|steuer"
        " idnr|steuernummer"
        "|steuerid|steuerliche|identifikationsnummer|tin|tax id|tax number",
        loose(11, "[ /]?"),
        stdnum_check(idnr.validate),
        Bare.NEVER,
        "steuer id|steuerid|idnr|steueridentifikationsnummer|steuer idnr",
    ),
    Kind(
        "DE_ID_CARD",
        "German identity card",
        "personalausweis|personalausweisnummer|ausweis|ausweisnummer|ausweisnr",
        r"[CFGHJKLMNPRTVWXYZ0-9](?=[A-Z0-9]*[0-9])[CFGHJKLMNPRTVWXYZ0-9]{8}[0-9]?D?|T[0-9]{8}",
        None,
        Bare.NEVER,
        "personalausweis|ausweisnummer|personalausweisnummer",
    ),
    Kind(
        "DE_PASSPORT",
        "German passport",
        "reisepass|reisepassnummer|passnummer|pass nr",
        r"[CFGHJK](?=[A-Z0-9]*[0-9])[CFGHJKLMNPRTVWXYZ0-9]{8}[0-9]?",
        None,
        Bare.NEVER,
        "reisepass|reisepassnummer",
    ),
    Kind(
        "DE_SOCIAL_SECURITY",
        "German pension insurance number",
        "rentenversicherungsnummer|sozialversicherungsnummer|rvnr|svnr|sv nummer|versicherungsnummer|rv"
        " nummer",
        r"[0-9]{2}[ ]?[0-3][0-9][01][0-9][0-9]{2}[ ]?[A-Z][ ]?[0-9]{3}",
        None,
        Bare.NEVER,
        "rentenversicherungsnummer|sozialversicherungsnummer|svnr|rvnr",
    ),
    Kind(
        "DE_HEALTH_INSURANCE",
        "German health insurance number",
        "krankenversichertennummer|kvnr|versichertennummer|krankenkasse|krankenversicherung",
        r"[A-Z][0-9]{9}",
        None,
        Bare.NEVER,
        "krankenversichertennummer|kvnr|versichertennummer",
    ),
    Kind(
        "DE_FUEHRERSCHEIN",
        "German driving licence",
        "fuhrerschein|fuehrerschein|fuhrerscheinnummer|fuhrerscheinnr",
        r"[A-Z0-9][0-9]{2}[A-Z0-9]{6}[0-9][A-Z0-9]",
        None,
        Bare.NEVER,
        "fuhrerschein|fuhrerscheinnummer",
    ),
    Kind(
        "DE_VAT_ID",
        "German VAT number",
        "ust idnr|ustidnr|ust id|umsatzsteuer|vat",
        r"DE[ ]?[0-9]{9}",
        stdnum_check(de_vat.validate),
        Bare.CHECKED,
        "ust id|ustid|ust idnr",
    ),
    Kind(
        "BE_NATIONAL_NUMBER",
        "Belgian national number",
        "rijksregisternummer|registre national|national|niss|insz|rijksregister|numero national|nrn",
        r"[0-9]{2}[. ]?[0-9]{2}[. ]?[0-9]{2}[ \-]?[0-9]{3}[."
        r" ]?[0-9]{2}",
        stdnum_check(nn.validate),
        Bare.CHECKED,
        "niss|registre national|numero national|rijksregisternummer|nrn|insz",
    ),
    Kind(
        "NL_BSN",
        "Dutch citizen service number (BSN)",
        "bsn|burgerservicenummer|sofinummer|sofi|citizen service|service number",
        r"[0-9]{4}[. ]?[0-9]{2}[. ]?[0-9]{3}|[0-9]{3}[. ]?[0-9]{3}[. ]?[0-9]{3}",
        stdnum_check(bsn.validate),
        Bare.NEVER,
        "bsn|burgerservicenummer",
    ),
    Kind(
        "PT_NIF",
        "Portuguese tax number",
        "tax number|tax id|nif|contribuinte|n i f|numero de contribuinte",
        r"[0-9]{3}[ ]?[0-9]{3}[ ]?[0-9]{3}",
        stdnum_check(nif.validate),
        Bare.NEVER,
        "contribuinte",
    ),
    Kind(
        "FI_PERSONAL_IDENTITY_CODE",
        "Finnish personal identity code",
        "personal identity|personal code|hetu|henkilotunnus|henkilotunnuksesi|personbeteckning",
        r"[0-3][0-9][01][0-9]{3}[+\-A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]",
        stdnum_check(hetu.validate),
        Bare.CHECKED,
        "hetu|henkilotunnus",
    ),
    Kind(
        "SE_PERSONNUMMER",
        "Swedish personal number",
        "personnummer|personnr|pnr|samordningsnummer|personal"
        " number|personal identity|personal id|identity number",
        r"(?:19|20)?[0-9]{2}[01][0-9][0-9]{2}[ ]?[\-+]?[ ]?[0-9]{4}",
        stdnum_check(personnummer.validate),
        Bare.NEVER,
        "personnummer|personnr",
    ),
    Kind(
        "DK_CPR",
        "Danish personal number",
        "cpr|cpr nummer|cpr nr|personnummer|personal number|personal id",
        r"[0-3][0-9][01][0-9]{3}[ \-]?[0-9]{4}",
        stdnum_check(cpr.validate),
        Bare.NEVER,
        "cpr|cpr nummer|cpr nr",
    ),
    Kind(
        "IE_PPS",
        "Irish personal public service number",
        "pps|ppsn|pps number|personal public service",
        r"[0-9]{7}[ ]?[A-W][A-IWT]?",
        stdnum_check(pps.validate),
        Bare.CHECKED,
        "pps|ppsn|pps number|pps no",
    ),
    Kind(
        "AT_SOCIAL_SECURITY",
        "Austrian social insurance number",
        "sozialversicherungsnummer|svnr|sv nr|svnummer",
        r"[0-9]{4}[ ]?[0-9]{6}",
        stdnum_check(vnr.validate),
        Bare.NEVER,
        "",
    ),
    Kind(
        "RO_CNP",
        "Romanian personal number",
        "cnp|cod numeric personal|personal numeric|personal number",
        r"[1-9][0-9]{12}",
        stdnum_check(cnp.validate),
        Bare.NEVER,
        "cnp",
    ),
)
