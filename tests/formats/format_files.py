"""What the tests of all formats share: open bytes, read rows, write a copy."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from sampler.formats import Document, Output, open_document


class Formats:
    """Opens bytes as documents and writes copies of them."""

    @staticmethod
    def open(data: bytes, name: str) -> Document:
        """Open bytes under a name."""
        return open_document(io.BytesIO(data), name)

    @staticmethod
    def rows(document: Document, table_id: str = "t1") -> list[tuple[str | None, ...]]:
        """All rows of a table."""
        found: list[tuple[str | None, ...]] = []
        for batch in document.batches(table_id):
            assert batch.schema.names == [f"c{n}" for n in range(batch.num_columns)]
            assert all(kind == pa.string() for kind in batch.schema.types)
            assert 0 < batch.num_rows <= 65_536
            batch.validate(full=True)
            found += zip(*(column.to_pylist() for column in batch.columns), strict=True)
        return found

    @staticmethod
    def same(document: Document) -> dict[str, Output]:
        """Outputs that change nothing."""
        return {
            table.id: Output(
                table.name, table.columns, tuple(range(len(table.columns))), document.batches(table.id)
            )
            for table in document.tables
        }

    def copy(
        self,
        document: Document,
        change: Callable[[str | None], str | None] | None = None,
        outputs: Mapping[str, Output] | None = None,
    ) -> bytes:
        """A copy, each value changed by `change`, or as `outputs` say."""
        if outputs is None:
            outputs = self.same(document)
        if change is not None:
            outputs = {
                table_id: Output(
                    output.name,
                    output.columns,
                    output.kept,
                    [
                        pa.RecordBatch.from_arrays(
                            [
                                pa.array(map(change, column.to_pylist()), pa.string())
                                for column in batch.columns
                            ],
                            schema=batch.schema,
                        )
                        for batch in output.batches
                    ],
                )
                for table_id, output in outputs.items()
            }
        out = io.BytesIO()
        document.write(out, outputs)
        return out.getvalue()

    @staticmethod
    def output(
        document: Document,
        table_id: str,
        kept: Sequence[int],
        rows: Iterable[Sequence[Any]],
        **names: Any,  # noqa: ANN401 - name and columns
    ) -> Output:
        """An output of some columns of a table with given rows."""
        table = next(table for table in document.tables if table.id == table_id)
        columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        batch = pa.RecordBatch.from_arrays(columns, names=[f"c{n}" for n in range(len(columns))])
        return Output(
            names.get("name", table.name),
            names.get("columns", tuple(table.columns[index] for index in kept)),
            tuple(kept),
            [batch] if columns else [],
        )


formats = Formats()
