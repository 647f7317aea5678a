"""PHONE_NUMBER: numbers kept for fiction, in the layout of the original.

France: Arcep numbering plan, six blocks of 10,000 for audiovisual works (from general knowledge). UK:
Ofcom drama numbers. US: area code + 555-0100 to 555-0199. When a column needs more than its block has,
the other French blocks follow, then 07 1x; a deal that starts with more takes 0Z 0x and 07 1x at once.
Both are believed unopened (from general knowledge, at the date of this file).
"""

import re
from collections.abc import Mapping

import phonenumbers

from sampler.surrogates.bijection import Bijections
from sampler.surrogates.slots import Slots, overlay

KIND = "PHONE_NUMBER"
BLOCK = 10_000
FRENCH = {"1": "19900", "2": "26191", "3": "35301", "4": "46571", "5": "53649", "6": "63998"}
UNOPENED = 10_000_000
UNOPENED_AT = {"1": "10", "2": "20", "3": "30", "4": "40", "5": "50", "6": "71"}
# the value whose bump says that the deal has more numbers than fit the blocks kept for fiction
WIDE = ""
_OTHERS = BLOCK * (len(FRENCH) - 1)
_BRITISH = (("7700900", 3), ("2079460", 3), ("1632960", 3))
_AREAS = (
    "201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 "
    "240 248 251 252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 "
    "313 314 315 316 317 318 319 320 321 323 325 330 334 336 337 339 347 351 352 360 361 385 386 401 "
    "402 404 405 406 407 408 409 410 412 413 414 415 417 419 423 425 432 434 435 440 443 469 478 479 "
    "480 484 501 502 503 504 505 507 508 509 510 512 "
)
_AREA_CODES = _AREAS.split()
_NORTH_AMERICA = 100 * len(_AREA_CODES)

_FR = re.compile(r"(?:(?:\+|00)33(?:0)?|33|0)?([1-9]\d{8})")
_EXTENSION = re.compile(r"\s*(?:ext\.?|extension|poste|x|#)\s*(\d{1,6})\s*$", re.IGNORECASE)
_ALLOWED = re.compile(r"[\d\s.\-/()+\u00a0\u202f\u2010-\u2015]+")
_LAYOUT_DIGITS = 7


def parse(text: str) -> tuple[str, str, str] | None:
    """(country code, national number, extension) of a written phone, or None."""
    match = _EXTENSION.search(text)
    body, extension = (text[: match.start()], match[1]) if match else (text, "")
    if not _ALLOWED.fullmatch(body):
        return None
    plus = "+" if body.lstrip(" (").startswith("+") else ""
    found = _FR.fullmatch(plus + re.sub(r"\D", "", body))
    if found:
        return "33", found[1], extension
    return _foreign(body, extension)


def _foreign(body: str, extension: str) -> tuple[str, str, str] | None:
    number = re.sub(r"^\s*00", "+", body)
    try:
        read = phonenumbers.parse(number, None if number.lstrip(" (").startswith("+") else "FR")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(read):
        return None
    return str(read.country_code), phonenumbers.national_significant_number(read), extension


def normal(text: str) -> str | None:
    """E.164, with ";ext=" and the extension if there is one."""
    found = parse(text)
    if found is None:
        return None
    return f"+{found[0]}{found[1]}" + (f";ext={found[2]}" if found[2] else "")


def capacity(number: str) -> int:
    """How many distinct surrogates numbers like the normalised `number` can have before unopened blocks."""
    if number.startswith("+44"):
        return 1000 * len(_BRITISH)
    if re.match(r"\+1\d{10}$", number):
        return _NORTH_AMERICA
    return BLOCK * len(FRENCH)


def needs_width(distinct: int, bumps: Mapping[tuple[str, str], int]) -> bool:
    """Whether a deal with so many numbers, none of them frozen yet, takes the unopened blocks at once."""
    return distinct > BLOCK and not any(kind == KIND for kind, _ in bumps)


