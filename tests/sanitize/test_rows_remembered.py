"""Rows remembered: the same as going through every row, whatever is forgotten between."""

import random
from collections.abc import Sequence

import pyarrow as pa
import pytest

from sampler.sanitize.operators import rows_remembered
from sampler.surrogates.columns import memory

Values = Sequence[str | None]


def _joined(values: Values, beside: tuple[Values, ...]) -> list[str | None]:
    return [
        None if value is None else f"{value}/{other}" for value, other in zip(values, beside[0], strict=True)
    ]


@pytest.mark.parametrize("most", [1, 5, 1 << 16])
def test_remembered_rows_are_those_worked_out_anew(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Null, empty and repeated cells give what the rule says of them, also when the memory is full."""
    monkeypatch.setattr(rows_remembered, "_MOST", most)
    monkeypatch.setattr(memory, "_MOST", most)
    rng = random.Random(1)
    remembered = rows_remembered.RowMemory()
    for _ in range(20):
        columns = [rng.choices(["a", "b", "", None, "é", "ab"], k=30) for _ in range(2)]
        new = remembered([pa.array(cells, pa.string()) for cells in columns], _joined)
        assert new.to_pylist() == _joined(columns[0], (columns[1],))
