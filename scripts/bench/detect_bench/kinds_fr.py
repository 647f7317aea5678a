"""French identifiers with their headings, and look-alikes that are no identifier of anybody."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from detect_bench.misses import SHARED
from detect_bench.values_fr import VALUES, date_in_digits, date_in_words, day, digits, letters, token

Make = Callable[[Random], str]
_ARMOUR = "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of identifier: what types are right for it, its headings, and whether a key proves it bare."""

    name: str
    types: frozenset[str]
    headings: tuple[str, ...]
    make: Make
    keyed: bool = False


def kind(name: str, types: str, headings: str, make: Make | None = None, *, keyed: bool = False) -> Kind:
    """A kind; its values come from the slot of the same name unless given."""
    return Kind(name, frozenset(types.split()), tuple(headings.split("|")), make or VALUES[name][1], keyed)


def _address(draw: Random) -> str:
    way = draw.choice(
        ("rue des Lilas", "bd Voltaire", "avenue du Maréchal Foch", "chemin du Vieux Pont", "impasse Colbert")
    )
    town = draw.choice(("33000 Bordeaux", "29200 Brest", "20000 Ajaccio", "75011 PARIS", "59000 LILLE CEDEX"))
    return f"{draw.randint(1, 180)}{draw.choice(('', ' bis', ' ter'))} {way}, {town}"


def _email(draw: Random) -> str:
    return draw.choice(
        (
            f"jean.dupré{draw.randint(1, 99)}@courriel-lune.fr",
            f"m.durand+achats{draw.randint(1, 99)}@boite-grise.net",
            f"luc{draw.randint(1, 99)} [at] poste-claire [dot] fr",
            f'"anne roy"@mail{draw.randint(1, 99)}-etoile.com',
            f"contact.p{draw.randint(1, 99)}@sous.domaine-vert.co",
        )
    )


def _la_poste(draw: Random) -> str:
    while True:
        number = "356000000" + digits(draw, 5)
        if sum(map(int, number)) % 5 == 0:
            return number


