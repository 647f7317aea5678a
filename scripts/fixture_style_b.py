"""Style B: other people, headers in English and French, comma and tab, BOM and UTF-16, JSON Lines."""

from datetime import date, datetime, time, timedelta

import pyarrow as pa
from fixture_delivery import Delivery, customer_ids, ip_address, log_line, staff_notes, with_duplicates
from fixture_files import Dialect, delimited, json_lines, opaque, parquet, text_lines
from fixture_people import Cast, Draw
from fixture_texts import CLEAR_B, NOTES_B, STAFF_NOTES_EN
from fixture_truth import CLEAR, EMPTY, TEXT, UNKNOWN, Cell, Person, Place, Table
from fixture_workbook import Comment, Formula, Properties, workbook
from fixture_writing import (
    Notes,
    any_case,
    civility,
    marked,
    money,
    named,
    odd_email,
    phone,
    spaced_iban,
    spaced_nir,
)

CONTACTS, BOOK, ACCOUNTS, LEARNERS = "contacts.csv", "training.xlsx", "accounts.jsonl", "learners.tsv"
ORDERS, LOG, ARCHIVE = "orders.parquet", "access.log", "archive.dat"
_COMMA = Dialect(",", "utf-8", "\n", b"\xef\xbb\xbf")
_TAB = Dialect("\t", "utf-16-le", "\r\n", b"\xff\xfe")
_CONTACT_COLUMNS = (
    ("", CLEAR),  # the index that pandas writes
    ("customer_ref", "ID"),
    ("last_name", "LAST_NAME"),
    ("first_name", "FIRST_NAME"),
    ("sex", "GENDER"),
    ("E-mail", "EMAIL_ADDRESS"),
    ("Mobile", "PHONE_NUMBER"),
    ("Office phone", "PHONE_NUMBER"),
    ("SSN", "FR_NIR"),
    ("bank_account", "IBAN_CODE"),
    ("date_of_birth", "BIRTH_DATE"),
    ("Street", "ADDRESS"),
    ("zip", "POSTCODE"),
    ("Commune", "CITY"),
    ("employer", "ORGANIZATION"),
    ("siret_employeur", "FR_SIRET"),
    ("VAT no", "FR_VAT"),
    ("username", "USERNAME"),
    ("amount_eur", CLEAR),
    ("segment", CLEAR),
    ("field_7", UNKNOWN),
    ("custom_3", EMPTY),
    ("created_at", "DATE_TIME"),
    ("Remarks", TEXT),
)
_ACCOUNT_KINDS = {
    "customer_ref": "ID",
    "owner.name": "PERSON",
    "owner.email": "EMAIL_ADDRESS",
    "owner.born": "BIRTH_DATE",
    "owner.address.line1": "ADDRESS",
    "owner.address.postal_code": "POSTCODE",
    "owner.address.town": "CITY",
    "phones[].kind": CLEAR,
    "phones[].number": "PHONE_NUMBER",
    "logins[]": "USERNAME",
    "sessions[].at": "DATE_TIME",
    "sessions[].ip": "IP_ADDRESS",
    "sessions[].agent": CLEAR,
    "active": CLEAR,
    "balance": CLEAR,
}
ORDER_TYPES = (
    *(pa.int64(), pa.string(), pa.string(), pa.timestamp("us")),
    *(pa.float64(), pa.string(), pa.bool_()),
)


