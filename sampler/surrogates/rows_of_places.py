"""Places of one row: a city that lies where the row's postcode went, and the INSEE code of both.

A postcode maps by its value alone, and so does a city that the lists have under the row's postcode; others
are given a commune of the new postcode, by the keyed slot of what was written. FR_INSEE maps by value too,
to the code of the commune that its own commune became.
"""

from collections import defaultdict
from functools import cache

from sampler.surrogates.bijection import Bijections
from sampler.surrogates.lists import Commune, communes
from sampler.surrogates.places import Places, city_key, gazetteer, listed_postcode, place_key
from sampler.surrogates.slots import Slots

INSEE = "FR_INSEE"
_KEPT = 1 << 16


@cache
def by_postcode() -> dict[str, tuple[Commune, ...]]:
    """All communes under their postcode, and under its first two digits."""
    found: defaultdict[str, list[Commune]] = defaultdict(list)
    for commune in communes():
        found[commune.postcode].append(commune)
        found[commune.postcode[:2]].append(commune)
    return {code: tuple(those) for code, those in found.items()}


@cache
def by_code() -> dict[str, Commune]:
    """Communes by INSEE code."""
    return {commune.code: commune for commune in communes()}


@cache
def _by_name() -> dict[str, Commune]:
    """The first commune of each folded name: the one the gazetteer has."""
    found: dict[str, Commune] = {}
    for commune in communes():
        found.setdefault(place_key(commune.name), commune)
    return found


@cache
def _namesakes() -> tuple[str, ...]:
    """Codes of communes whose name another commune has too, which the gazetteer leaves out."""
    return tuple(
        code for code, commune in by_code().items() if _by_name()[place_key(commune.name)] != commune
    )


class RowsOfPlaces:
    """Maps cities and INSEE codes with what stands beside them."""

    def __init__(self, places: Places, slots: Slots, bijections: Bijections) -> None:
        self._places = places
        self._slots = slots
        self._bijections = bijections
        self._met: dict[tuple[str, str | None], str] = {}

    def city(self, text: str, postcode: str | None) -> str:
        """The city of a row whose postcode was `postcode`."""
        found = self._met.get((text, postcode))
        if found is None:
            if len(self._met) >= _KEPT:
                self._met.clear()
            found = self._met[text, postcode] = self._places.city(text, lambda key: self._in(key, postcode))
        return found

    def insee(self, text: str) -> str | None:
        """Another commune's code, the one that the commune of `text` became; None for no known code."""
        code = text.strip().upper()
        if len(code) == 4:  # noqa: PLR2004 - a spreadsheet ate the 0
            new = self.insee("0" + code)
            return new and new.lstrip("0")
        known = by_code().get(code)
        if known is None:
            return None
        namesakes = _namesakes()
        if code in namesakes:
            return namesakes[self._bijections.derange("insee", namesakes.index(code), len(namesakes))]
        return _by_name()[place_key(self._places.mapped_city(place_key(known.name)))].code

    def insee_of(self, text: str, city: str | None, postcode: str | None) -> str | None:
        """The INSEE code of the commune that `city` and `postcode`, of the same row, became."""
        new_city = self.city(city, postcode) if city and city.strip() else None
        new_code = listed_postcode(self._places.postcode(postcode.strip())) if postcode else None
        if new_city is None and new_code is None:
            return self.insee(text)
        key = city_key(new_city or "")
        around = by_postcode().get(new_code or "", ())
        if not new_city and around:
            return around[self._slots.slot(INSEE, text.strip(), len(around))].code
        here = next((one for one in around if place_key(one.name) == key), None) or _by_name().get(key)
        return here.code if here else self.insee(text)

    def _in(self, key: str, postcode: str | None) -> str:
        old = listed_postcode(postcode or "")
        if old is not None and gazetteer().city.get(key, ("",))[0] == old:
            return self._places.mapped_city(key)
        new = self._places.postcode(postcode.strip()).replace(" ", "") if postcode else ""
        around = by_postcode().get(new) or by_postcode().get(new[:2]) if len(new) == 5 else None  # noqa: PLR2004 - a postcode
        if not around:
            return self._places.mapped_city(key)
        slot = self._slots.slot("city in", f"{new}\0{key}", len(around))
        names = (around[slot].name, around[(slot + 1) % len(around)].name, self._places.mapped_city(key))
        return next((name for name in names if place_key(name) != key), names[-1])
