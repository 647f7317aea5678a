"""Style A, the demo: a French training company's CRM, workbook, web accounts, orders, log and a backup."""

from datetime import date, datetime, time, timedelta

import pyarrow as pa
from fixture_delivery import Delivery, customer_ids, ip_address, log_line, staff_notes, with_duplicates
from fixture_files import Dialect, delimited, document, opaque, parquet, text_lines
from fixture_people import Cast, Draw
from fixture_texts import CLEAR_A, NOTES_A, STAFF_NOTES
from fixture_truth import CLEAR, EMPTY, TEXT, UNKNOWN, Cell, Mark, Person, Place, Table, plain
from fixture_workbook import Comment, Formula, Properties, workbook
from fixture_writing import (
    Notes,
    any_case,
    civility,
    french,
    marked,
    money,
    named,
    odd_email,
    phone,
    spaced_iban,
    spaced_nir,
)

CRM, BOOK, ACCOUNTS = "clients_crm.csv", "formations.xlsx", "comptes.json"
ORDERS, LOG, BACKUP = "commandes.parquet", "application.log", "sauvegarde.bin"
_DIALECT = Dialect(";", "cp1252", "\r\n")
_CRM_COLUMNS = (
    ("Code client", "ID"),
    ("Civ.", "TITLE"),
    ("Nom ", "LAST_NAME"),
    ("PRENOM", "FIRST_NAME"),
    ("Adr. mél", "EMAIL_ADDRESS"),
    ("Tél. port.", "PHONE_NUMBER"),
    ("Tel fixe", "PHONE_NUMBER"),
    ("Fax", EMPTY),
    ("Adresse", "ADDRESS"),
    ("CP", "POSTCODE"),
    ("Ville", "CITY"),
    ("Dt naiss.", "BIRTH_DATE"),
    ("N° Sécu", "FR_NIR"),
    ("Coord. bancaires", "IBAN_CODE"),
    ("Unnamed: 14", EMPTY),
    ("Sté", "ORGANIZATION"),
    ("N° SIRET", "FR_SIRET"),
    ("Identifiant", "USERNAME"),
    ("Montant HT", CLEAR),
    ("Nb sess.", CLEAR),
    ("code_x", UNKNOWN),
    ("Statut", CLEAR),
    ("Créé le", "DATE_TIME"),
    ("Commentaire", TEXT),
)
_ACCOUNT_KINDS = {
    "id": "ID",
    "identite.civilite": "TITLE",
    "identite.nom": "LAST_NAME",
    "identite.prenom": "FIRST_NAME",
    "adresse.rue": "ADDRESS",
    "adresse.cp": "POSTCODE",
    "adresse.ville": "CITY",
    "adresse.pays": "COUNTRY",
    "contacts[].type": CLEAR,
    "contacts[].telephone": "PHONE_NUMBER",
    "contacts[].courriel": "EMAIL_ADDRESS",
    "contacts[].login": "USERNAME",
    "commandes[].ref": "ID",
    "commandes[].date": "DATE_TIME",
    "commandes[].montant": CLEAR,
    "newsletter": CLEAR,
    "derniere_ip": "IP_ADDRESS",
}