KINDS = (
    kind(
        "nir",
        "FR_NIR",
        "NIR|N° de sécurité sociale|Numéro de sécu|N° SS|Immatriculation sécurité sociale",
        keyed=True,
    ),
    kind("nir13", "FR_NIR", "NIR|N° sécurité sociale (sans clé)|Numéro de sécurité sociale"),
    kind("siren", "FR_SIREN", "SIREN|N° SIREN|RCS Lyon|Siren de l'entreprise", keyed=True),
    kind("siret", "FR_SIRET", "SIRET|N° SIRET|Siret établissement|Établissement (SIRET)", keyed=True),
    kind("siret La Poste", "FR_SIRET", "SIRET|N° SIRET", _la_poste, keyed=True),
    kind(
        "tva",
        "FR_VAT FR_TVA VAT EU_VAT",
        "TVA|N° TVA intracommunautaire|TVA intracom.|Numéro de TVA",
        keyed=True,
    ),
    kind("iban", "IBAN_CODE", "IBAN|Compte IBAN|Virement sur l'IBAN", keyed=True),
    kind("rib", "FR_RIB", "RIB|Relevé d'identité bancaire|Coordonnées bancaires", keyed=True),
    kind("card", "CREDIT_CARD", "Carte bancaire|N° de carte|CB|Carte de paiement", keyed=True),
    kind("rpps", "FR_RPPS MEDICAL_LICENSE", "RPPS|N° RPPS|Identifiant RPPS du praticien"),
    kind("finess", "FR_FINESS", "FINESS|N° FINESS|FINESS géographique"),
    kind("adeli", "FR_ADELI", "ADELI|N° ADELI"),
    kind(
        "cni",
        "FR_CNI FR_ID_CARD FR_NATIONAL_ID",
        "CNI|Carte d'identité|N° de carte nationale d'identité|Carte d'identité n°",
    ),
    kind("cninew", "FR_CNI FR_ID_CARD FR_NATIONAL_ID", "CNI|Carte d'identité|Carte nationale d'identité n°"),
    kind("passport", "FR_PASSPORT PASSPORT", "Passeport|N° de passeport|Passeport n°"),
    kind("permis", "FR_DRIVING_LICENCE FR_DRIVER_LICENSE", "Permis de conduire|N° de permis|Permis n°"),
    kind("tax", "FR_TAX_ID FR_NIF FR_SPI", "Numéro fiscal|N° fiscal de référence|SPI|Identifiant fiscal"),
    kind("ine", "FR_INE", "INE|N° INE|Identifiant national étudiant"),
    kind("ineold", "FR_INE", "INE|Numéro INE|BEA / INE"),
    kind(
        "student",
        "FR_STUDENT_NUMBER STUDENT_NUMBER STUDENT_ID ID",
        "Numéro étudiant|N° étudiant|N° d'étudiant|Carte étudiant",
    ),
    kind(
        "staff",
        "FR_STAFF_NUMBER STAFF_NUMBER EMPLOYEE_ID EMPLOYEE_NUMBER ID",
        "Matricule|N° matricule|Matricule agent|Mat.",
    ),
    kind("numen", "FR_NUMEN STAFF_NUMBER EMPLOYEE_ID ID FR_STAFF_NUMBER EMPLOYEE_NUMBER", "NUMEN|N° NUMEN"),
    kind(
        "patient",
        "PATIENT_ID FR_IPP MEDICAL_RECORD_NUMBER ID PATIENT_NUMBER",
        "IPP|N° patient|Dossier patient|NIP",
    ),
    kind("caf", "FR_CAF ID FR_CAF_NUMBER", "N° allocataire|Allocataire CAF|Numéro allocataire CAF"),
    kind(
        "foreigner",
        "FR_FOREIGNER_NUMBER FR_RESIDENCE_PERMIT ID",
        "Numéro étranger|Titre de séjour n°|N° AGDREF|Carte de séjour",
    ),
    kind(
        "plate",
        "FR_LICENSE_PLATE FR_PLATE LICENSE_PLATE",
        "Immatriculation|Plaque|Véhicule immatriculé|Immat.",
    ),
    kind(
        "platefni",
        "FR_LICENSE_PLATE FR_PLATE LICENSE_PLATE",
        "Immatriculation|Plaque d'immatriculation|Véhicule immatriculé",
    ),
    kind("phone", "PHONE_NUMBER", "Tél.|Téléphone|Portable|Mobile|Fax|Tél. domicile"),
    kind("address", "ADDRESS LOCATION", "Adresse|Domicile|Adresse postale|Demeurant", _address),
    kind(
        "gps",
        "GPS_COORDINATES GPS GEO_COORDINATES COORDINATES LOCATION GEOLOCATION",
        "GPS|Coordonnées GPS|Position|Lat/Long",
    ),
    kind("ip", "IP_ADDRESS", "IP|Adresse IP|Connexion depuis", keyed=True),
    kind("mac", "MAC_ADDRESS", "MAC|Adresse MAC|Carte réseau", keyed=True),
    kind("imei", "IMEI DEVICE_ID ID", "IMEI|N° IMEI|Terminal IMEI"),
    kind("email", "EMAIL_ADDRESS EMAIL", "E-mail|Mél|Courriel|Adresse électronique", _email),
    kind(
        "username",
        "USERNAME",
        "Identifiant|Login|Nom d'utilisateur|Pseudo",
        lambda draw: (
            letters(draw, 1, "abcdefghijlmnprst")
            + draw.choice(("dupuis", "lemaitre", "garcin", "bouzid", "tremel"))
            + digits(draw, 2)
        ),
    ),
    kind("secret", "SECRET PASSWORD", "Mot de passe|MDP|Code secret|Passe"),
    kind("token", "SECRET API_KEY TOKEN", "Clé API|Jeton|API key|Token", token),
    kind(
        "private key",
        "SECRET PRIVATE_KEY",
        "Clé privée|Clé SSH",
        lambda draw: _ARMOUR.format(letters(draw, 64, "ABCDEFabcdef0123456789+/")),
    ),
    kind(
        "birth date in digits",
        "BIRTH_DATE DATE_OF_BIRTH",
        "Né le|Née le|Date de naissance|DDN|Naissance",
        lambda draw: date_in_digits(draw, day(draw)),
    ),
    kind(
        "birth date in words",
        "BIRTH_DATE DATE_OF_BIRTH",
        "Né le|Née le|Date de naissance",
        lambda draw: date_in_words(draw, day(draw)),
    ),
    kind(
        "birth month",
        "BIRTH_DATE DATE_OF_BIRTH",
        "Né en|Née en",
        lambda draw: (
            f"{draw.choice(('mars', 'avril', 'août', 'décembre'))} {draw.choice((1985, 1990, 72, 85, 2001))}"
        ),
    ),
)