def _contact_row(draw: Draw, notes: Notes, person: Person, number: str, index: int) -> tuple[Cell, ...]:
    typed, cell = odd_email(draw, person.emails[0])
    return (
        Cell(str(index)),
        marked(person, "ID", number),
        marked(person, "LAST_NAME", any_case(draw, person.last)),
        marked(person, "FIRST_NAME", any_case(draw, person.first)),
        Cell(person.gender if draw.chance(95) else ""),
        marked(person, "EMAIL_ADDRESS", typed, cell),
        marked(person, "PHONE_NUMBER", phone(draw, person.phones[0]) if draw.chance(90) else ""),
        marked(person, "PHONE_NUMBER", phone(draw, person.phones[1]) if draw.chance(40) else ""),
        marked(person, "FR_NIR", spaced_nir(draw, person.nir) if draw.chance(80) else ""),
        marked(person, "IBAN_CODE", spaced_iban(draw, person.iban) if draw.chance(75) else ""),
        marked(person, "BIRTH_DATE", f"{person.birth:%Y-%m-%d}" if draw.chance(90) else ""),
        marked(person, "ADDRESS", _with_comma(person.address) if draw.chance(30) else person.address),
        marked(person, "POSTCODE", person.postcode),
        marked(person, "CITY", person.city),
        Cell(person.company.name),
        Cell(person.company.siret),
        Cell(person.company.vat if draw.chance(60) else ""),
        marked(person, "USERNAME", person.logins[0]),
        Cell(f"{money(draw, 80, 7_500):.2f}"),
        Cell(draw.pick(["B2B", "B2C", "Grand compte", "n/a"])),
        Cell(f"{draw.pick('ktv')}{draw.digits(5)}{draw.pick('GHJ')}" if draw.chance(85) else ""),
        Cell(""),
        Cell(f"{draw.day(date(2015, 3, 2), date(2025, 4, 30))} {draw.below(24):02}:{draw.below(60):02}:00"),
        notes.cell(person),
    )


def _with_comma(address: str) -> str:
    """Write the address as letters do: 12, rue des Lilas."""
    return address if " bis " in address or " ter " in address else address.replace(" ", ", ", 1)


def _contacts(seed: int, cast: Cast) -> Table:
    draw = Draw("contacts", seed)
    notes = Notes(Draw("contact notes", seed), NOTES_B, CLEAR_B, cast.people)
    order = with_duplicates(draw, cast.people)
    rows = [_contact_row(draw, notes, person, number, index) for index, (person, number) in enumerate(order)]
    return Table(CONTACTS, "", _CONTACT_COLUMNS, rows)


def _courses(draw: Draw, cast: Cast) -> Table:
    titles = [
        "First aid",
        "Négociation commerciale",
        "SQL for analysts",
        "Welding, level 1",
        "Accueil téléphonique",
    ]
    rows = []
    for number in range(12):
        trainer, fee, seats = draw.pick(cast.staff[:5]), money(draw, 200, 2_400), draw.between(4, 20)
        name = f"{trainer.last}, {trainer.first}"
        rows.append(
            (
                Cell(f"CRS/{number + 41}"),
                Cell(f"{titles[number % 5]} ({draw.pick(['FR', 'EN'])})"),
                Cell(datetime.combine(draw.day(date(2025, 1, 6), date(2025, 11, 28)), time(9, 0))),
                named(trainer, name, "lastfirst"),
                Cell(fee),
                Cell(seats),
                Cell(Formula(f"E{number + 2}*F{number + 2}", fee * seats)),
            )
        )
    columns = (("Course", "ID"), ("Title", CLEAR), ("Starts", "DATE_TIME"), ("Lead trainer", "PERSON"))
    return Table(BOOK, "Courses", (*columns, ("Fee", CLEAR), ("Seats", CLEAR), ("Revenue", CLEAR)), rows)


