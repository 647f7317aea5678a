"""Which accounts the deal's dictionary must remember, of those that rows tell of: whole columns at once."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.account_names import AccountNames, used
from sampler.surrogates.accounts import account_key, reading, squeezed
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.folding import fold
from sampler.surrogates.quick_digests import quick_digests
from sampler.surrogates.text_arrays import (
    I64,
    U64,
    Mask,
    bytes_of,
    distinct,
    edges_of,
    merged,
    texts_of,
    within,
)

Names = tuple[str, str]
_RUN = re.compile(r"[^\W\d_]+")
_FEWEST = 2
# ASCII signs but those that folding changes otherwise than to small letters: space and `
_PLAIN_TEXT = "^[!-_a-~]+$"
_PLAIN: Mask = np.zeros(256, dtype=np.bool_)
_PLAIN[ord("!") : ord("~") + 1] = True
_PLAIN[ord("`")] = False
_SMALL: Mask = np.zeros(256, dtype=np.bool_)
_SMALL[ord("a") : ord("z") + 1] = True


def told(
    accounts: pa.Array, first: pa.Array, last: pa.Array, dictionary: Dictionary, whole: Mapping[str, Names]
) -> AccountNames:
    """Folded names by account, or by whole address where an account is several people's.

    `whole` parts the names of rows without `last`; what two columns say goes before what it says.
    """
    names = _Numbered()
    in_two = last.is_valid()
    addresses = _addresses(accounts)
    by_two = _Rows(
        addresses.filter(in_two), names.column(first.filter(in_two)), names.column(last.filter(in_two))
    )
    by_one = _Rows(addresses.filter(pc.invert(in_two)), *names.parted(first.filter(pc.invert(in_two)), whole))
    if len(by_one.addresses):
        by_one = by_one.only(~_among(by_one.addresses, by_two.addresses))
    rows = by_two.beside(by_one)
    rows = rows.only((rows.given > 0) & (rows.surname > 0))
    boxes = pc.list_element(pc.split_pattern(rows.addresses, "@", max_splits=1), 0)
    of_box, of_address = rows.agree(boxes), rows.agree(rows.addresses)
    clear = of_box | of_address
    keys = pc.if_else(pa.array(of_box[clear]), boxes.filter(pa.array(clear)), rows.only(clear).addresses)
    needed = _needed(boxes.filter(pa.array(clear)), rows.only(clear), names.texts, dictionary)
    return rows.only(clear).only(needed).named(keys.filter(pa.array(needed)), names.texts)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Folded addresses, and whose they are: numbers of folded names, 0 for none."""

    addresses: pa.Array
    given: I64
    surname: I64

    @property
    def pairs(self) -> U64:
        """Both numbers of each in one."""
        return (self.given << 32 | self.surname).astype(np.uint64)

    def only(self, mask: Mask) -> "_Rows":
        """Those in `mask`."""
        return _Rows(self.addresses.filter(pa.array(mask)), self.given[mask], self.surname[mask])

    def beside(self, other: "_Rows") -> "_Rows":
        """These and those of `other`."""
        return _Rows(
            pa.concat_arrays([self.addresses, other.addresses]),
            np.concatenate([self.given, other.given]),
            np.concatenate([self.surname, other.surname]),
        )

    def agree(self, keys: pa.Array) -> Mask:
        """Which rows have a key that stands beside one person only."""
        digests = quick_digests(keys)
        order = np.argsort(digests)
        digests, people = digests[order], self.pairs[order]
        alike = digests[1:] == digests[:-1]
        others = np.flatnonzero(alike & (people[1:] != people[:-1]))
        found: Mask = np.ones(len(keys), dtype=np.bool_)
        found[order] = ~within(digests, distinct(digests[others]))
        return found

    def named(self, keys: pa.Array, texts: list[str]) -> AccountNames:
        """The names by key, in the order of the keys; equal keys stand beside the same names."""
        first = np.unique(keys.dictionary_encode().indices.to_numpy(), return_index=True)[1]
        distinct = keys.take(pa.array(first))
        order = pc.sort_indices(distinct)
        rows = first[order.to_numpy()]
        names, places = used(texts, np.concatenate([self.given[rows], self.surname[rows]]))
        return AccountNames(distinct.take(order), names, places[: len(rows)], places[len(rows) :])


class _Numbered:
    """Folded names, each with a number; 0 is nothing."""

    def __init__(self) -> None:
        self.texts = [""]
        self._numbers = {"": 0}

    def column(self, cells: pa.Array) -> I64:
        """The numbers of a column of names."""
        encoded = cells.dictionary_encode()
        found: I64 = self._all(map(fold, encoded.dictionary.to_pylist()))[encoded.indices.to_numpy()]
        return found

    def parted(self, cells: pa.Array, whole: Mapping[str, Names]) -> tuple[I64, I64]:
        """The numbers of first names and of surnames of names in one cell."""
        encoded = cells.dictionary_encode()
        names = [whole.get(name, ("", "")) for name in encoded.dictionary.to_pylist()]
        places = encoded.indices.to_numpy()
        given, surname = (self._all(fold(pair[side]) for pair in names)[places] for side in (0, 1))
        return given, surname

    def _all(self, texts: Iterable[str]) -> I64:
        found: I64 = np.array([self._number(text) for text in texts], dtype=np.int64)
        return found

    def _number(self, text: str) -> int:
        number = self._numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return number


