"""Names that are first names and surnames of the deal: the people it has tell which is which."""

import pytest

from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.folding import fold

# every name stands in both columns, and no initial beside a surname is one person's alone
PEOPLE = [
    ("Alexandre", "David"),
    ("Anne", "David"),
    ("Jacob", "Anne"),
    ("Jules", "Anne"),
    ("David", "Jacob"),
    ("David", "Jules"),
    ("Anne", "Alexandre"),
    ("Alix", "Alexandre"),
    ("Paul", "Emonet"),
    ("Paule", "Monet"),
    ("Pierre", "Monet"),
    ("Petra", "Emonet"),
    ("Annie", "Lefeuvre"),
    ("Alexandra", "Lefeuvre"),
    ("Aline", "Le Feuvre"),
]
EITHER = [(fold(first), fold(last)) for first, last in PEOPLE]
DICTIONARY = Dictionary.learn(
    [first for first, _ in PEOPLE], [last for _, last in PEOPLE], PEOPLE
).with_either(EITHER)
DEAL = Surrogates(b"e" * 32, DICTIONARY)


def one(entity_type: str, value: str) -> str:
    return DEAL.apply(entity_type, [value])[0] or ""


@pytest.mark.parametrize(("first", "last"), PEOPLE[:8])
def test_a_person_is_read_in_any_order(first: str, last: str) -> None:
    """Both orders of a whole name, and of a mailbox in full, give what the two columns give."""
    given, surname = one("FIRST_NAME", first), one("LAST_NAME", last)
    assert one("PERSON", f"{first} {last}") == f"{given} {surname}"
    assert one("PERSON", f"{last} {first}".lower()) == f"{surname} {given}".lower()
    assert one("PERSON", f"M. {last} {first}") == f"M. {surname} {given}"
    for box, new in (((first, last), (given, surname)), ((last, first), (surname, given))):
        assert one("USERNAME", ".".join(box).lower()) == ".".join(new).lower()
        assert one("USERNAME", "".join(box).lower()) == "".join(new).lower()


def test_a_joined_mailbox_is_cut_where_a_person_is() -> None:
    """`paulemonet` may be Paul Emonet or Paule Monet: two people, so the first reading stays."""
    readings = {
        fold(one("FIRST_NAME", first) + one("LAST_NAME", last)) for first, last in PEOPLE if first[0] == "P"
    }
    assert one("USERNAME", "paulemonet") in readings
    known = Surrogates(
        b"e" * 32, Dictionary.learn(["Paul", "Paule"], ["Emonet", "Monet"], [("Paule", "Monet")])
    )
    (first,), (last,) = known.apply("FIRST_NAME", ["Paule"]), known.apply("LAST_NAME", ["Monet"])
    assert known.apply("USERNAME", ["paulemonet"]) == [fold(f"{first}{last}")]


def test_a_surname_in_one_word_follows_its_first_name() -> None:
    """`alexandra.lefeuvre` is Lefeuvre although Le Feuvre has a first name of that initial."""
    for first, last in PEOPLE[-3:]:
        box = f"{first}.{last}".lower().replace(" ", "")
        new = f"{one('FIRST_NAME', first)}.{one('LAST_NAME', last)}".lower().replace(" ", "")
        assert one("USERNAME", box) == new


def test_a_surname_like_a_first_name_without_its_hyphen() -> None:
    """`yvette.jeanpierre` is Jeanpierre, a surname; Jean-Pierre Petit stays a first name."""
    people = [("Yvette", "Jeanpierre"), ("Jean-Pierre", "Petit")]
    deal = Surrogates(b"e" * 32, Dictionary.learn(*map(list, zip(*people, strict=True)), people))
    for first, last in people:
        new = deal.apply("FIRST_NAME", [first])[0] or "", deal.apply("LAST_NAME", [last])[0] or ""
        box = f"{first}.{last}".lower().replace("-", "")
        assert deal.apply("USERNAME", [box]) == [".".join(new).lower().replace("-", "")]
    assert deal.apply("USERNAME", ["y.jeanpierre"])[0] == fold(
        f"{(deal.apply('FIRST_NAME', ['Yvette'])[0] or '')[0]}.{deal.apply('LAST_NAME', ['Jeanpierre'])[0]}"
    )


def test_the_people_of_either_order_are_frozen_with_the_deal() -> None:
    """They outlive the JSON and a later delivery; a dictionary made before them is read as it was."""
    assert Dictionary.from_json(DICTIONARY.to_json()) == DICTIONARY
    assert Dictionary().merged(DICTIONARY).either == DICTIONARY.either
    old = DICTIONARY.to_json().replace('"either":', '"other":')
    assert Dictionary.from_json(old).either == frozenset()
    assert DICTIONARY.has("alexandre", "david")
    assert not DICTIONARY.has("david", "alexandre")


def test_a_semicolon_may_stand_where_a_comma_does() -> None:
    """Before first names only: "A B; C D" and two surnames are two people."""
    plain = Surrogates(b"e" * 32, Dictionary())
    for name in ("Pelluchon, Corentin", "THOMAS, Julie", "Le Goff, Jean-Pierre"):
        (with_comma,) = plain.apply("PERSON", [name])
        assert with_comma is not None
        assert plain.apply("PERSON", [name.replace(",", ";")]) == [with_comma.replace(",", ";")]
    one, other, both = plain.apply("PERSON", ["Jean Dupont", "Marie Martin", "Jean Dupont; Marie Martin"])
    assert both == f"{one}; {other}"
