"""Records for the tagger's training: tables, objects and settings whose keys say what their values are."""

import random
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from people_texts import Maker, Text

HERE = Path(__file__).resolve().parent


def material(name: str) -> dict[str, list[str]]:
    """Words by kind ("given: ...", "orgs: ..."), several lines of a kind in a row."""
    found: dict[str, list[str]] = {}
    for line in (HERE / "people" / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, _, rest = line.partition(": ")
            found.setdefault(kind, []).extend(rest.split())
    return found


KEYS = material("keys.txt")
_BANKS = {
    kind: [word if word == "fr_FR" else word.replace("_", " ") for word in words]
    for kind, words in material("banks.txt").items()
}


def opaque(dice: random.Random) -> str:
    """A hash, a UUID, a session: no login."""
    digits = "0123456789abcdef"
    made = "".join(dice.choices(digits, k=dice.choice((7, 8, 8, 12, 16, 32, 40, 64))))
    if dice.random() < 0.35:
        made = str(uuid.UUID(int=dice.getrandbits(128)))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    if dice.random() < 0.15:
        made = "".join(dice.choices(letters, k=dice.randint(10, 32)))
    return made.upper() if dice.random() < 0.1 else made


def machine(maker: "Maker") -> str:
    """A host, a path, a module, a version: technical words."""
    dice = maker.dice
    words = [maker.word() for _ in range(3)]
    return dice.choice(
        (
            f"srv{dice.randint(1, 99)}",
            f"smtp.{words[0]}-{dice.randint(1, 999)}.local",
            f"{words[0]}.{words[1]}",
            f"/{words[0]}/{words[1]}/{words[2]}.{dice.choice(('html', 'py', 'js', 'log', 'png'))}",
            f"v{dice.randint(0, 9)}.{dice.randint(0, 20)}.{dice.randint(0, 9)}",
            "UTF-8",
            f"com.{words[0]}.{words[1]}.{words[2].title()}",
            f"{words[0]}-{words[1]}:{dice.randint(80, 9999)}",
            (
                f"https://api.{words[0]}.{dice.choice(('net', 'example', 'com', 'fr'))}"
                f"/v{dice.randint(1, 9)}/{words[1]}/{opaque(dice)}"
            ),
            f"{dice.choice('utocab')}.{words[0]}",
            f"{dice.choice('utocab')}.{words[0]}_{words[1]}",
            f"o.s.{words[0][0]}.{words[1]}.{words[2].title()}",
            f"{words[0][0]}.{words[1][0]}.{words[2]}.{words[0].title()}{words[1].title()}",
            f"{words[0].title()}{words[1].title()}.java:{dice.randint(1, 900)}",
            f"self.{words[0]}_{words[1]}",
            f"{words[0]}_{words[1]}",
            f"db{dice.randint(1, 9)}.{words[0]}.internal",
            f"{words[0]}{words[1].title()}",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
        )
    )


def acronym(dice: random.Random) -> str:
    """An abbreviation, a unit, an entity or a keyword."""
    if dice.random() < 0.75:
        return dice.choice(_BANKS["A"])
    return "".join(dice.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=dice.randint(1, 4)))


def bank(dice: random.Random, kind: str) -> str:
    """A subject or service (B), a state (K)."""
    return dice.choice(_BANKS[kind])


def record(maker: "Maker", text: "Text", language: str) -> None:
    """Append one of the shapes records come in."""
    shapes: tuple[Callable[[Maker, Text, list[tuple[str, str]], str], None], ...] = (
        _csv, _csv, _json, _xml, _sql, _html, _settings, _log, _lines, _aligned,
    )  # fmt: skip
    dice = maker.dice
    kinds = dice.sample(sorted(KEYS), dice.randint(2, 7))
    if dice.random() < 0.4 and "P" not in kinds:
        kinds += ["V", "L"] if dice.random() < 0.5 else ["L", "V"]
    kinds = list(dict.fromkeys(kinds))
    columns = [(kind, dice.choice(KEYS[kind]).replace("_", dice.choice("_ _"))) for kind in kinds]
    dice.choice(shapes)(maker, text, columns, language)


