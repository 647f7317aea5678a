"""What happens to text on its way: case, accents, Unicode forms, typography, scanning."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from random import Random

from detect_bench.marked import Piece, changed

_SCANNED = {
    "l": "1",
    "O": "0",
    "0": "O",
    "I": "l",
    "m": "rn",
    "é": "e",
    "è": "é",
    "à": "a",
    "S": "5",
    "e": "c",
    "c": "e",
    "n": "ri",
    ",": ".",
    "u": "ii",
}
_CASED = {"capitals": str.upper, "lowercase": str.lower}
_SCAN_RATE = 0.012
# Styles whose form is fixed by a program: their letters may change, their signs may not.
FIXED = frozenset("json xml html sql csv code config log form dump".split())  # noqa: SIM905


def unaccented(text: str) -> str:
    """Without accents, as keyboards and old systems write."""
    spread = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in spread if not unicodedata.combining(c)))


def decomposed(text: str) -> str:
    """Accents as signs of their own, as macOS writes file names."""
    return unicodedata.normalize("NFD", text)


def typographic(text: str) -> str:
    """Curly apostrophes and no-break spaces, as word processors write."""
    return re.sub(r" (?=[:;!?»])", "\u00a0", text.replace("'", "\u2019"))


def hurried(text: str) -> str:
    """No space after a comma or before a colon."""
    return re.sub(r" (?=[:;!?])|(?<=[,;]) (?=[^\W\d_])", "", text)


def scanned(draw: Random) -> Callable[[str], str]:
    """Letters that a scanner takes for others, at a low rate."""

    def change(text: str) -> str:
        return "".join(_SCANNED.get(c, c) if draw.random() < _SCAN_RATE else c for c in text)

    return change


# How often each change comes, and whether it also comes to text that a program wrote.
_ANYWHERE = ((0.10, unaccented), (0.05, decomposed))
_IN_PROSE = ((0.10, typographic), (0.05, hurried))


def noisy(pieces: Sequence[Piece], style: str, draw: Random) -> list[Piece]:
    """The noise of a style, and a little of any noise on all others."""
    if style == "scan":
        return changed(pieces, scanned(draw))
    if style in _CASED:
        cased = changed(pieces, _CASED[style])
        return changed(cased, unaccented) if draw.random() < 2 / 3 else cased
    chance = draw.random()
    for share, change in (*_ANYWHERE, *(() if style in FIXED else _IN_PROSE)):
        chance -= share
        if chance < 0:
            # Nobody leaves out a space inside a name: that noise is for the text around it.
            kept = change is hurried
            return [
                piece if kept and piece.kind else Piece(change(piece.text), piece.kind) for piece in pieces
            ]
    return list(pieces)
