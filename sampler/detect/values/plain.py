"""Identifiers of no one country: accounts, cards, numbers that an organisation gives, phones."""

import re

from stdnum import luhn

from sampler.detect.values import checks
from sampler.detect.values.kind import Bare, Kind, loose

# Types whose value stands right after the words: its shape is too common to be looked for further on.
TIGHT_TYPES = frozenset({"ID", "PHONE_NUMBER"})
_CODE = (
    r"(?!(?:19|20)[0-9]{2}(?![0-9A-Z\-/_]))(?=(?:[A-Z\-/_.]{0,8}[0-9]){3})[A-Z0-9](?:[A-Z0-9]"
    r"|[\-/_.](?=[A-Z0-9])|[ ](?=[0-9]{2})){2,23}"
)

_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_LETTERS = str.maketrans("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789")
# Europe writes no key into the number: there the maker's country tells, and the four digits at the end.
_VIN_EUROPE = re.compile(r"(?:V[A-Z]|W[A-Z0-9]|Z[A-Z]|S[A-Z]|T[A-Z]|U[5-7U]|Y[A-Z])[A-Z0-9]{11}[0-9]{4}")


def is_vin(value: str) -> bool:
    """A vehicle's number: the key of North America, or a maker of Europe and a serial number."""
    if not any(sign.isdigit() for sign in value[:-4]):
        return False
    if _VIN_EUROPE.fullmatch(value):
        return True
    total = sum(
        int(sign) * weight for sign, weight in zip(value.translate(_VIN_LETTERS), _VIN_WEIGHTS, strict=True)
    )
    return "0123456789X"[total % 11] == value[8]


def is_imei(value: str) -> bool:
    """Fifteen digits of an issuer of IMEI numbers with a right Luhn key."""
    plain = checks.bare(value)
    return len(plain) == 15 and plain[:2] in ("01", "35", "86", "99") and bool(luhn.is_valid(plain))  # noqa: PLR2004 - the length of an IMEI


