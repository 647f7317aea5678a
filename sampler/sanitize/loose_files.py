"""Sanitize files with a key and a recipe that the caller gives, without a home: for notebooks and benchmarks.

The bytes are those that `sampler sanitize` writes under the same key and recipe. Nothing is registered, so
nothing of it can be packed, exported or certified, and the key is the caller's to destroy.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from sampler.detect.columns.labels import file_label
from sampler.engine.pool import Pool, worker_count
from sampler.errors import NotFoundError, UsageError
from sampler.formats import open_document
from sampler.sanitize.apart import Apart, until_apart
from sampler.sanitize.audit.auditing import audit
from sampler.sanitize.audit.findings import AuditFile, AuditResult
from sampler.sanitize.compile import compile_recipe
from sampler.sanitize.files import WORKER_MODULES, FileResult, sanitize_file
from sampler.sanitize.plan import Plan
from sampler.sanitize.recipes.recipe import Recipe, read_recipe
from sampler.sanitize.sample import SourceFile
from sampler.surrogates.engine import Surrogates


@dataclass(frozen=True, slots=True)
class Summary:
    """What was done, in numbers and labels, never values.

    `files` has one result per written file; `dropped` are labels of files that the recipe leaves out. `audit`
    is None when it was not asked for, and then nothing was proved. `workers` is how many processes worked.
    """

    files: tuple[FileResult, ...]
    dropped: tuple[str, ...]
    audit: AuditResult | None
    workers: int
    warnings: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Rows written, in all tables."""
        return sum(table.rows_out for file in self.files for table in file.tables)

    @property
    def replaced(self) -> Mapping[str, int]:
        """Filled cells by rule, spans by type in texts."""
        total: Counter[str] = Counter()
        for file in self.files:
            total.update(file.replaced)
        return dict(sorted(total.items()))

    @property
    def fallbacks(self) -> Mapping[str, int]:
        """Cells that are not of the type their rule names: they became tokens."""
        total: Counter[str] = Counter()
        for file in self.files:
            total.update(file.fallbacks)
        return dict(sorted(total.items()))


@dataclass
class _Run:
    """One call: its open files, and what was written under temporary names."""

    out: Path
    streams: ExitStack
    sources: list[SourceFile] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    written: dict[str, Path] = field(default_factory=dict)


def sanitize_files(
    files: Sequence[Path | str],
    out: Path | str,
    *,
    key: bytes,
    recipe: Path | str | bytes,
    workers: int | None = None,
    check: bool = True,
    progress: Callable[[int], None] | None = None,
) -> Summary:
    """Write sanitized copies of `files` into the new or empty folder `out`.

    `key` has 32 bytes: the same key and recipe always give the same bytes, whatever `workers` says (default:
    one process for little, one per core for much). `recipe` is a path, or its text as bytes. With `check`
    the leak audit runs over what was written; read its answer in the summary. `progress` is told the rows
    of every finished batch. Either every file is written, or `out` is as it was.

    Raises:
        UsageError: the folder is not empty, or two files would have one name.
        RecipeError: the recipe can't be followed, or leaves a column uncovered.
        UnreadableError: a file can't be read to its end.
    """
    folder = Path(out)
    with ExitStack() as streams:
        run = _Run(folder, streams)
        _open(run, [Path(name) for name in files])
        count = worker_count(workers or 0, sum(path.stat().st_size for path in run.paths))
        pool = streams.enter_context(Pool(count, WORKER_MODULES)) if count > 1 else None
        plan = compile_recipe(_recipe(recipe), run.sources, key=key, pool=pool)
        streams.callback(_forget, run)
        plan, results = _write_all(run, plan, key, pool=pool, progress=progress)
        checked = _checked(run, plan, key, pool) if check else None
        for path in run.written.values():
            path.rename(path.with_name(path.name.removeprefix(".").removesuffix(".part")))
        run.written.clear()
    dropped = tuple(one.label for one in run.sources if plan.file(one.file_id).dropped)
    return Summary(tuple(results), dropped, checked, count, plan.warnings)


def _open(run: _Run, paths: Sequence[Path]) -> None:
    if run.out.exists() and any(run.out.iterdir()):
        raise UsageError("the output folder is not empty", "name a new folder")
    run.out.mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(paths, start=1):
        if not path.is_file():
            raise NotFoundError(f"file {number} is not there")
        stream = run.streams.enter_context(path.open("rb"))
        document = open_document(cast("BinaryIO", stream), path.name)
        run.sources.append(SourceFile(f"f{number}", file_label(path.name, number), document, path.name))
        run.paths.append(path)


def _recipe(recipe: Path | str | bytes) -> Recipe:
    if isinstance(recipe, bytes):
        return read_recipe(recipe, "recipe")
    try:
        return read_recipe(Path(recipe).read_bytes(), Path(recipe).name)
    except FileNotFoundError:
        raise NotFoundError("the recipe is not there") from None


def _write_all(
    run: _Run,
    plan: Plan,
    key: bytes,
    *,
    pool: Pool | None,
    progress: Callable[[int], None] | None,
) -> tuple[Plan, list[FileResult]]:
    """Write every file; what was written first is taken away where it has to be written again."""

    def write(plan: Plan, surrogates: Surrogates, apart: Apart) -> list[FileResult]:
        _forget(run)
        return [
            _write(run, one, plan, surrogates, apart=apart, pool=pool, progress=progress)
            for one in run.sources
            if not plan.file(one.file_id).dropped
        ]

    return until_apart(run.sources, plan, key, write, pool=pool)


def _write(
    run: _Run,
    one: SourceFile,
    plan: Plan,
    surrogates: Surrogates,
    *,
    apart: Apart,
    pool: Pool | None,
    progress: Callable[[int], None] | None,
) -> FileResult:
    path = run.out / f".{plan.file(one.file_id).name}.part"
    if path in run.written.values():
        raise UsageError(f"two files would be written as one: {one.label}", "give them other names")
    run.written[one.file_id] = path
    with path.open("xb") as stream:
        return sanitize_file(one, plan, surrogates, stream, pool=pool, advanced=progress, apart=apart)


def _checked(run: _Run, plan: Plan, key: bytes, pool: Pool | None) -> AuditResult:
    files = []
    for one, path in zip(run.sources, run.paths, strict=True):
        made = run.written.get(one.file_id)
        original = run.streams.enter_context(path.open("rb"))
        output = run.streams.enter_context(made.open("rb")) if made else None
        name = plan.file(one.file_id).name
        files.append(AuditFile(one.file_id, one.label, one.name, original, output, name))
    return audit(files, plan, Surrogates(key, plan.dictionary), pool=pool)


def _forget(run: _Run) -> None:
    """Take away what a run that did not end well has written."""
    for path in run.written.values():
        path.unlink(missing_ok=True)
    run.written.clear()