def _value(maker: "Maker", text: "Text", kind: str, language: str, *, bare: bool = False) -> None:
    maker.fill(text, kind, language)
    if bare and text.pieces and "," in text.pieces[-1][0]:
        text.pieces[-1] = (text.pieces[-1][0].replace(",", ""), *text.pieces[-1][1:])


def _csv(maker: "Maker", text: "Text", columns: list[tuple[str, str]], language: str) -> None:
    dice = maker.dice
    sign = dice.choice((";", ";", ",", ",", "\t", "|", " | "))
    quote = dice.choice(("", "", '"'))
    if dice.random() < 0.8:
        text.add(sign.join(quote + name + quote for _, name in columns) + "\n")
    for row in range(dice.randint(1, 4)):
        text.add("\n" if row else "")
        for place, (kind, _) in enumerate(columns):
            text.add((sign if place else "") + quote)
            if dice.random() > 0.04:
                _value(maker, text, kind, language, bare=sign == "," and not quote)
            text.add(quote)


def _json(maker: "Maker", text: "Text", columns: list[tuple[str, str]], language: str) -> None:
    dice = maker.dice
    gap = dice.choice((" ", "", "\n  "))
    text.add(dice.choice(("", "[", f'"{maker.word()}": ')) + "{" + gap.strip(" "))
    for place, (kind, name) in enumerate(columns):
        text.add((f",{gap}" if place else "") + f'"{name}":{gap.strip(chr(10)) and " "}')
        quoted = kind not in "NM"
        text.add('"' if quoted else "")
        _value(maker, text, kind, language)
        text.add('"' if quoted else "")
    text.add(dice.choice(("}", "}]", "\n}", "},")))


def _xml(maker: "Maker", text: "Text", columns: list[tuple[str, str]], language: str) -> None:
    dice = maker.dice
    root = dice.choice(
        ("client", "commande", "order", "config", "customer", "personne", "livraison", "user", maker.word())
    )
    text.add(dice.choice(('<?xml version="1.0" encoding="UTF-8"?>\n', "", "")) + f"<{root}")
    if dice.random() < 0.5:
        kind, name = columns[0]
        columns = columns[1:]
        text.add(f' {name.replace(" ", "")}="')
        _value(maker, text, kind, language)
        text.add('"')
    text.add(">")
    for kind, name in columns:
        tag = dice.choice((name, name, name.title(), acronym(dice))).replace(" ", "")
        text.add(dice.choice(("", "\n  ")) + f"<{tag}>")
        _value(maker, text, kind, language)
        text.add(f"</{tag}>")
    text.add(f"</{root}>")


def _sql(maker: "Maker", text: "Text", columns: list[tuple[str, str]], language: str) -> None:
    dice = maker.dice
    table = dice.choice(
        ("clients", "users", "people", "utilisateurs", "accounts", "items", "produits", maker.word())
    )
    kind = dice.random()
    if kind < 0.6:
        names = "(" + dice.choice((",", ", ")).join(name.replace(" ", "_") for _, name in columns) + ")"
        text.add(
            dice.choice(("INSERT INTO", "INSERT INTO", "insert into", "REPLACE INTO"))
            + f" {table}{dice.choice(('', ' ', ' ' + names))} VALUES "
        )
        for row in range(dice.randint(1, 3)):
            text.add(",(" if row else "(")
            for place, (which, _) in enumerate(columns):
                text.add(("," if place else "") + ("" if which in "NM" else "'"))
                _value(maker, text, which, language)
                text.add("" if which in "NM" else "'")
            text.add(")")
        text.add(";")
        return
    verb = dice.choice(
        (
            (
                f"SELECT u.{columns[0][1]}, {machine(maker)} FROM {table} u "
                f"LEFT JOIN {maker.word()} o ON o.{maker.word()}_id = u.id WHERE u."
            ),
            f"UPDATE {table} SET ",
            f"SELECT * FROM {table} WHERE ",
            f"DELETE FROM {table} WHERE ",
            f"SELECT {columns[0][1]} FROM {table} t JOIN {maker.word()} ON t.id = {maker.word()}_id WHERE ",
        )
    )
    text.add(verb)
    for place, (which, name) in enumerate(columns[:3]):
        text.add(
            (dice.choice((", ", " AND ")) if place else "")
            + f"{name.replace(' ', '_')} {dice.choice(('=', 'LIKE', '<>'))} '"
        )
        _value(maker, text, which, language)
        text.add("'")
    text.add(
        dice.choice(
            (
                " ORDER BY hired DESC LIMIT 10;",
                ";",
                f" GROUP BY {maker.word()};",
                " ORDER BY nom ASC;",
                " IS NOT NULL;",
            )
        )
    )


