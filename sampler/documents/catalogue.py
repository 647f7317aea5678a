"""The one door for Babel: message catalogues, dates and numbers in French and English.

Catalogues are `.po` files read in memory: no build step. Message ids are keys, so that both languages
are translations and a missing one is an error, never an English sentence in a French page.
"""

import gettext
import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from io import BytesIO

from babel.dates import format_date, format_time
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.units import format_unit

from sampler.errors import UsageError
from sampler.model.record import as_date, as_time

LANGUAGES = ("en", "fr")
_UNITS = ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte")
_STEP = 1000
_DIGITS = re.compile(r"[0-9]+")


class Words:
    """The words of one language: call it with a key and the values of its placeholders."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        catalogue, compiled = read_catalogue(lang), BytesIO()
        self._keys = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue}
        write_mo(compiled, catalogue)
        compiled.seek(0)
        self._found = gettext.GNUTranslations(compiled)

    def __call__(self, key: str, **values: str) -> str:
        """The sentence `key`.

        Raises:
            LookupError: the catalogue has no such key: a bug, found by the tests.
        """
        self._require(key)
        return self._found.gettext(key).format_map(values)

    def count(self, key: str, number: int, **values: str) -> str:
        """The sentence `key` in the plural that `number` asks for; `{n}` is the number."""
        self._require(key)
        return self._found.ngettext(key, key, number).format_map({"n": self.number(number), **values})

    def term(self, group: str, word: str) -> str:
        """Fixed words of another room in this language, or as they are when the catalogue lacks them.

        A number in them may stand as `{n}` in the catalogue: "ragged row 17".
        """
        key = f"{group}.{word}"
        if key in self._keys:
            return self._found.gettext(key)
        numbers = _DIGITS.findall(word)
        counted = _DIGITS.sub("{n}", key)
        if len(numbers) == 1 and counted in self._keys:
            return self._found.gettext(counted).format_map({"n": numbers[0]})
        return word

    def day(self, iso: str) -> str:
        """A calendar date in words."""
        return self._day(as_date(iso, "date"))

    def month(self, iso: str) -> str:
        """The month of a date, with the year in January only: for the marks of a time line."""
        day = as_date(iso, "date")
        return str(format_date(day, "MMM y" if day.month == 1 else "MMM", locale=self.lang))

    def moment(self, iso: str) -> str:
        """A time in words, in UTC and saying so."""
        when = as_time(iso, "time")
        clock = format_time(when, "HH:mm", locale=self.lang)
        return self("moment", day=self._day(when.date()), time=clock)

    def number(self, value: int) -> str:
        """A number with the grouping of the language."""
        return str(format_decimal(value, locale=self.lang))

    def size(self, count: int) -> str:
        """A number of bytes, with three or four significant digits."""
        rank, rest = 0, Decimal(count)
        while rest >= _STEP and rank + 1 < len(_UNITS):
            rank, rest = rank + 1, rest / _STEP
        digits = "#,##0.#" if rank else "#,##0"
        unit = f"digital-{_UNITS[rank]}"
        return str(
            format_unit(rest, unit, length="long" if not rank else "short", format=digits, locale=self.lang)
        )

    def _day(self, day: date) -> str:
        return str(format_date(day, "long" if self.lang != "en" else "d MMMM y", locale=self.lang))

    def _require(self, key: str) -> None:
        if key not in self._keys:
            raise LookupError(f"catalogue {self.lang} has no {key}")


def read_catalogue(lang: str) -> Catalog:
    """Parse the `.po` file of `lang`.

    Raises:
        UsageError: documents are not written in `lang`.
    """
    if lang not in LANGUAGES:
        raise UsageError("documents are written in fr and en")
    data = resources.files("sampler.documents").joinpath("locale", f"{lang}.po").read_bytes()
    return read_po(BytesIO(data), locale=lang, abort_invalid=True)


@lru_cache(maxsize=len(LANGUAGES))
def translator(lang: str) -> Words:
    """The words of `lang`, read once."""
    return Words(lang)
