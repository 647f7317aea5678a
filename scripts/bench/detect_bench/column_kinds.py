"""Columns with their headings: whose cells are personal data, and whose are not."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from detect_bench import misses, places
from detect_bench.cast import Person, mail, username, written
from detect_bench.values_en import VALUES as ENGLISH
from detect_bench.values_fr import VALUES as FRENCH
from detect_bench.values_fr import digits, letters


@dataclass(frozen=True, slots=True)
class Row:
    """What the cells of one row are made from."""

    draw: Random
    language: str
    which: str
    one: Person
    number: int

    def value(self, slot: str) -> str:
        """An identifier of this language, or the French one."""
        values = FRENCH if self.language == "fr" else {**FRENCH, **ENGLISH}
        return values[slot][1](self.draw)

    def filler(self, name: str) -> str:
        """A value that is nobody's."""
        return (misses.FRENCH if self.language == "fr" else misses.ENGLISH)[name](self.draw)

    def address(self, form: str) -> str:
        """An address."""
        make = places.french_address if self.language == "fr" else places.english_address
        return make(self.draw, self.which, form)

    def choice(self, french: str, english: str) -> str:
        """One of a list."""
        return self.draw.choice((french if self.language == "fr" else english).split("|"))


@dataclass(frozen=True, slots=True)
class Column:
    """A kind of column; without types its cells are nobody's.

    `headings` are by language; those of `bad` tell nothing.
    """

    name: str
    types: frozenset[str]
    headings: dict[str, tuple[str, ...]]
    make: Callable[[Row], str]


def column(  # noqa: PLR0917 - a table reads best by position
    name: str, types: str, fr: str, en: str, bad: str, make: Callable[[Row], str]
) -> Column:
    """A column; headings are cut at the bars."""
    headings = {"fr": tuple(fr.split("|")), "en": tuple(en.split("|")), "bad": tuple(bad.split("|"))}
    return Column(name, frozenset(types.split()), headings, make)


def _name(form: str) -> Callable[[Row], str]:
    return lambda row: written(row.one, form, row.draw)


def slot_of(slot: str) -> Callable[[Row], str]:
    """Cells that hold an identifier."""
    return lambda row: row.value(slot)


def filler_of(name: str) -> Callable[[Row], str]:
    """Cells that hold what is nobody's."""
    return lambda row: row.filler(name)


_SMALL_FR = (
    "Tout est réglé.|Dossier transmis au service.|Colis arrivé en retard.|"
    "Très bon accueil en magasin.|À rappeler la semaine prochaine.|Demande "
    "d'échange en cours."
)
_SMALL_EN = (
    "All settled.|File sent to the department.|Parcel came late.|Great "
    "welcome in the shop.|Call again next week.|Exchange requested."
)


def _note(row: Row) -> str:
    """A remark in which a person stands two times out of three."""
    said = row.choice(_SMALL_FR, _SMALL_EN)
    if row.draw.random() < 1 / 3:
        return f"{said} {row.choice(_SMALL_FR, _SMALL_EN)}"
    who = written(row.one, row.draw.choice(("fl", "il", "fL")), row.draw)
    lead = row.choice(
        "Vu avec|Échange avec|Message de|À la demande de", "Spoke with|Email from|At the request of|Met"
    )
    return f"{lead} {who}. {said}"


_BORN = "BIRTH_DATE DATE_OF_BIRTH"
_NAMES = "PERSON LAST_NAME FIRST_NAME"


def _postcode(row: Row) -> str:
    if row.language == "fr":
        return misses.town(row.draw, row.which)[1]
    return digits(row.draw, 5)