def look_alikes() -> tuple[tuple[str, Make], ...]:
    """Headings of things with values whose shape is that of an identifier."""
    s = SHARED
    return (
        ("Commande n°", s["order"]),
        ("Facture", s["invoice"]),
        ("Réf. produit", s["ref"]),
        ("Version", s["version"]),
        ("UUID", s["uuid"]),
        ("Commit", s["hash"]),
        ("Horodatage", s["epoch"]),
        ("Généré le", s["stamp"]),
        (
            "Livré le",
            lambda d: date_in_digits(d, (d.randint(1, 28), d.randint(1, 12), d.randint(2020, 2026))),
        ),
        ("Signé le", lambda d: date_in_words(d, (d.randint(1, 28), d.randint(1, 12), d.randint(2020, 2026)))),
        ("Code EAN", s["ean"]),
        ("ISBN", lambda d: f"978-2-{digits(d, 2)}-{digits(d, 6)}-{digits(d, 1)}"),
        ("Montant", lambda d: f"{d.randint(1, 999)} {digits(d, 3)},{digits(d, 2)} €"),
        ("Prix unitaire", lambda d: f"{d.randint(1, 999)},{digits(d, 2)} €"),
        ("Dimensions", lambda d: f"{d.randint(10, 99)} x {d.randint(10, 99)} x {d.randint(10, 99)} cm"),
        ("Poids net", lambda d: f"{d.randint(1, 9)} {digits(d, 3)} kg"),
        ("N° de lot", lambda d: digits(d, 9)),
        ("N° de série", lambda d: f"{letters(d, 2)}{digits(d, 8)}"),
        ("N° de suivi", lambda d: digits(d, 13)),
        ("Colis", lambda d: f"{d.randint(1, 9)}{letters(d, 1)}{digits(d, 11)}"),
        ("Article", lambda d: f"L{digits(d, 3)}-{digits(d, 2)}"),
        ("Code NAF", lambda d: f"{digits(d, 2)}.{digits(d, 2)}{letters(d, 1)}"),
        ("Code postal du dépôt", lambda d: f"{d.randint(10, 95)}{digits(d, 3)}"),
        ("Salle", lambda d: f"{letters(d, 1)}{digits(d, 3)}"),
        ("Train", lambda d: digits(d, 4)),
        ("Vol", lambda d: f"AF{digits(d, 4)}"),
        ("Année", lambda d: str(d.randint(1950, 2026))),
        ("Population", lambda d: f"{d.randint(1, 99)} {digits(d, 3)} habitants"),
        ("Surface", lambda d: f"{d.randint(10, 999)} m²"),
        ("Durée", lambda d: f"{d.randint(1, 99)} min {d.randint(1, 59)} s"),
        ("Température", lambda d: f"{d.randint(-9, 39)},{digits(d, 1)} °C"),
        ("Parcelle cadastrale", lambda d: f"{letters(d, 2)} {digits(d, 4)}"),
        ("Norme", lambda d: f"NF EN {digits(d, 5)}-{digits(d, 1)}"),
        ("Port", lambda d: str(d.randint(1024, 65535))),
        ("Taille du fichier", lambda d: f"{digits(d, 9)} octets"),
        ("Couleur", lambda d: "#" + letters(d, 6, "0123456789ABCDEF")),
        ("Numéro de ticket", lambda d: digits(d, 7)),
        ("Compte comptable", lambda d: f"{d.choice((401, 411, 512, 607))}{digits(d, 5)}"),
        ("Code analytique", lambda d: f"{letters(d, 3)}{digits(d, 6)}"),
        ("Page", lambda d: f"{d.randint(1, 99)}/{d.randint(100, 400)}"),
        ("Score", lambda d: f"{d.randint(0, 9)}-{d.randint(0, 9)}"),
        ("Chapitre", lambda d: f"{d.randint(1, 9)}.{d.randint(1, 9)}.{d.randint(1, 99)}"),
        ("Quantité", lambda d: f"{d.randint(100, 999)} {digits(d, 3)}"),
        ("DOI", lambda d: f"10.{digits(d, 4)}/{letters(d, 4, 'abcdef')}.{digits(d, 6)}"),
        ("Code BIC", lambda d: f"AGRIFRPP{digits(d, 3)}"),
        ("Fréquence", lambda d: f"{digits(d, 3)},{digits(d, 2)} MHz"),
        ("Numéro d'article", lambda d: digits(d, 8)),
        ("Séquence", lambda d: digits(d, 11)),
        ("Latence", lambda d: f"{digits(d, 4)} ms"),
        ("Arrêté n°", lambda d: f"{d.randint(2019, 2026)}-{digits(d, 4)}"),
    )
