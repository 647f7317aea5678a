"""Whatever system call fails or is the last: the invariants hold, and the next command recovers."""

import pytest
from sampling import ORDER, chosen, spread
from stages import STAGES
from zygote import Zygote

LEAST = 1000
DEEP = ("ingest", "sanitize", "pack", "destroy")  # of which recovering is struck too
KILLS, INNER = 5, 3


@pytest.mark.timeout(900)
@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("fault", ORDER)
def test_a_fault_at_a_call_breaks_no_invariant(warm: Zygote, seed: int, stage: str, fault: str) -> None:
    """A kill, EIO, ENOSPC, EACCES at a call, or a disk full from then on: nothing untrue, nothing left."""
    calls = warm.ask("trace", stage=stage)
    wrong = {}
    for number in chosen(stage, len(calls), fault, seed):
        if found := warm.ask("strike", stage=stage, number=number, fault=fault):
            wrong[number, *calls[number]] = found
    assert not wrong


@pytest.mark.timeout(900)
@pytest.mark.parametrize("stage", STAGES)
def test_a_commit_that_fails_may_come_back(warm: Zygote, stage: str) -> None:
    """A commit that could not be synced stands in the log: nothing is undone as if it were not there."""
    found = warm.ask("unsynced", stage=stage)
    assert found
    assert not {point: wrong for point, wrong in found.items() if wrong}


@pytest.mark.timeout(900)
def test_a_run_takes_a_thousand_points(warm: Zygote, seed: int) -> None:
    """Every call of every command meets a fault at least once, more than a thousand in all."""
    points = 0
    for stage in STAGES:
        calls = len(warm.ask("trace", stage=stage))
        taken = {fault: chosen(stage, calls, fault, seed) for fault in ORDER}
        assert set().union(*taken.values()) == set(range(calls))
        points += sum(len(numbers) for numbers in taken.values())
    assert points >= LEAST


@pytest.mark.timeout(900)
@pytest.mark.parametrize("stage", DEEP)
def test_recovering_may_fail_too(warm: Zygote, seed: int, stage: str) -> None:
    """A recovery that is killed or meets an error itself is finished by the next one, to the same end."""
    calls = len(warm.ask("trace", stage=stage))
    wrong = {}
    for number in spread(calls, KILLS, seed, stage):
        within = warm.ask("recovery", stage=stage, number=number)
        for second in spread(within, INNER, seed, f"{stage} {number}") if within else ():
            fault = ORDER[(number + second + seed) % len(ORDER)]
            asked = {"stage": stage, "number": number, "second": second, "fault": fault}
            if found := warm.ask("strike_twice", **asked):
                wrong[number, second, fault] = found
    assert not wrong