def uniform_date(row: Row, first: int, last: int) -> str:
    """A date in the one form that a column has."""
    d, m, y = row.draw.randint(1, 28), row.draw.randint(1, 12), row.draw.randint(first, last)
    form = ("{d:02}/{m:02}/{y}", "{y}-{m:02}-{d:02}", "{d:02}.{m:02}.{y}")[row.number // 1000 % 3]
    return form.format(d=d, m=m, y=y)


PERSONAL = (
    column(
        "surname",
        "PERSON LAST_NAME",
        "nom|Nom de famille|NOM_USUEL|nom_patronymique|lib_nom|personne.nom|client.identite.nom",
        "last_name|Surname|lname|FamilyName",
        "n1|champ2|LIB1",
        _name("last"),
    ),
    column(
        "SURNAME",
        "PERSON LAST_NAME",
        "NOM|Nom Usage|nom_cli",
        "LASTNAME|last name",
        "zone_a|f01",
        _name("LAST"),
    ),
    column(
        "first name",
        "PERSON FIRST_NAME",
        "prenom|Prénom|PRENOM_1|prn|personne.prenom|eleves[].prenom",
        "first_name|Given name|fname|FirstName",
        "n2|champ3|LIB2",
        _name("first"),
    ),
    column(
        "full name",
        _NAMES,
        "Nom complet|nom_prenom|Interlocuteur|contact|Bénéficiaire",
        "full_name|Name|Contact|Account holder|customer_name",
        "label|texte1|who",
        _name("fl"),
    ),
    column(
        "name, first",
        _NAMES,
        "Salarié|élève|agent|Nom et prénom",
        "Employee|Student name|Patient",
        "col_x|A",
        _name("l,f"),
    ),
    column(
        "NAME First",
        _NAMES,
        "Responsable|Titulaire|Assuré",
        "Manager|Owner|Cardholder",
        "v3|zone4",
        _name("Lf"),
    ),
    column(
        "email",
        "EMAIL_ADDRESS",
        "mel|Courriel|adresse_mail|E-mail|mail_pro",
        "email|E-mail address|EmailAddr|contact_email|user.email|customer.contact.mail",
        "val5|z1",
        lambda row: mail(row.one, row.draw),
    ),
    column(
        "phone",
        "PHONE_NUMBER",
        "tel|Téléphone|tél. fixe|num_tel|portable|GSM|contact.tel|client.mobile",
        "phone|Phone number|Mobile|cell_phone|tel",
        "c12|num",
        slot_of("phone"),
    ),
    column(
        "address",
        "ADDRESS LOCATION",
        "Adresse complète|adresse|adr",
        "address|Full address|mailing_address",
        "txt|l4",
        lambda row: row.address("1"),
    ),
    column(
        "street",
        "ADDRESS LOCATION",
        "adr1|Adresse ligne 1|voie|rue",
        "address1|Street|addr_line_1",
        "x4|t2",
        lambda row: row.address("street"),
    ),
    column(
        "postcode",
        "POSTCODE LOCATION ADDRESS ZIP_CODE",
        "CP|code_postal|Code postal|cpostal",
        "zip|postcode|Postal code",
        "q7|c5",
        _postcode,
    ),
    column(
        "city",
        "CITY LOCATION ADDRESS",
        "ville|Commune|localite|VILLE_RES",
        "city|Town|City of residence",
        "q8|c6",
        lambda row: misses.town(row.draw, row.which)[0],
    ),
    column(
        "birth date",
        _BORN,
        "ddn|date_naissance|Date de naissance|DATNAIS|né le",
        "dob|birth_date|Date of birth|BirthDt|person.birthDate|patient.dob",
        "d1|dt",
        lambda row: uniform_date(row, 1935, 2008),
    ),
    column("NIR", "FR_NIR", "NIR|num_secu|N° SS|no_ss", "nir|french_ssn", "k1|ident", slot_of("nir15")),
    column(
        "SIRET",
        "FR_SIRET",
        "siret|N° SIRET|SIRET client",
        "siret|siret_number",
        "k2|cle",
        lambda row: row.value("siret").replace(" ", ""),
    ),
    column(
        "IBAN",
        "IBAN_CODE",
        "iban|Compte bancaire|IBAN_DOM",
        "iban|Bank account|account_iban",
        "b1|cpt",
        slot_of("iban"),
    ),
    column("card", "CREDIT_CARD", "carte|num_cb|N° de carte", "card_number|cc|PAN", "b2|h9", slot_of("card")),
    column(
        "IP address",
        "IP_ADDRESS",
        "ip|adresse_ip|IP de connexion",
        "ip|ip_address|client_ip",
        "s1|src",
        slot_of("ip"),
    ),
    column(
        "username",
        "USERNAME",
        "login|identifiant|pseudo|compte_ad",
        "username|user_login|login|nickname",
        "u0|v9",
        lambda row: username(row.one, row.draw),
    ),
    column(
        "staff number",
        "ID STAFF_NUMBER FR_STAFF_NUMBER EMPLOYEE_ID EMPLOYEE_NUMBER STAFF_ID",
        "matricule|Matricule agent|mat|num_agent",
        "employee_id|Staff no|payroll_number",
        "m1|r2",
        lambda row: f"{letters(row.draw, 1, 'ABKM')}{digits(row.draw, 5)}",
    ),
    column(
        "INE",
        "FR_INE",
        "INE|num_ine|Identifiant national",
        "ine|national_student_id",
        "e1|e2",
        slot_of("ine"),
    ),
    column(
        "plate",
        "FR_LICENSE_PLATE UK_VEHICLE_REGISTRATION LICENSE_PLATE FR_PLATE",
        "immat|Immatriculation|plaque",
        "plate|Registration plate|license_plate",
        "a9|veh",
        slot_of("plate"),
    ),
    column(
        "SSN",
        "US_SSN",
        "ssn|num_ssn_us",
        "ssn|Social Security Number|SSN_NBR",
        "k7|k8",
        lambda row: ENGLISH["ssn"][1](row.draw),
    ),
    column(
        "password",
        "SECRET PASSWORD",
        "mot_de_passe|mdp|pwd",
        "password|passwd|pwd",
        "w1|w2",
        slot_of("secret"),
    ),
    column(
        "token",
        "SECRET API_KEY TOKEN",
        "jeton|cle_api|api_key",
        "token|api_key|access_token",
        "w3|w4",
        slot_of("token"),
    ),
    column(
        "phone of a sheet",
        "PHONE_NUMBER",
        "tel_portable|Mobile 1|telephone_fixe",
        "mobile_no|phone1|telephone",
        "c13|num2",
        lambda row: f"{row.draw.choice('67')}{digits(row.draw, 8)}",
    ),
    column(
        "birth date and time",
        _BORN,
        "date_naiss|DT_NAISSANCE",
        "dateOfBirth|birthday",
        "d9|d10",
        lambda row: f"{row.value('dobiso')} 00:00:00",
    ),
    column(
        "remarks",
        "TEXT",
        "commentaire|Observations|notes|remarque",
        "comments|Notes|remarks|description",
        "t9|memo",
        _note,
    ),
)