KINDS_PLAIN: tuple[Kind, ...] = (
    Kind(
        "CREDIT_CARD",
        "payment card",
        "carte|carte bancaire|carte bleue|cb|card|visa|mastercard|amex|american express|credit card|debit"
        " card"
        "|pan|cardnumber|numcarte|paiement par carte",
        r"[2-6][0-9]{3}[ .\-/]{0,3}[0-9]{4}[ .\-/]{0,3}[0-9]{4}[ .\-/]{0,3}[0-9]{4}"
        r"|[2-6](?:[ .\-]?[0-9]){11,18}",
        checks.is_card,
        Bare.CHECKED,
        "carte bancaire|numero carte|num carte|cb|carte bleue|carte credit|carte de credit"
        "|credit card|card number|credit card number|pan|cc number|ccn|cc num|cardno|card no|debit card",
    ),
    Kind(
        "IBAN_CODE",
        "bank account (IBAN)",
        "iban|compte|virement|account|rib",
        r"(?:AT|BE|BG|CH|CY|CZ|DE|DK|EE|ES|FI|FR|GB|GR|HR|HU|IE|IT|LI|LT|LU|LV|MC|MT|NL|NO|PL|PT|RO|SE|SI|SK"
        r"|SM|MA|TN|DZ|SN|CI)"
        r"(?:[ .\-]?[0-9]){2}(?:[ .\-]?[0-9A-Z]){11,30}",
        checks.is_iban,
        Bare.CHECKED,
        "iban|compte iban|code iban|numero iban|num iban|no iban",
    ),
    Kind(
        "IMEI",
        "number of a mobile phone (IMEI)",
        "imei",
        r"[0-9]{2}[ \-]?[0-9]{6}[ \-]?[0-9]{6}[ \-]?"
        r"[0-9]{1,2}",
        None,
        Bare.NEVER,
        "imei|numero imei|no imei",
    ),
    Kind(
        "VIN",
        "number of a vehicle (VIN, chassis number)",
        "vin|chassis|numero de chassis|numero de serie du vehicule|serie du vehicule",
        r"(?=[A-Z0-9]{0,14}[0-9])[A-HJ-NPR-Z0-9]{13}[0-9]{4}",
        is_vin,
        Bare.CHECKED,
        "vin|chassis|numero chassis|no chassis|num chassis|vin number",
        capitals=True,
    ),
    Kind(
        "ID",
        "delivery point of electricity or gas (PDL, PRM, PCE)",
        "pdl|prm|pce|point de livraison|point de comptage",
        loose(14),
        None,
        Bare.NEVER,
        "pdl|prm|pce|point livraison|point de livraison|num pdl|no pdl",
    ),
    Kind(
        "ID",
        "number of a contract, an insurance policy, a booking, a health insurer",
        "contrat|contract|police|police d assurance|policy|sinistre|claim|frequent flyer|upn|puce|sne"
        "|teletransmission",
        r"(?!(?:19|20)[0-9]{2}(?![0-9]))(?![0-9 .]{1,12}(?:€|eur|usd|\$|£))"
        r"(?!(?:de|du|des|d|le|la|les|l|au|aux|a|en|et|par|sur|of|no|n|is|for|and|the)[ ])"
        r"(?=(?:[A-Z \-/.]{0,4}[0-9]){5})(?:[A-Z]{1,3}[ \-]?)?[0-9]{3,}(?:[ \-/.]?[0-9]{2,}){0,5}",
        None,
        Bare.NEVER,
        "",
    ),
    Kind(
        "ID",
        "number of a booking (PNR)",
        "pnr|booking reference|record locator|locator",
        r"(?=[A-Z]{0,5}[0-9])[A-Z0-9]{6}",
        None,
        Bare.NEVER,
        "",
        capitals=True,
    ),
    Kind(
        "ID",
        "number of a health insurer (AM)",
        "am",
        r"[0-9]{9}",
        None,
        Bare.NEVER,
        "",
        context=frozenset({"mutuelle", "adherent", "teletransmission", "tiers", "n"}),
    ),
    Kind(
        "ID",
        "number that an organisation gives a person: staff, student, customer, patient, member",
        "matricule|matricules|mat|mle|mtle|cli|ident|etudiant|etudiante|numetu|numetudiant|adherent|adherente"
        "|allocataire|caf|ipp|nip|nda|badge|licencie"
        "|licence|abonne|abonnee|beneficiaire|numclient|client|cliente|patient|patiente|salarie|salariee"
        "|agent|employe"
        "|usager|mutuelle|societaire|candidat|candidate|eleve|ien|dossier patient|dossier client"
        "|dossier medical|dossier etudiant|employee|student|staff|member|membership|customer|payroll|badge"
        " id|emp|empno|emp no"
        "|employee id|student id|staff id|customer id|client id|patient id|mrn|medical record|account holder"
        "|policyholder|national id"
        "|identite numero|numero d adherent|dossier allocataire|user id|userid|contribuable|electeur"
        "|stagiaire|apprenant"
        "|pole emploi|demandeur|identifiant pe|teacher id|ref client|reference client|ref patient|compte"
        " client"
        "|passenger|pass navigo|navigo|fidelite|loyalty|insurance policy|policy holder|medicaid|insee eleve",
        _CODE,
        None,
        Bare.NEVER,
        "",
    ),
    Kind(
        "ID",
        "number of a family at the French benefits office (CAF)",
        "allocataire|caf",
        r"[0-9]{7}[ ]?[A-Z]",
        None,
        Bare.NEVER,
        "",
        capitals=True,
    ),
    Kind(
        "ID",
        "number of a patient's file",
        "dossier|sejour|episode|hospitalisation|file|chart",
        _CODE,
        None,
        Bare.NEVER,
        "",
        context=frozenset(
            {
                "patient",
                "patiente",
                "hopital",
                "clinique",
                "urgences",
                "chu",
                "hospital",
                "medecin",
                "scanner",
                "chirurgie",
                "fracture",
                "irm",
                "ordonnance",
                "traitement",
                "douleur",
                "diagnostic",
                "antecedents",
                "symptomes",
                "score",
                "fievre",
                "infirmiere",
                "posologie",
                "surgery",
                "diagnosis",
                "symptoms",
            },
        ),
    ),
    Kind(
        "PHONE_NUMBER",
        "phone number by the word before it",
        "tel|telephone|portable|mobile|fax|gsm|phone|cell|cellphone|mob|ph|whatsapp|sms|telecopie|tels"
        "|telephones|joindre"
        "|joignable|appeler|appelez|call|ring|ligne directe|standard|domicile|bureau|perso|fixe|telefon"
        "|telefono"
        "|signal|telegram|rappeler|rappelez|handy",
        r"(?![0-3]?[0-9][/.\- ][0-1]?[0-9][/.\- ](?:19|20)[0-9]{2}(?![0-9]))(?!(?:19"
        r"|20)[0-9]{2}[/.\-][01][0-9][/.\-])"
        r"\(?(?:\+|00)?[ ]?[0-9]\)?(?:[ .\-/()]{0,3}[0-9]){7,13}(?:[ ,]{0,2}(?:x|ext\.?|poste|p\."
        r"|extension)[ ]?[0-9]{1,5})?",
        None,
        Bare.NEVER,
        "",
    ),
)
