"""What a power cut leaves is only what was synced, and that is enough."""

import pytest
from sampling import spread
from stages import STAGES
from zygote import Zygote

CUTS = {"destroy": 40}
MOST = 16


@pytest.mark.timeout(900)
@pytest.mark.parametrize("stage", STAGES)
def test_a_power_cut_breaks_no_invariant(warm: Zygote, seed: int, stage: str) -> None:
    """Bytes and names that were not synced may be lost at any call: what is on the ledger stays true."""
    cuts = warm.ask("cuts", stage=stage)
    wrong = {}
    for number in {*spread(cuts, CUTS.get(stage, MOST), seed, stage), cuts - 2, cuts - 1}:
        if found := warm.ask("cut", stage=stage, number=number):
            wrong[number] = found
    assert not wrong
