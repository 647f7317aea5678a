"""The harness sees bugs: each of these is one that it was made for."""

import re
from collections.abc import Iterator

import pytest
from bugs import BUGS, CUT, KILL, WHOLE, Bug
from zygote import Zygote

MOST = 120


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", BUGS)
def test_a_seeded_bug_is_caught(warm: Zygote, name: str) -> None:
    """With the bug, some point breaks the very invariant that speaks of it."""
    bug = BUGS[name]
    for found in _points(warm, name, bug):
        if any(bug.caught_by in one for one in found):
            return
    pytest.fail(f"{bug.caught_by} was not broken")


def test_without_the_bug_a_forgotten_key_stops_the_certificate(warm: Zygote) -> None:
    """What one bug plants is refused by sampler itself: no invariant breaks, and it says exit 6."""
    found = warm.ask("planted", bug="no scan for residue")
    assert found == []


def _points(warm: Zygote, name: str, bug: Bug) -> Iterator[list[str]]:
    if bug.shown_by == WHOLE:
        yield warm.ask("strike", stage=bug.stage, number=-1, fault=KILL, bug=name)
        return
    if bug.shown_by == CUT:
        count = warm.ask("cuts", stage=bug.stage, bug=name)
        for number in _scattered(range(count))[:MOST]:
            yield warm.ask("cut", stage=bug.stage, number=number, bug=name)
        return
    calls = warm.ask("trace", stage=bug.stage, bug=name)
    near = [number for number, call in enumerate(calls) if re.search(bug.near, " ".join(call))]
    for number in _scattered(near)[:MOST]:
        yield warm.ask("strike", stage=bug.stage, number=number, fault=bug.shown_by, bug=name)


def _scattered(numbers: list[int] | range) -> list[int]:
    """All of them, far from each other."""
    return [
        numbers[place] for place in sorted(range(len(numbers)), key=lambda one: one * 7919 % len(numbers))
    ]
