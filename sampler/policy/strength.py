"""How hard a chosen passphrase is to guess, in bits, estimated low: chosen words are not drawn words.

Our own estimate, not a library's: zxcvbn brings lists of 30,000 English passwords that say nothing of French
words, and its score jumps at thresholds nobody can explain. Here every run of letters counts as one word of
a list of 7,776 (12.9 bits) at most, whatever it is; what people add to words counts little, repeats nothing.
"""

import math
import re
import unicodedata
from itertools import pairwise

WORD_BITS = math.log2(7776)
LETTER_BITS = math.log2(26)
DIGIT_BITS = math.log2(10)
SIGN_BITS = math.log2(33)
KNOWN_BITS = 4.0  # a word or pattern of the first few lines of every guessing list
YEAR_BITS = 7.0
LEET = str.maketrans("01345@$!7", "oieasasit")
RUNS = re.compile(r"[^\W\d_]+|\d+|[\W_]+")
WALKS = ("azertyuiopqsdfghjklmwxcvbn", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm")
ORDERED = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "09876543210", *WALKS)
# fmt: off
COMMON = frozenset(
    {
        "password", "passwort", "motdepasse", "passe", "azerty", "qwerty", "qwertz", "admin",
        "administrateur", "root", "secret", "bonjour", "soleil", "letmein", "welcome", "bienvenue",
        "iloveyou", "jetaime", "dragon", "monkey", "football", "doudou", "loulou", "chouchou", "marseille",
        "paris", "france", "sampler", "test", "demo", "demonstration", "changeme", "sesame", "master",
        "login", "user", "superman", "batman", "princess"
    }
)
# fmt: on


def entropy_bits(passphrase: str) -> float:
    """Bits that someone who knows how people choose must search through."""
    folded = unicodedata.normalize("NFKC", passphrase).casefold()
    plain = _unaccented(folded.translate(LEET))
    if any(word in COMMON for word in RUNS.findall(plain)) and len(RUNS.findall(plain)) <= 1:
        return KNOWN_BITS
    seen: set[str] = set()
    bits = 0.0
    for run in RUNS.findall(_unaccented(folded)):
        parts = (
            {run} if run.isalnum() else set(run)
        )  # a sign met before adds nothing, in whatever run it stands
        new = run if run.isalnum() else "".join(sign for sign in run if sign not in seen)
        bits += 0.5 if parts <= seen else _run_bits(new)
        seen |= parts
    capitals = sum(before.islower() and after.isupper() for before, after in pairwise(passphrase))
    return bits + min(capitals, 4)


def _run_bits(run: str) -> float:
    if run in COMMON or run.translate(LEET) in COMMON or _ordered(run):
        return KNOWN_BITS
    if len(set(run)) == 1:
        return 1.0 if not run.isalnum() else min(KNOWN_BITS, len(run) * DIGIT_BITS)
    if run.isdigit():
        year = len(run) == 4 and run[:2] in ("19", "20")  # noqa: PLR2004 - a year's digits
        return YEAR_BITS if year else min(len(run), 12) * DIGIT_BITS
    if run.isalpha():
        return min(len(run) * LETTER_BITS, WORD_BITS)
    return len(set(run)) * SIGN_BITS


def _ordered(run: str) -> bool:
    return len(run) > 2 and any(run in line or run[::-1] in line for line in ORDERED)  # noqa: PLR2004 - two signs are no walk


def _unaccented(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
