"""The estimate of chosen passphrases: what people choose is weak, what dice choose is strong."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sampler.policy.strength import entropy_bits

ENOUGH = 60


@pytest.mark.parametrize(
    "phrase",
    [
        *("password", "P@ssw0rd", "motdepasse2026", "Azerty1234567890!", "qwertyuiop[]", "a" * 22),
        *("Soleil2026!", "correct horse battery", "1234567890123456789", "abcdefghijklmnopqrstuvwxyz"),
        *("Bonjour Bonjour Bonjour Bonjour Bonjour", "marie.dupont.1987", "JeanDupont-Paris-2025"),
        *("", " ", "!!!!!!!!!!!!!!!!", "ÉTÉÉTÉÉTÉÉTÉ", "sampler-demo-test-2026", "monchiensappellerex"),
    ],
)
def test_what_people_choose_is_weak(phrase: str) -> None:
    """Words of everybody's list, walks over the keyboard, years, repetition: under the floor."""
    assert entropy_bits(phrase) < ENOUGH


@pytest.mark.parametrize(
    "phrase",
    [
        "velvet.tumbling.oat.scarf.unwired.pebble",
        "kX9$vQ2m!rT7&zB4wN",
        "gravier tulipe moteur savon érable cligne",
        "7f3a9c1e5b2d8064af91",
    ],
)
def test_what_dice_choose_is_strong(phrase: str) -> None:
    """Six drawn words, or random signs, are over the floor."""
    assert entropy_bits(phrase) >= ENOUGH


@given(st.text(max_size=40))
@example("0:;<=>?@/.-,")  # the signs at the joint are one run
def test_repeating_a_passphrase_adds_next_to_nothing(phrase: str) -> None:
    """Twice the same costs a guesser hardly more."""
    doubled = f"{phrase} {phrase}"
    assert entropy_bits(doubled) <= entropy_bits(phrase) * 1.5 + 30
