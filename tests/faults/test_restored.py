"""A copy that is put back behind the tool is called absent by no certificate."""

import pytest
from restoring import PLACES
from sampling import spread
from zygote import Zygote

MOST = 6


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", PLACES)
def test_what_is_put_back_is_not_called_absent(warm: Zygote, seed: int, kind: str) -> None:
    """At the call after its removal, before the check, or at any later one up to the certificate."""
    gone, certificate = warm.ask("between", kind=kind)
    assert certificate - gone > MOST
    wrong = {}
    for step in spread(certificate - gone, MOST, seed, kind):
        if found := warm.ask("restored", kind=kind, number=gone + step):
            wrong[gone + step] = found
    assert not wrong
