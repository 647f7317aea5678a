"""The two deliveries of the bars, each taken through the whole chain once."""

import pytest
from delivery_run import Case, delivered

DELIVERIES = {"A": (20_250_602, 200), "B": (7_041, 120)}
_MADE: dict[str, Case] = {}


@pytest.fixture(scope="session", params=sorted(DELIVERIES))
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """One delivery, taken through the chain once per run whatever order the tests have."""
    style = str(request.param)
    if style not in _MADE:
        _MADE[style] = delivered(tmp_path_factory.mktemp("bars"), style, *DELIVERIES[style])
    return _MADE[style]