def _enrolments(draw: Draw, cast: Cast, courses: Table) -> Table:
    rows, known = [], customer_ids(cast.people)
    for number in range(len(cast.people) * 3 // 5 + 1):
        person, customer = draw.pick(known)
        manager = draw.pick(cast.people)
        name = f"{manager.first} {manager.last}"
        rows.append(
            (
                Cell(f"E{number + 1:05}"),
                Cell(draw.pick(courses.rows)[0].value),
                marked(person, "ID", customer),
                marked(
                    person, "EMAIL_ADDRESS", odd_email(draw, person.emails[0])[0] if draw.chance(88) else ""
                ),
                named(manager, name, "full") if draw.chance(70) else Cell(),
                Cell(draw.day(date(2024, 9, 2), date(2025, 5, 30))),
                Cell(draw.pick(["attended", "no show", "cancelled"])),
            )
        )
    columns = (
        ("No.", "ID"),
        ("Course", "ID"),
        ("Ref", "ID"),
        ("Mail", "EMAIL_ADDRESS"),
        ("Line manager", "PERSON"),
    )
    return Table(BOOK, "Enrolments", (*columns, ("Booked", "DATE_TIME"), ("Outcome", CLEAR)), rows)


def _book(seed: int, cast: Cast, made: Delivery) -> list[Table]:
    draw = Draw("training", seed)
    courses = _courses(draw, cast)
    columns = (("Day", "DATE_TIME"), ("By", "PERSON"), ("What", TEXT))
    hidden = Table(BOOK, "Backoffice", columns, staff_notes(draw, cast, STAFF_NOTES_EN), hidden=True)
    tables = [courses, _enrolments(draw, cast, courses), hidden]
    author, editor = (made.elsewhere(BOOK, "properties", person) for person in cast.staff[5:7])
    remark = f"Fee agreed with {made.elsewhere(BOOK, 'comments', cast.people[1 % len(cast.people)])}"
    properties = Properties(author, editor, cast.companies[0].name, "Training 2025")
    made.files[BOOK] = workbook(tables, properties, [Comment("E3", editor, remark)])
    return tables


def _account(draw: Draw, person: Person) -> dict[str, object]:
    name = f"{person.first} {person.last}"
    kinds = ("mobile", "office")[: 1 + draw.below(2)]
    agents = ["Firefox/126", "Edge/125", "Safari/17.5", "okhttp/4.12"]
    day = draw.day(date(2025, 1, 1), date(2025, 5, 31))
    return {
        "customer_ref": marked(person, "ID", person.customer_id),
        "owner": {
            "name": named(person, name, "full"),
            "email": marked(person, "EMAIL_ADDRESS", person.emails[0]),
            "born": marked(person, "BIRTH_DATE", f"{person.birth}") if draw.chance(60) else Cell(),
            "address": {
                "line1": marked(person, "ADDRESS", person.address),
                "postal_code": marked(person, "POSTCODE", person.postcode),
                "town": marked(person, "CITY", person.city),
            },
        },
        "phones": [
            {"kind": Cell(kind), "number": marked(person, "PHONE_NUMBER", phone(draw, person.phones[at]))}
            for at, kind in enumerate(kinds)
        ],
        "logins": [marked(person, "USERNAME", login) for login in person.logins[: draw.between(1, 3)]],
        "sessions": [
            {
                "at": Cell(f"{day + timedelta(days=7 * week)}T{draw.below(24):02}:{draw.below(60):02}:00Z"),
                "ip": marked(person, "IP_ADDRESS", ip_address(draw)),
                "agent": Cell(draw.pick(agents)),
            }
            for week in range(draw.below(3))
        ],
        "active": Cell(draw.chance(80)),
        "balance": Cell(float(money(draw, 0, 400))),
    }


def _learners(seed: int, cast: Cast) -> Table:
    draw, rows = Draw("learners", seed), []
    for person in draw.shuffled(cast.people)[: len(cast.people) // 2 + 1]:
        name = f"{person.last} {person.first}"
        rows.append(
            (
                marked(person, "USERNAME", draw.pick(person.logins)),
                named(person, name, "lastfirst"),
                marked(person, "EMAIL_ADDRESS", person.emails[-1]),
                marked(person, "ID", person.customer_id),
                Cell(f"{civility(person)}"),
                Cell(f"{draw.between(0, 1000) / 10:.1f}"),
                Cell(f"{draw.day(date(2024, 1, 8), date(2025, 5, 30)):%d.%m.%y}"),
            )
        )
    columns = (
        ("login", "USERNAME"),
        ("apprenant", "PERSON"),
        ("courriel", "EMAIL_ADDRESS"),
        ("ref client", "ID"),
    )
    return Table(
        LEARNERS, "", (*columns, ("civilité", "TITLE"), ("score %", CLEAR), ("vu le", "DATE_TIME")), rows
    )


def _orders(seed: int, cast: Cast) -> Table:
    draw, rows, known = Draw("sales", seed), [], customer_ids(cast.people)
    for number in range(len(cast.people) * 3 // 2):
        person, customer = draw.pick(known)
        lost = draw.chance(4)
        moment = datetime.combine(
            draw.day(date(2022, 5, 2), date(2025, 5, 30)), time(draw.below(24), draw.below(60))
        )
        rows.append(
            (
                Cell(88_000_000_001 + number),
                Cell(f"CUST-9{draw.digits(5)}") if lost else marked(person, "ID", customer),
                Cell() if lost or draw.chance(8) else marked(person, "EMAIL_ADDRESS", person.emails[0]),
                Cell(moment),
                Cell(float(money(draw, 15, 1_800))),
                Cell(draw.pick(["paid", "refunded", "open"])),
                Cell(draw.chance(50)),
            )
        )
    columns = (
        ("order_no", "ID"),
        ("customer_ref", "ID"),
        ("buyer_email", "EMAIL_ADDRESS"),
        ("ordered_at", "DATE_TIME"),
    )
    return Table(ORDERS, "", (*columns, ("total", CLEAR), ("state", CLEAR), ("gift", CLEAR)), rows)


def _log(seed: int, cast: Cast) -> Table:
    draw, rows = Draw("access", seed), []
    moment = datetime(2025, 5, 26, 5, 30)  # noqa: DTZ001 - a log line writes its zone itself
    for number in range(len(cast.people)):
        moment += timedelta(seconds=draw.between(5, 900))
        person = draw.pick(cast.people)
        rows.append(
            (log_line(draw, f"<{draw.between(10, 40)}>{number} {moment:%Y-%m-%dT%H:%M:%S}Z lms ", person),)
        )
    return Table(LOG, "", (("", TEXT),), rows)


def delivery(seed: int, cast: Cast) -> Delivery:
    """Make the seven files of style B."""
    made = Delivery(unreadable=(ARCHIVE,))
    contacts, learners = _contacts(seed, cast), _learners(seed, cast)
    orders, log = _orders(seed, cast), _log(seed, cast)
    sheets = _book(seed, cast, made)
    draw = Draw("web accounts", seed)
    accounts = [
        _account(draw, person) for person in draw.shuffled(cast.people)[: len(cast.people) * 2 // 3 + 1]
    ]
    made.files |= {
        CONTACTS: delimited(contacts, _COMMA),
        LEARNERS: delimited(learners, _TAB),
        ACCOUNTS: json_lines(accounts),
        ORDERS: parquet(orders, ORDER_TYPES),
        LOG: text_lines(log),
        ARCHIVE: opaque(Draw("archive", seed), 5_000),
    }
    for table in (contacts, learners, *sheets, orders, log):
        made.collected.add_table(table)
    made.collected.add_tree(ACCOUNTS, "", accounts, _ACCOUNT_KINDS)
    made.joins = _joins()
    return made


def _joins() -> list[tuple[Place, Place]]:
    customer, email = Place(CONTACTS, "", "customer_ref"), Place(CONTACTS, "", "E-mail")
    return [
        (Place(ORDERS, "", "customer_ref"), customer),
        (Place(ORDERS, "", "buyer_email"), email),
        (Place(BOOK, "Enrolments", "Ref"), customer),
        (Place(BOOK, "Enrolments", "Mail"), email),
        (Place(BOOK, "Enrolments", "Course"), Place(BOOK, "Courses", "Course")),
        (Place(LEARNERS, "", "ref client"), customer),
        (Place(LEARNERS, "", "courriel"), email),
        (Place(LEARNERS, "", "login"), Place(ACCOUNTS, "", "logins[]")),
        (Place(ACCOUNTS, "", "customer_ref"), customer),
        (Place(ACCOUNTS, "", "owner.email"), email),
    ]