def _html(maker: "Maker", text: "Text", columns: list[tuple[str, str]], language: str) -> None:
    dice = maker.dice
    text.add("<table>" if dice.random() < 0.6 else '<div class="content"><table>')
    if dice.random() < 0.7:
        text.add("<tr>" + "".join(f"<th>{name.title()}</th>" for _, name in columns) + "</tr>")
    for _ in range(dice.randint(1, 3)):
        text.add("<tr>")
        for kind, _ in columns:
            text.add("<td>")
            _value(maker, text, kind, language)
            text.add("</td>")
        text.add("</tr>")
    text.add(
        dice.choice(
            ("</table>", "</table><p>&nbsp;</p>", f'</table><p>{maker.word().title()}</p><a href="mailto:')
        )
    )
    if text.pieces[-1][0].endswith("mailto:"):
        _value(maker, text, "E", language)
        text.add('">Contact</a>')


def _settings(maker: "Maker", text: "Text", columns: list[tuple[str, str]], language: str) -> None:
    dice = maker.dice
    sign = dice.choice(("=", " = ", ": ", ":"))
    text.add(dice.choice(("", f"[{maker.word()}]\n", f"# {maker.word()} {maker.word()}\n")))
    for place, (kind, name) in enumerate(columns):
        key = dice.choice(
            (name, f"{maker.word()}.{maker.word()}", name.upper(), f"{maker.word()}_{maker.word()}")
        )
        own = key.lower() == name.lower()
        text.add(("\n" if place else "") + key.replace(" ", "_") + sign)
        _value(maker, text, kind if own else dice.choice("NGHKN"), language)


def _log(maker: "Maker", text: "Text", columns: list[tuple[str, str]], language: str) -> None:
    dice = maker.dice
    maker.fill(text, "D", language)
    level = dice.choice(("INFO", "WARN", "[DEBUG]", "ERROR", "[info]", "notice"))
    text.add(
        f" 1{dice.randint(0, 9)}:{dice.randint(10, 59)}:0{dice.randint(0, 9)} {level} {maker.word()}"
        f"{dice.choice(('', '.' + maker.word(), ':', f'[{dice.randint(1, 9999)}]:'))} "
    )
    for place, (kind, name) in enumerate(columns):
        quote = '"' if kind in "PXOFBS" or dice.random() < 0.1 else ""
        text.add((" " if place else "") + name.replace(" ", "_") + "=" + quote)
        _value(maker, text, kind, language)
        text.add(quote)


def _lines(maker: "Maker", text: "Text", columns: list[tuple[str, str]], language: str) -> None:
    dice = maker.dice
    sign, end = dice.choice((" : ", ": ", " = ", "=")), dice.choice(("\n", "\n", "; ", " / ", ", ", " - "))
    for place, (kind, name) in enumerate(columns):
        text.add((end if place else "") + (name.upper() if dice.random() < 0.2 else name.capitalize()) + sign)
        _value(maker, text, kind, language)


def _aligned(maker: "Maker", text: "Text", columns: list[tuple[str, str]], language: str) -> None:
    for _ in range(maker.dice.randint(1, 4)):
        for kind, _ in columns:
            _value(maker, text, kind, language)
            text.add(" " * maker.dice.randint(2, 6))
        text.add("\n")
