"""Write the sanitized copy of one file, and count what was done."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO, cast

import pyarrow as pa

from sampler.engine.local import Stream, run
from sampler.engine.parts import PartStream, Remembered
from sampler.engine.pool import Pool
from sampler.errors import UnreadableError
from sampler.formats.document import Divisible, Document, Output, Parts
from sampler.sanitize.apart import Apart
from sampler.sanitize.learning.memory_returned import memory_returned
from sampler.sanitize.plan import FilePlan, Plan, TablePlan
from sampler.sanitize.sample import SourceFile
from sampler.sanitize.transform import Transformer
from sampler.surrogates.engine import Surrogates

_FALLBACK = "fallback:"
Told = Stream[TablePlan] | PartStream[TablePlan]
# what a worker process loads while the recipe is compiled
WORKER_MODULES = ("sampler.sanitize.transform", "sampler.sanitize.learning.extracting")


@dataclass(frozen=True, slots=True)
class TableResult:
    """Rows of one table: read and written."""

    label: str
    rows_in: int
    rows_out: int


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file; counts hold rule names and numbers, never values.

    `replaced` counts filled cells by rule, and spans by type for texts. `fallbacks` counts, by type, cells
    that are not of the type their rule names and became tokens; by operator, values that it can't read.
    `dropped` is what the written format does not carry, in fixed words.
    """

    file_id: str
    label: str
    output_name: str
    tables: tuple[TableResult, ...]
    replaced: Mapping[str, int]
    fallbacks: Mapping[str, int]
    dropped: tuple[str, ...]


def sanitize_file(
    source: SourceFile,
    plan: Plan,
    surrogates: Surrogates,
    out: BinaryIO,
    *,
    pool: Pool | None = None,
    advanced: Callable[[int], None] | None = None,
    apart: Apart | None = None,
    earlier: Remembered | None = None,
) -> FileResult:
    """Stream one file through its plan into `out`, in this process or by the workers of `pool`.

    The bytes are the same. `advanced` is told the rows of every batch that is done, `apart` the digests
    of values that must not become one, `earlier` the parts of a file that is written in parts.

    A file whose tables are all dropped has nothing to write: ask `plan.file(...).dropped` first.

    Raises:
        UnreadableError: the source can't be read to its end; what was written must be thrown away.
    """
    file = plan.file(source.file_id)
    transformer = Transformer(plan, surrogates)
    kept = {table.table_id: table for table in file.tables if not table.dropped}
    if pool is not None:
        with memory_returned():
            pool.teach(transformer)
    streams: Mapping[str, Told]
    if parts := _parts_of(source.document, kept):
        ((table_id, table),) = kept.items()
        stream = PartStream(parts, table, transformer, pool=pool, advanced=advanced, earlier=earlier)
        _put_together(source.document, table_id, table, stream, out)
        streams = {table_id: stream}
    else:
        streams = walked = run(source.document, kept, transformer, pool=pool, advanced=advanced)
        source.document.write(
            out, {table_id: _output(kept[table_id], stream) for table_id, stream in walked.items()}
        )
    return _result(source, file, streams, apart or Apart(surrogates))


def _parts_of(document: Document, kept: Mapping[str, TablePlan]) -> Parts | None:
    """The only table of a file in parts, where its format and its rows allow it."""
    if not isinstance(document, Divisible) or len(kept) != 1:
        return None
    ((table_id, table),) = kept.items()
    return document.parts(table_id, tuple(column.index for column in table.kept))


def _put_together(
    document: Document, table_id: str, table: TablePlan, stream: PartStream[TablePlan], out: BinaryIO
) -> None:
    """Write a file whose rows are read and transformed elsewhere: this process only cuts and joins."""
    try:
        cast("Divisible", document).put_together(out, _output(table, ()), iter(stream))
    except UnreadableError:
        # a part does not know which row of the file it is: reading them all tells
        for _ in document.batches(table_id):
            continue
        raise


def _is_kept(name: str) -> bool:
    """Whether a count is of cells that stayed as they were: they are not replaced."""
    return name == "keep" or name.startswith("keep:")


def _output(table: TablePlan, batches: Iterable[pa.RecordBatch]) -> Output:
    names = tuple(column.name for column in table.kept)
    return Output(table.name, names, tuple(column.index for column in table.kept), batches)


def _result(source: SourceFile, file: FilePlan, streams: Mapping[str, Told], apart: Apart) -> FileResult:
    counts: Counter[str] = Counter()
    for stream in streams.values():
        counts.update(stream.counts)
    apart.take(counts)
    fallen = [name for name in counts if name.startswith(_FALLBACK)]
    fallbacks = {name.removeprefix(_FALLBACK): counts.pop(name) for name in sorted(fallen)}
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
        replaced={name: counts[name] for name in sorted(counts) if not _is_kept(name)},
        fallbacks=fallbacks,
        dropped=source.document.dropped,
    )
