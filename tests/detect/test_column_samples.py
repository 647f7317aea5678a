"""What is shown of a column: the first rows and a fair sample of what stands further down."""

import pyarrow as pa

from sampler.detect.columns import gathering
from sampler.detect.columns.gathering import FIRST_ROWS, MORE_VALUES, Sample

VALUES: list[str | None] = [f"v{number % 40_000}" for number in range(FIRST_ROWS)]
FURTHER: list[str | None] = [None, " ", *(f"w{number % 30_000}" for number in range(60_000))]


def _shown(size: int) -> list[str | None]:
    sample, whole = Sample(), pa.array([*VALUES, *FURTHER], pa.string())
    for start in range(0, len(whole), size):
        sample.add(whole.slice(start, size))
    return sample.values


def test_the_first_rows_and_as_many_distinct_values_further_down() -> None:
    """Rows at the top stand as they are; further down distinct values, from the whole rest, no empty one."""
    shown = _shown(9_000)
    assert shown[:FIRST_ROWS] == VALUES
    further = shown[FIRST_ROWS:]
    assert len(set(further)) == len(further) == MORE_VALUES
    assert set(further) <= set(FURTHER) - {None, " "}
    numbers = [int(str(value)[1:]) for value in further]
    assert abs(sum(number < 10_000 for number in numbers) / len(numbers) - 1 / 3) < 0.05


def test_the_size_of_batches_changes_no_sample() -> None:
    """A column shows the same values however its rows came."""
    assert _shown(700) == _shown(65_536) == _shown(len(VALUES) + len(FURTHER))


def test_a_dictionary_column_is_read_as_its_texts() -> None:
    """A reader may encode its cells: the sample is of the same values."""
    sample = Sample()
    sample.add(pa.array(VALUES[:100]).dictionary_encode())
    sample.cells *= gathering.FIRST_ROWS // 100
    sample.add(pa.array(["a", None, "b", "a"]).dictionary_encode())
    assert sorted(map(str, sample.values[gathering.FIRST_ROWS :])) == ["a", "b"]
