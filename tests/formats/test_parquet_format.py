"""Parquet: text on reading, own types on writing where every value allows."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from format_files import formats

from sampler.errors import UnreadableError
from sampler.formats import Output

MOMENT = dt.datetime(2024, 1, 1, 1, 2, 3, 500)  # noqa: DTZ001 - a moment without a zone
COLUMNS = pa.table(
    {
        "i": [1, None, 3],
        "f": [1.0, None, 2.5],
        "big": [612345678901.0, None, 1e300],
        "s": ["a", "", None],
        "d": [dt.date(2024, 1, 1)] * 3,
        "naive": pa.array([MOMENT] * 3, pa.timestamp("ns")),
        "zoned": pa.array([MOMENT] * 3, pa.timestamp("us", "Europe/Paris")),
        "b": [True, False, None],
        "bin": [b"\x00\xff", b"", None],
        "dict": pa.array(["x", "y", None]).dictionary_encode(),
        "t": [dt.time(1, 2, 3)] * 3,
        "dec": pa.array([Decimal("1.50")] * 3, pa.decimal128(10, 2)),
        "u": pa.array([None] * 3),
        "large": pa.array(["x", "", None], pa.large_string()),
        "u8": pa.array([255, 0, None], pa.uint8()),
    }
)


def parquet(table: pa.Table, **options: Any) -> bytes:  # noqa: ANN401 - write_table's
    """The table as a file."""
    out = io.BytesIO()
    pq.write_table(table, out, **options)
    return out.getvalue()


def test_values_come_back_in_their_types() -> None:
    """Text that is unchanged becomes the same values of the same types, compressed alike."""
    document = formats.open(parquet(COLUMNS, compression="zstd"), "x.parquet")
    copied = formats.copy(document)
    assert pq.read_table(io.BytesIO(copied)).equals(COLUMNS)
    assert pq.ParquetFile(io.BytesIO(copied)).metadata.row_group(0).column(0).compression == "ZSTD"
    assert formats.rows(document)[0] == (
        *(
            "1",
            "1",
            "612345678901",
            "a",
            "2024-01-01",
            "2024-01-01 01:02:03.0005",
            "2024-01-01 02:02:03.0005+0100",
        ),
        *("true", "00ff", "x", "01:02:03", "1.50", None, "x", "255"),
    )


def test_a_value_of_another_type_makes_the_column_text() -> None:
    """One value that does not parse, or would lose a zero, turns its whole column into strings."""
    document = formats.open(parquet(COLUMNS.select(["i", "d", "b", "s"])), "x.parquet")
    rows = [("007", "2024-02-30", "true", "a"), ("1", None, "oui", None), (None, "x", None, "")]
    output = formats.output(document, "t1", range(4), rows)
    for batches in (output.batches, iter(output.batches)):
        given = Output(output.name, output.columns, output.kept, batches)
        table = pq.read_table(io.BytesIO(formats.copy(document, outputs={"t1": given})))
        assert table.schema.types == [pa.string()] * 4
        assert table.to_pylist()[0] == {"i": "007", "d": "2024-02-30", "b": "true", "s": "a"}


def test_metadata_is_dropped_and_listed() -> None:
    """Pandas' and anyone's key-value metadata stay behind."""
    table = COLUMNS.select(["s"]).replace_schema_metadata({"pandas": '{"index_columns": ["Zoe"]}'})
    document = formats.open(parquet(table), "x.parquet")
    assert document.dropped == ("metadata",)
    assert b"Zoe" not in formats.copy(document)
    assert formats.open(parquet(COLUMNS.select(["s"])), "x.parquet").dropped == ()


def test_row_groups_order_and_zero_rows() -> None:
    """Many row groups keep their order and size; a file without rows is valid."""
    table = pa.table(
        {"n": range(10_000), "s": pa.array([f"v{n}" for n in range(10_000)]).dictionary_encode()}
    )
    copied = formats.copy(formats.open(parquet(table, row_group_size=3000), "x.parquet"))
    back = pq.read_table(io.BytesIO(copied))
    assert (back.schema, back.to_pydict()) == (table.schema, table.to_pydict())
    assert pq.ParquetFile(io.BytesIO(copied)).metadata.num_row_groups == 4
    empty = formats.open(parquet(table.slice(0, 0)), "x.parquet")
    assert formats.rows(empty) == []
    assert pq.read_table(io.BytesIO(formats.copy(empty))).num_rows == 0


def test_columns_may_repeat_a_name_and_be_left_out() -> None:
    """Columns go by their place, not by their name."""
    table = pa.Table.from_arrays([pa.array([1]), pa.array(["x"]), pa.array([2])], names=["a", "a", "b.c"])
    document = formats.open(parquet(table), "x.parquet")
    assert document.tables[0].columns == ("a", "a", "b.c")
    output = formats.output(document, "t1", [1, 2], [("y", "3")], columns=("c2", "b.c"))
    copied = pq.read_table(io.BytesIO(formats.copy(document, outputs={"t1": output})))
    assert copied.to_pylist() == [{"c2": "y", "b.c": 3}]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (parquet(pa.table({"x": [[1]]})), "nested parquet columns"),
        (parquet(pa.table({"x": [{"a": 1}]})), "nested parquet columns"),
        (b"PAR1", "Parquet content that can't be parsed"),
        (b"a,b\n", "not a Parquet file"),
        (b"", "not a Parquet file"),
    ],
)
def test_what_is_no_flat_parquet_file_is_refused(data: bytes, reason: str) -> None:
    """Nested columns and broken files are refused."""
    with pytest.raises(UnreadableError) as error:
        formats.open(data, "x.parquet")
    assert error.value.message == reason