class Phones:
    """Maps phone numbers into the fiction ranges."""

    def __init__(self, slots: Slots, bijections: Bijections) -> None:
        self._slots = slots
        self._bijections = bijections

    def phone(self, text: str) -> str | None:
        """`text` with another number in the same layout, or None when it is no phone."""
        found = parse(text)
        if found is None:
            return None
        country, national, extension = found
        match = _EXTENSION.search(text)
        body, tail = (text[: match.start()], text[match.start() :]) if match else (text, "")
        if extension:
            tail = tail.replace(extension, self._bijections.digits("extension", extension))
        new_country, new = self._number(country, national)
        return _written(body, country, national, new_country, new) + tail

    def _number(self, country: str, national: str) -> tuple[str, str]:
        """Country code and national number of the surrogate, never those of the original."""
        e164 = f"+{country}{national}"
        bump = self._slots.bump(KIND, e164)
        for step in range(2):
            new = self._draw(country, national, e164, bump + step)
            if new != (country, national):
                return new
        raise AssertionError("two slots are one number")

    def _draw(self, country: str, national: str, e164: str, bump: int) -> tuple[str, str]:
        drawn = self._slots.draw(KIND, e164)
        wide = bool(self._slots.bump(KIND, WIDE))
        if country == "44":
            return "44", _british(drawn, national, bump)
        if country == "1":
            area, line = divmod((drawn + bump) % _NORTH_AMERICA, 100)
            return "1", f"{_AREA_CODES[area]}55501{line:02d}"
        zone = zone_code(int(national[0])) if country == "33" else 6
        if not zone:
            zone = 1 + drawn % 5
        return "33", (unopened if wide else french)(str(zone), drawn, bump)


def zone_code(first: int) -> int:
    """The zone that a French number stays in, by its first digit; 0 when any of five will do."""
    return {7: 6}.get(first, first) if first <= 7 else 0  # noqa: PLR2004 - 8 and 9 belong to no zone


def unopened(zone: str, drawn: int, bump: int) -> str:
    """Ten million numbers of each zone that no operator was given: 0Z 0x, and 07 1x for mobiles."""
    return f"{UNOPENED_AT[zone]}{(drawn + bump) % UNOPENED:07d}"


def french(zone: str, drawn: int, bump: int) -> str:
    """The zone's own block for the first bumps, then the other blocks, then 07 1x."""
    if bump < BLOCK:
        return f"{FRENCH[zone]}{(drawn + bump) % BLOCK:04d}"
    beyond = bump - BLOCK
    if beyond < _OTHERS:
        others = [prefix for name, prefix in FRENCH.items() if name != zone]
        block, line = divmod(beyond, BLOCK)
        return f"{others[block]}{line:04d}"
    return f"71{(beyond - _OTHERS) % UNOPENED:07d}"


def _british(drawn: int, national: str, bump: int) -> str:
    first = 0 if national.startswith("7") else 1 + drawn % 2
    block, line = divmod((drawn % 1000 + bump) % (1000 * len(_BRITISH)), 1000)
    prefix, width = _BRITISH[(first + block) % len(_BRITISH)]
    return f"{prefix}{line:0{width}d}"


def _written(body: str, country: str, national: str, new_country: str, new: str) -> str:
    """`new` over the last digits of `body`, which are the national number; else in plain groups."""
    places = [place for place, sign in enumerate(body) if sign.isdigit()]
    tail = places[-len(national) :]
    if country == new_country and len(new) == len(national) and "".join(body[p] for p in tail) == national:
        return body[: tail[0]] + overlay(body[tail[0] : tail[-1] + 1], new) + body[tail[-1] + 1 :]
    if any(not sign.isdigit() and sign != "+" for sign in body.strip()):
        return f"+{new_country} {new[0]} " + " ".join(new[i : i + 2] for i in range(1, len(new), 2))
    return f"+{new_country}{new}"
