"""The identifiers of France: state, health, school, companies, vehicles."""

from sampler.detect.values import checks
from sampler.detect.values.kind import Bare, Kind, loose

_G = r"[ .\-/_]{0,2}"
_NIR = (
    rf"[1-478]{_G}[0-9]{_G}[0-9]{_G}(?:0{_G}[1-9]|[1-9]{_G}[0-9]){_G}(?:[0-9]{_G}[0-9]|2{_G}[ABab]){_G}"
    rf"[0-9](?:{_G}[0-9]){{5}}(?:[ .\-/_|(]{{0,3}}(?:cl[ée][ ]?:?[ ]?)?[0-9]{_G}[0-9]\)?)?"
)
_PLATE = r"[A-HJ-NP-TV-Z]{2}[ \-.]{0,3}(?!000)[0-9]{3}[ \-.]{0,3}[A-HJ-NP-TV-Z]{2}"
_OLD_PLATE = r"[0-9]{1,4}[ \-.]{0,2}[A-HJ-NP-Z]{2,3}[ \-.]{0,2}(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-6])"
_VAT = r"FR[ .\-]?[0-9A-HJ-NP-Z]{2}[ .\-]?[0-9]{3}[ .\-]?[0-9]{3}[ .\-]?[0-9]{3}"

KINDS_FR: tuple[Kind, ...] = (
    Kind(
        "FR_NIR",
        "French social security number (NIR), with or without its key",
        "nir|securite sociale|secu|secu sociale|ss|nss|insee|immatriculation ss|assure social|numss"
        "|carte vitale|vitale|social security|n ss|assurance maladie|numsecu|assure",
        _NIR,
        checks.is_nir,
        Bare.CHECKED,
        "numero securite sociale|numero de securite sociale|num secu|n secu|no secu|secu|numero insee|no ss"
        "|num ss|numero ss|immatriculation ss|num assure|numero assure",
    ),
    Kind(
        "FR_SIRET",
        "French establishment number (SIRET), La Poste included",
        "siret|etablissement siret|numsiret",
        loose(14),
        checks.is_siret,
        Bare.CHECKED,
        "siret|numero siret|n siret|no siret|num siret",
    ),
    Kind(
        "FR_SIREN",
        "French company number (SIREN)",
        "siren|rcs|registre du commerce|numsiren|rne",
        rf"(?:[A-Z][ ])?{loose(9)}",
        checks.is_siren,
        Bare.CHECKED,
        "siren|numero siren|n siren|no siren|rcs|numero rcs|num siren",
    ),
    Kind(
        "FR_VAT",
        "French VAT number",
        "tva|vat|tva intracommunautaire|intracommunautaire",
        _VAT,
        checks.is_vat,
        Bare.CHECKED,
        "tva intracommunautaire|tva intra|numero tva|num tva|n tva|no tva|code tva intra|vat number|vat"
        "|vat id|vat no|no tva intra|numero tva intracommunautaire",
    ),
    Kind(
        "FR_RIB",
        "French bank account (RIB)",
        "rib|releve d identite bancaire|coordonnees bancaires|compte bancaire|compte|identite bancaire"
        "|banque|code banque",
        r"[0-9]{5}[\s,;|:\-]{0,3}(?:code[ ])?guichet[ :]{0,3}[0-9]{5}[\s,;|\-]{0,3}"
        r"(?:n[°o]?[ ]?(?:de[ ])?|numero[ ]"
        r"(?:de[ ])?)?compte[ :]{0,3}[0-9A-Z]{11}[\s,;|\-]{0,3}cle(?:[ ]rib)?[ :]{0,3}[0-9]{2}|"
        r"[0-9]{5}[ .\-|/]{0,3}[0-9]{5}[ .\-|/]{0,3}(?=(?:[A-Z]*[0-9]){5})[0-9A-Z](?:[ ]?[0-9A-Z]){10}[ .\-"
        r"|/]{0,3}"
        r"[0-9]{2}",
        checks.is_rib,
        Bare.CHECKED,
        "rib|coordonnees bancaires|code rib|bban|compte rib",
    ),
    Kind(
        "FR_RPPS",
        "French health professional (RPPS)",
        "rpps|repertoire partage|professionnel de sante|ps id|prescripteur",
        rf"[0-9](?:{_G}[0-9]){{10}}",
        checks.is_rpps,
        Bare.CHECKED,
        "rpps|numero rpps|num rpps|no rpps",
    ),
    Kind(
        "FR_FINESS",
        "French health establishment (FINESS)",
        "finess|finess geographique|finess juridique",
        r"(?:[0-9]{2}|2[ABab])[ ]?[0-9](?:[ ]?[0-9]){6}",
        checks.is_finess,
        Bare.CHECKED,
        "finess|numero finess|num finess|no finess|finess geographique|finess juridique",
    ),
    Kind(
        "FR_ADELI",
        "French health professional (ADELI)",
        "adeli",
        r"(?:[0-9]{2}|2[ABab])[ ]?[0-9A-Z](?:[ ]?[0-9]){6}",
        checks.is_finess,
        Bare.NEVER,
        "adeli|numero adeli|num adeli|no adeli",
    ),
    Kind(
        "FR_CNI",
        "French identity card, old (12 digits) and new (9 signs)",
        "cni|cnie|carte nationale d identite|carte d identite|identite|carte identite|piece d identite"
        "|carte nationale|cin|national identity card|identity card",
        r"(?:[0-9]{4}[ ]?[0-9A-Z]{3}[ ]?[0-9]{5}|[0-9]{2}(?:[ ]?[0-9A-Z]{2})(?:[ ]?[0-9]){8}"
        r"|(?=[A-Z0-9]*[0-9])[A-Z0-9][A-Z0-9]{8}(?:[ ]?[0-9](?![A-Z0-9]))?"
        r"|(?=[A-Z0-9 ]*[0-9])[A-Z0-9]{3}[ ][A-Z0-9]{3}[ ][A-Z0-9]{3}|[0-9]{12})",
        None,
        Bare.NEVER,
        "cni|cnie|carte identite|carte d identite|numero piece identite|numero cni|num cni|no cni"
        "|piece identite|carte nationale identite|numero carte identite",
    ),
    Kind(
        "FR_PASSPORT",
        "French passport",
        "passeport|passport|passeports|passport no",
        r"[0-9]{2}[ .\-]?[A-Z]{2}[ .\-]?[0-9]{5}|[0-9]{2}[ ]?[0-9]{2}[ ]?[A-Z]{2}[ ]?[0-9]{5}",
        None,
        Bare.NEVER,
        "passeport|numero passeport|num passeport|no passeport|numero de passeport",
    ),
    Kind(
        "FR_DRIVING_LICENCE",
        "French driving licence",
        "permis|permis de conduire|permis b|numero neph|neph|permis conduire",
        r"[0-9]{2}[ ]?(?:[0-9]{2}|[A-Z]{2})[ ]?[0-9](?:[ ]?[0-9]){4,9}|[0-9]{12}|[0-9]{14}",
        None,
        Bare.NEVER,
        "permis|permis de conduire|permis conduire|numero permis|num permis|no permis|neph|numero neph"
        "|n permis|numero de permis",
    ),
    Kind(
        "FR_TAX_ID",
        "French tax number (numéro fiscal, SPI)",
        "fiscal|numero fiscal|spi|reference fiscale|identifiant fiscal|nif|declarant|fiscal de reference"
        "|tax number|tax id|contribuable",
        rf"[0-3](?:{_G}[0-9]){{12}}",
        checks.is_spi,
        Bare.CHECKED,
        "numero fiscal|num fiscal|no fiscal|spi|numero spi|identifiant fiscal|nif|reference fiscale",
    ),
    Kind(
        "FR_INE",
        "French student number (INE), in its three shapes; no checksum is public",
        "ine|ine rnie|bea|ine bea|identifiant national eleve|identifiant national etudiant|national etudiant"
        "|national eleve|identifiant national|student id|code ine|rnie|numine",
        r"[0-9]{9}[ ]?[A-Z]{2}|[0-9]{10}[ ]?[A-Z]"
        r"|[0-9](?=[A-Z0-9]{9,10}(?![A-Z0-9]))(?:[A-Z0-9]){8,9}[A-Z0-9]"
        r"|[0-9]{3}[ ][0-9]{3}[ ][0-9]{3}[ ]?[A-Z]{2}|[0-9]{4}[ ][0-9]{3}[ ][0-9]{3}[ ]?[A-Z]",
        None,
        Bare.NEVER,
        "ine|numero ine|ine eleve|ine etudiant|code ine|num ine|no ine|bea|numero bea",
    ),
    Kind(
        "FR_NUMEN",
        "French number of school staff (NUMEN)",
        "numen",
        r"[0-9]{2}[A-Z][0-9A-Z]{7}[A-Z]{3}",
        None,
        Bare.NEVER,
        "numen|numero numen|no numen",
    ),
    Kind(
        "FR_FOREIGNER_NUMBER",
        "French number of foreigners (AGDREF, residence permit)",
        "agdref|etranger|titre de sejour|sejour|numero etranger|carte de sejour|carte de resident|anef"
        "|recepisse|nia|residence permit",
        r"[0-9]{10}|[0-9]{2}[ ]?[0-9]{2}[ ]?[0-9]{6}|[0-9]{2}[ ]?[A-Z]{2}[ ]?[0-9]{5}|[A-Z]{3}[ ]?[0-9]{7}"
        r"|[A-Z0-9]{9}(?<=[0-9])|[0-9]{13}",
        None,
        Bare.NEVER,
        "agdref|numero etranger|num etranger|titre de sejour|titre sejour|numero agdref"
        "|carte de sejour|numero titre sejour",
    ),
    Kind(
        "FR_LICENSE_PLATE",
        "French number plate, since 2009 (SIV) and before (FNI)",
        "plaque|immatriculation|immatricule|immatriculee|vehicule|plaques|plaque d immatriculation|immat"
        "|camion|moto|scooter|remorque|utilitaire|fourgon|camionnette|automobile|auto|voiture",
        rf"{_PLATE}|{_OLD_PLATE}",
        None,
        Bare.NEVER,
        "immatriculation|plaque|plaque immatriculation|immat|license plate|plate|no immatriculation"
        "|plaque d immatriculation|numero immatriculation|vehicule immat",
    ),
)
PLATE = _PLATE
OLD_PLATE = _OLD_PLATE