def _crm_row(draw: Draw, notes: Notes, person: Person, number: str) -> tuple[Cell, ...]:
    typed, cell = odd_email(draw, person.emails[0])
    landline = draw.pick(["", "", "NC", "-", phone(draw, person.phones[1]), phone(draw, person.phones[1])])
    home = person.address if draw.chance(90) else ""
    return (
        marked(person, "ID", number),
        Cell(draw.pick([civility(person), civility(person), "Mme" if person.gender == "F" else "Mr", ""])),
        marked(person, "LAST_NAME", any_case(draw, person.last)),
        marked(person, "FIRST_NAME", any_case(draw, person.first)),
        marked(person, "EMAIL_ADDRESS", typed, cell),
        marked(person, "PHONE_NUMBER", phone(draw, person.phones[0]) if draw.chance(95) else ""),
        marked(person, "PHONE_NUMBER", landline) if landline[1:] not in {"", "C"} else Cell(landline),
        Cell(""),
        marked(person, "ADDRESS", home),
        marked(person, "POSTCODE", person.postcode),
        marked(person, "CITY", person.city.upper() if draw.chance(40) else person.city),
        marked(person, "BIRTH_DATE", f"{person.birth:%d/%m/%Y}" if draw.chance(92) else ""),
        marked(person, "FR_NIR", spaced_nir(draw, person.nir) if draw.chance(85) else ""),
        marked(person, "IBAN_CODE", spaced_iban(draw, person.iban) if draw.chance(70) else ""),
        Cell(""),
        Cell(person.company.name),
        Cell(person.company.siret),
        marked(person, "USERNAME", person.logins[0]),
        Cell(french(money(draw, 150, 4_800)) if draw.chance(93) else ""),
        Cell(str(draw.between(0, 12))),
        Cell(f"{draw.pick('QXZ')}{draw.digits(2)}-{draw.digits(4)}" if draw.chance(80) else ""),
        Cell(draw.pick(["Actif", "Actif", "Actif", "Prospect", "Inactif", "NULL"])),
        Cell(f"{draw.day(date(2016, 1, 4), date(2025, 5, 30)):%d/%m/%Y}"),
        notes.cell(person),
    )


def _crm(seed: int, cast: Cast) -> Table:
    draw = Draw("crm", seed)
    notes = Notes(Draw("crm notes", seed), NOTES_A, CLEAR_A, cast.people)
    rows = [_crm_row(draw, notes, person, number) for person, number in with_duplicates(draw, cast.people)]
    return Table(CRM, "", _CRM_COLUMNS, rows)


def _sessions(draw: Draw, cast: Cast) -> Table:
    titles = ["Excel avancé", "Management d'équipe", "Python débutant", "Prise de parole", "Paie et social"]
    titles += [
        "Sécurité incendie",
        "Power BI",
        "Anglais professionnel",
        "Gestes et postures",
        "RGPD en pratique",
    ]
    rows = []
    for number in range(16):
        trainer, start = draw.pick(cast.staff[:5]), draw.day(date(2025, 1, 6), date(2025, 11, 28))
        fee, seats = money(draw, 300, 1_900), draw.between(6, 14)
        name = f"{trainer.first} {trainer.last}"
        cells = (
            f"S25-{number + 1:03}",
            titles[number % 10],
            start,
            start + timedelta(days=draw.between(0, 3)),
        )
        rows.append(
            (
                *map(Cell, cells),
                Cell(draw.pick(["Rennes", "Lyon", "Distanciel", "Paris 11e"])),
                named(trainer, name, "full"),
                Cell(fee),
                Cell(seats),
                Cell(Formula(f"G{number + 2}*H{number + 2}", fee * seats)),
            )
        )
    columns = (
        ("Réf. session", "ID"),
        ("Intitulé", CLEAR),
        ("Début", "DATE_TIME"),
        ("Fin", "DATE_TIME"),
        ("Lieu", "CITY"),
    )
    more = (("Formateur", "PERSON"), ("Tarif HT", CLEAR), ("Places", CLEAR), ("CA prévu", CLEAR))
    return Table(BOOK, "Sessions", columns + more, rows)