def _addresses(accounts: pa.Array) -> pa.Array:
    """`account_key` of every account."""
    offsets, data = edges_of(accounts)
    if _PLAIN[data[int(offsets[0]) : int(offsets[-1])]].all():
        rest, slow = np.zeros(0, dtype=np.int64), list[str | None]()
    else:
        plain = pc.match_substring_regex(accounts, _PLAIN_TEXT).to_numpy(zero_copy_only=False)
        rest = np.flatnonzero(~plain)
        slow = [account_key(text.strip()) for text in accounts.take(pa.array(rest)).to_pylist()]
    return merged(pc.utf8_ltrim(pc.ascii_lower(accounts), "@"), rest, slow)


def _letters(boxes: pa.Array) -> pa.Array:
    """The letters a to z: no byte of another sign is one of them."""
    offsets, data = bytes_of(boxes)
    chosen = _SMALL[data]
    ends = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(chosen)])
    return texts_of(ends[offsets], data[chosen])


def _among(texts: pa.Array, others: pa.Array) -> Mask:
    found: Mask = pc.is_in(texts, value_set=others).to_numpy(zero_copy_only=False)
    return found


def _needed(boxes: pa.Array, rows: _Rows, texts: list[str], dictionary: Dictionary) -> Mask:
    """Which boxes are made of parts of the names, and nothing but their row tells of which."""
    initials = pa.array([text[:1] for text in texts], pa.string()).take(pa.array(rows.given))
    surnames = pa.array([squeezed(text) for text in texts], pa.string()).take(pa.array(rows.surname))
    letters = _letters(boxes)
    # an initial and the surname, as nearly all are
    front, behind = (
        pc.equal(letters, pc.binary_join_element_wise(one, other, ""))
        for one, other in ((initials, surnames), (surnames, initials))
    )
    usual = pc.and_(pc.or_(front, behind), pc.string_is_ascii(boxes)).to_numpy(zero_copy_only=False)
    needed: Mask = np.ones(len(boxes), dtype=np.bool_)
    plain = np.array([_plain(text, dictionary) for text in texts], dtype=np.bool_)
    asked = np.flatnonzero(usual & plain[rows.surname])
    needed[asked] = ~within(rows.pairs[asked], _known_pairs(texts, dictionary))
    needed[asked] |= _misread(letters.take(pa.array(asked)), front.take(pa.array(asked)), dictionary)
    rest = np.flatnonzero(~usual)
    for place, box in zip(rest.tolist(), boxes.take(pa.array(rest)).to_pylist(), strict=True):
        needed[place] = _one_needed(box, texts[rows.given[place]], texts[rows.surname[place]], dictionary)
    return needed


def _known_pairs(texts: list[str], dictionary: Dictionary) -> U64:
    """The people that the dictionary knows by an initial and a surname, as `_Rows.pairs`."""
    numbers = {text: number for number, text in enumerate(texts)}
    known = [
        numbers[given] << 32 | numbers[surname]
        for (short, surname), given in dictionary.people.items()
        if short == given[:1] and given in numbers and surname in numbers
    ]
    return distinct(np.array(known, dtype=np.uint64))


def _misread(letters: pa.Array, front: pa.Array, dictionary: Dictionary) -> Mask:
    """Which letters, an initial in `front` of a surname or behind, read as another name of the deal too.

    "salazard" is Salazar, D. and a surname; "brota" is Brot, A., and B. Rota.
    """
    surnames = pc.replace_substring_regex(pa.array(dictionary.surnames, pa.string()), "[ '-]+", "")
    given = pc.replace_substring_regex(pa.array(dictionary.given, pa.string()), "[ '-]+", "")
    whole = pc.or_(pc.is_in(letters, value_set=surnames), pc.is_in(letters, value_set=given))
    turned = pc.is_in(pc.utf8_slice_codeunits(letters, 1), value_set=surnames)
    found: Mask = pc.or_(whole, pc.and_not(turned, front)).to_numpy(zero_copy_only=False)
    return found


def _plain(surname: str, dictionary: Dictionary) -> bool:
    """Whether a surname is read as it is written in a mailbox."""
    return squeezed(surname) == surname and surname not in dictionary.given


def _one_needed(box: str, first: str, last: str, dictionary: Dictionary) -> bool:
    runs = _RUN.findall(box)
    letters, surname = "".join(runs), squeezed(last)
    plain = _plain(last, dictionary)
    if letters in {first[0] + surname, surname + first[0]}:
        return not (plain and dictionary.people.get((first[0], last)) == first)
    given = squeezed(first)
    if letters in {given + surname, surname + given} and plain:
        return False
    return len(letters) >= _FEWEST and reading(runs, first, last) is not None
