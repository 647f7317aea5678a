"""Write the sanitized copy of one file, and count what was done."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from sampler.engine.local import Stream, run
from sampler.formats.document import Output
from sampler.sanitize.plan import FilePlan, Plan, TablePlan
from sampler.sanitize.sample import SourceFile
from sampler.sanitize.transform import Transformer
from sampler.surrogates.engine import Surrogates


@dataclass(frozen=True, slots=True)
class TableResult:
    """Rows of one table: read and written."""

    label: str
    rows_in: int
    rows_out: int


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file; counts hold rule names and numbers, never values.

    `replaced` counts filled cells by rule, and spans by type for texts. `fallbacks` counts, by type, distinct
    values met for the first time that are not of the type their rule names: they became tokens, or null
    when generalised. `dropped` is what the written format does not carry, in fixed words.
    """

    file_id: str
    label: str
    output_name: str
    tables: tuple[TableResult, ...]
    replaced: Mapping[str, int]
    fallbacks: Mapping[str, int]
    dropped: tuple[str, ...]


def sanitize_file(source: SourceFile, plan: Plan, surrogates: Surrogates, out: BinaryIO) -> FileResult:
    """Stream one file through its plan into `out`.

    A file whose tables are all dropped has nothing to write: ask `plan.file(...).dropped` first.

    Raises:
        UnreadableError: the source can't be read to its end; what was written must be thrown away.
    """
    file = plan.file(source.file_id)
    transformer = Transformer(plan, surrogates)
    before = surrogates.fallbacks.copy()
    kept = {table.table_id: table for table in file.tables if not table.dropped}
    streams = run(source.document, kept, transformer)
    source.document.write(
        out, {table_id: _output(kept[table_id], stream) for table_id, stream in streams.items()}
    )
    return _result(source, file, streams, surrogates.fallbacks - before)


def _output(table: TablePlan, stream: Stream[TablePlan]) -> Output:
    names = tuple(column.name for column in table.kept)
    return Output(table.name, names, tuple(column.index for column in table.kept), stream)


def _result(
    source: SourceFile, file: FilePlan, streams: Mapping[str, Stream[TablePlan]], fallbacks: Counter[str]
) -> FileResult:
    counts: Counter[str] = Counter()
    for stream in streams.values():
        counts.update(stream.counts)
    fallbacks["generalise"] += counts.pop("fallback:generalise", 0)
    tables = tuple(
        TableResult(table.label, streams[table.table_id].rows_in, streams[table.table_id].rows_out)
        for table in file.tables
        if table.table_id in streams
    )
    return FileResult(
        file_id=file.file_id,
        label=file.label,
        output_name=file.name,
        tables=tables,
        replaced=dict(sorted(counts.items())),
        fallbacks={name: count for name, count in sorted(fallbacks.items()) if count},
        dropped=source.document.dropped,
    )