def _enrolments(draw: Draw, cast: Cast, sessions: Table) -> Table:
    rows = []
    known = customer_ids(cast.people)
    for number in range(len(cast.people) * 7 // 10 + 1):
        person, customer = draw.pick(known)
        name = f"{person.last.upper()} {person.first}"
        rows.append(
            (
                Cell(7_001 + number),
                Cell(draw.pick(sessions.rows)[0].value),
                Cell(int(customer), (Mark(person.number, "ID", 0, customer),)),
                marked(person, "EMAIL_ADDRESS", person.emails[0] if draw.chance(92) else ""),
                named(person, name, "lastfirst"),
                Cell(
                    datetime.combine(
                        draw.day(date(2024, 10, 1), date(2025, 5, 30)), time(draw.between(8, 18), 15)
                    )
                ),
                Cell(draw.chance(85)),
                Cell(draw.between(0, 40) / 2 if draw.chance(70) else None),
            )
        )
    columns = (
        ("N° inscr.", "ID"),
        ("Réf. session", "ID"),
        ("Code client", "ID"),
        ("Mail stagiaire", "EMAIL_ADDRESS"),
    )
    more = (("Stagiaire", "PERSON"), ("Inscrit le", "DATE_TIME"), ("Présent", CLEAR), ("Note /20", CLEAR))
    return Table(BOOK, "Inscriptions", columns + more, rows)


def _book(seed: int, cast: Cast, made: Delivery) -> list[Table]:
    draw = Draw("book", seed)
    sessions = _sessions(draw, cast)
    columns = (("Date", "DATE_TIME"), ("Auteur", "PERSON"), ("Note", TEXT))
    hidden = Table(BOOK, "Notes internes", columns, staff_notes(draw, cast, STAFF_NOTES), hidden=True)
    tables = [sessions, _enrolments(draw, cast, sessions), hidden]
    author, editor = (made.elsewhere(BOOK, "properties", person) for person in cast.staff[5:7])
    properties = Properties(author, editor, cast.companies[0].name, "Plan de formation 2025")
    remark = f"{author}: tarif revu avec {made.elsewhere(BOOK, 'comments', cast.people[0])}"
    made.files[BOOK] = workbook(tables, properties, [Comment("G2", author, remark)])
    return tables


def _web_orders(draw: Draw) -> list[dict[str, Cell]]:
    return [
        {
            "ref": Cell(f"W{draw.digits(7)}"),
            "date": Cell(f"{draw.day(date(2023, 1, 2), date(2025, 6, 1))}T{draw.below(24):02}:30:00+02:00"),
            "montant": Cell(float(money(draw, 20, 900))),
        }
        for _ in range(draw.between(0, 2))
    ]


def _account(draw: Draw, person: Person) -> dict[str, object]:
    first = {
        "type": Cell("principal"),
        "telephone": marked(person, "PHONE_NUMBER", phone(draw, person.phones[0])),
        "courriel": marked(person, "EMAIL_ADDRESS", person.emails[0]),
        "login": marked(person, "USERNAME", person.logins[0]),
    }
    second = {
        "type": Cell("secours"),
        "telephone": marked(person, "PHONE_NUMBER", phone(draw, person.phones[1])),
        "login": marked(person, "USERNAME", draw.pick(person.logins[1:])),
    }
    return {
        "id": Cell(int(person.customer_id), (Mark(person.number, "ID", 0, person.customer_id),)),
        "identite": {
            "civilite": Cell(civility(person)),
            "nom": marked(person, "LAST_NAME", person.last),
            "prenom": marked(person, "FIRST_NAME", person.first),
        },
        "adresse": {
            "rue": marked(person, "ADDRESS", person.address),
            "cp": marked(person, "POSTCODE", person.postcode),
            "ville": marked(person, "CITY", person.city),
            "pays": Cell("France"),
        },
        "contacts": [first, second] if draw.chance(50) else [first],
        "commandes": _web_orders(draw),
        "newsletter": Cell(draw.chance(40)),
        "derniere_ip": marked(person, "IP_ADDRESS", ip_address(draw)) if draw.chance(80) else Cell(),
    }


def _orders(seed: int, cast: Cast) -> Table:
    draw = Draw("orders", seed)
    known, rows = customer_ids(cast.people), []
    for number in range(len(cast.people) * 2):
        person, customer = draw.pick(known)
        lost = draw.chance(3)  # the customer was deleted, the order stayed
        mark = Mark(person.number, "ID", 0, customer)
        moment = datetime.combine(
            draw.day(date(2023, 1, 2), date(2025, 6, 1)), time(draw.below(24), draw.below(60))
        )
        rows.append(
            (
                Cell(5_000_001 + number),
                Cell(900_000 + number) if lost else Cell(int(customer), (mark,)),
                Cell() if lost or draw.chance(5) else marked(person, "EMAIL_ADDRESS", person.emails[0]),
                Cell(moment),
                Cell(money(draw, 20, 2_500)),
                Cell(draw.pick([0.2, 0.1, 0.055])),
                Cell(draw.pick(["payée", "expédiée", "annulée", "en attente"])),
                Cell() if draw.chance(40) else named(person, f"{person.first} {person.last}", "full"),
            )
        )
    columns = (
        ("id_commande", "ID"),
        ("id_client", "ID"),
        ("email", "EMAIL_ADDRESS"),
        ("date_commande", "DATE_TIME"),
    )
    more = (("montant_ht", CLEAR), ("taux_tva", CLEAR), ("statut", CLEAR), ("destinataire", "PERSON"))
    return Table(ORDERS, "", columns + more, rows)


ORDER_TYPES = (
    *(pa.int64(), pa.int64(), pa.string(), pa.timestamp("ms")),
    *(pa.decimal128(10, 2), pa.float64(), pa.string(), pa.string()),
)


def _log(seed: int, cast: Cast) -> Table:
    draw, rows = Draw("log", seed), []
    moment = datetime(2025, 6, 2, 6, 0)  # noqa: DTZ001 - a log line without a zone, as applications write it
    for _ in range(len(cast.people) * 5 // 4):
        moment += timedelta(seconds=draw.between(2, 400))
        person = draw.pick(cast.people)
        rows.append((log_line(draw, f"{moment:%Y-%m-%d %H:%M:%S},{draw.digits(3)} ", person),))
    return Table(LOG, "", (("", TEXT),), rows)


def delivery(seed: int, cast: Cast) -> Delivery:
    """Make the six files of style A."""
    made = Delivery(unreadable=(BACKUP,))
    crm, orders, log = _crm(seed, cast), _orders(seed, cast), _log(seed, cast)
    sheets = _book(seed, cast, made)
    draw = Draw("accounts", seed)
    accounts = [
        _account(draw, person) for person in draw.shuffled(cast.people)[: len(cast.people) * 11 // 20 + 1]
    ]
    head = {
        "genere_le": "2025-06-02T06:00:00+02:00",
        "par": made.elsewhere(ACCOUNTS, "export", cast.staff[7]),
    }
    made.files |= {
        CRM: delimited(crm, _DIALECT),
        ACCOUNTS: document({"export": head, "clients": [plain(account) for account in accounts]}),
        ORDERS: parquet(orders, ORDER_TYPES),
        LOG: text_lines(log),
        BACKUP: opaque(Draw("backup", seed), 6_000),
    }
    for table in (crm, *sheets, orders, log):
        made.collected.add_table(table)
    made.collected.add_tree(ACCOUNTS, "clients[]", accounts, _ACCOUNT_KINDS)
    made.joins = _joins()
    return made


def _joins() -> list[tuple[Place, Place]]:
    customer, email, login = (Place(CRM, "", name) for name in ("Code client", "Adr. mél", "Identifiant"))
    enrolled = {
        name: Place(BOOK, "Inscriptions", name) for name in ("Réf. session", "Code client", "Mail stagiaire")
    }
    return [
        (Place(ORDERS, "", "id_client"), customer),
        (Place(ORDERS, "", "email"), email),
        (enrolled["Code client"], customer),
        (enrolled["Mail stagiaire"], email),
        (enrolled["Réf. session"], Place(BOOK, "Sessions", "Réf. session")),
        (Place(ACCOUNTS, "clients[]", "id"), customer),
        (Place(ACCOUNTS, "clients[]", "contacts[].courriel"), email),
        (Place(ACCOUNTS, "clients[]", "contacts[].login"), login),
    ]
