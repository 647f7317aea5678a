"""What a stopped run finished of a sample, and what this one finishes: used under the same inputs only."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property

from sampler.custody.samples import SampleFile
from sampler.errors import IntegrityError, NoSpaceError, NotFoundError, SamplerError, WorkerLostError
from sampler.registry.store import Act
from sampler.sanitize.learning.delivered import Delivered
from sampler.sanitize.pairs_file import Told
from sampler.sanitize.plan import Plan
from sampler.sanitize.resuming import notes
from sampler.sanitize.resuming.notes import Note
from sampler.sanitize.resuming.runs import Run, Runs
from sampler.sanitize.resuming.shelf import Shelf
from sampler.sanitize.resuming.written import Written

# less than this is done again sooner than it is put on record
LEAST = 16 << 20
# of a big file, one share at most is done again
_SHARES = 16


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished file, and the digests of its values."""

    written: Written
    told: Told


class Unfinished:
    """What is finished of one sample; `inputs` gives a digest of all that decides which bytes are written."""

    def __init__(self, shelf: Shelf, delivered: Delivered, inputs: Callable[[], str]) -> None:
        self._shelf, self._delivered, self._digest = shelf, delivered, inputs
        self.plan: Plan | None = None
        self.tried = 0
        self._clear()

    @cached_property
    def _inputs(self) -> str:
        return self._digest()

    def _clear(self) -> None:
        self._done: dict[str, Finished] = {}
        # finished, and not on record yet
        self._waiting: list[Finished] = []
        self._runs: dict[str, list[Run]] = {}
        # on record for a file: the objects of its runs, and their notes
        self._ids: dict[str, list[str]] = {}
        self._planned = False
        # files that the stopped run finished
        self.reused = 0

    def read(self, files: Mapping[str, SampleFile]) -> None:
        """Take up what a stopped run kept, all of it checked; what is of other inputs is thrown away."""
        if not self._shelf.ids():
            return
        try:
            self._take_up(files)
        except (IntegrityError, NotFoundError) as error:
            self._shelf.session.say(f"warning: what a stopped run kept is not used: {error.message}")
            self.discard()
        self.reused = len(self._done)

    def begin(self, plan: Plan) -> None:
        """Say under which compiled recipe is written from here on; what another one wrote goes."""
        if self.plan is not None and self.plan != plan:
            self.discard()
            self.tried += 1
        self.plan = plan

    def finished(self, file_id: str) -> Finished | None:
        """A file that is finished already; its digests are told once."""
        one = self._done.get(file_id)
        if one is not None:
            self._done[file_id] = replace(one, told={})
        return one

    @contextmanager
    def runs(self, source: SampleFile) -> Iterator[Runs]:
        """The runs of parts of a file that is written in this block."""
        size = max(LEAST, source.size // _SHARES)

        def keep(run: Run) -> None:
            self._keep_run(source.id, run)

        shelf = self._shelf
        known = self._runs.get(source.id, [])
        # a file of one run is kept when it is finished
        size = size if source.size > size else 0
        with Runs(shelf.session.vault, shelf.permit, known, keep, size) as runs:
            yield runs

    def add(self, written: Written, told: Told) -> None:
        """Take in a finished file; it is put on record when enough has come together."""
        self._done[written.source.id] = Finished(written, {})
        self._waiting.append(Finished(written, told))
        if sum(one.written.size for one in self._waiting) >= LEAST:
            self._keep_files()

    @contextmanager
    def kept_if_stopped(self, name: str) -> Iterator[None]:
        """Put on record what is finished when the block is interrupted; after its own errors keep nothing.

        Once the sample that the block makes is on record by its name, all of it is that sample's.

        Raises:
            KeyboardInterrupt: it was interrupted; its words say what is kept.
        """
        try:
            yield
        except KeyboardInterrupt:
            if self._shelf.session.registry.find("sample", id=name):
                raise
            self._keep_files()
            if not self._planned or self.plan is None:
                raise
            raise KeyboardInterrupt(self._words(self.plan)) from None
        except (WorkerLostError, NoSpaceError):
            # with fewer workers or more space the next run comes to its end
            raise
        except SamplerError:
            self.discard()
            raise

    def release(self, act: Act) -> list[str]:
        """Take everything but the sample's own files off the record, in the act that names those."""
        own = {one.written.object for one in self._done.values()}
        return self._shelf.release(act, [name for name in self._shelf.ids() if name not in own])

    def discard(self) -> None:
        """Throw away everything that is kept."""
        self._shelf.clear()
        self._clear()
        self.plan = None

    def _keep_run(self, file_id: str, run: Run) -> None:
        numbers, told = notes.counted(run.counts)
        facts = {
            "file": file_id,
            "number": len(self._runs.setdefault(file_id, [])),
            "lengths": run.lengths,
            "rows": run.rows,
            "counts": numbers,
            "sha256": run.sha256,
        }
        made = [*self._plan_note(), (Note(notes.RUN, self._inputs, run.object, facts, told), run.size)]
        *_, note_id = self._shelf.put(made)
        self._planned = True
        self._runs[file_id].append(run)
        self._ids.setdefault(file_id, []).extend((run.object, note_id))

    def _keep_files(self) -> None:
        """Put finished files on record; their runs are not needed any more."""
        if not self._waiting:
            return
        made = self._plan_note()
        for one in self._waiting:
            written = one.written
            facts = {
                "file": written.source.id,
                "size": written.size,
                "sha256": written.sha256,
                "result": notes.result_facts(written.result),
            }
            note = Note(notes.FILE, self._inputs, written.object, facts, one.told)
            made.append((note, written.size))
        gone = [name for one in self._waiting for name in self._ids.pop(one.written.source.id, ())]
        self._shelf.put(made, gone)
        self._planned = True
        self._waiting.clear()

    def _plan_note(self) -> list[tuple[Note, int]]:
        """The compiled recipe, which comes first on the record."""
        if self._planned or self.plan is None:
            return []
        data = self.plan.to_json().encode()
        object_id = self._shelf.session.vault.put(data)
        facts = {"tried": self.tried, "many": sorted(self._delivered.many)}
        return [(Note(notes.PLAN, self._inputs, object_id, facts, self._delivered.now), len(data))]

    def _words(self, plan: Plan) -> str:
        files = sum(not file.dropped for file in plan.files)
        begun = (runs for file_id, runs in self._runs.items() if file_id not in self._done)
        size = sum(run.size for runs in begun for run in runs)
        more = f", and {size / (1 << 20):.1f} MiB of another one" if size else ""
        return f"stopped; {len(self._done)} of {files} files are kept for the next run{more}"

    def _take_up(self, files: Mapping[str, SampleFile]) -> None:
        found = self._shelf.notes()
        if any(note.inputs != self._inputs for _, note in found):
            raise IntegrityError("the recipe, the deal's names, the sample or the program changed")
        for _, note in found:
            if note.kind == notes.PLAN:
                self.plan = Plan.from_json(self._shelf.bytes(note.object).decode())
                self.tried, self._planned = int(note.facts["tried"]), True
                self._delivered.taken_up(note.told, frozenset(note.facts["many"]))
            elif note.kind == notes.FILE:
                self._take_up_file(note, files)
        if self.plan is None:
            raise IntegrityError("its compiled recipe is not there")
        runs = [(note_id, note) for note_id, note in found if note.kind == notes.RUN]
        for note_id, note in sorted(runs, key=lambda pair: int(pair[1].facts["number"])):
            self._take_up_run(note_id, note)

    def _take_up_file(self, note: Note, files: Mapping[str, SampleFile]) -> None:
        self._shelf.check(note.object, note.facts["sha256"])
        result = notes.read_result(note.facts["result"])
        source, facts = files[note.facts["file"]], note.facts
        written = Written(source, note.object, int(facts["size"]), facts["sha256"], result)
        self._done[source.id] = Finished(written, note.told)

    def _take_up_run(self, note_id: str, note: Note) -> None:
        facts = note.facts
        self._shelf.check(note.object, facts["sha256"])
        counts = notes.recounted(facts["counts"], note.told)
        run = Run(note.object, tuple(facts["lengths"]), int(facts["rows"]), facts["sha256"], counts)
        runs = self._runs.setdefault(facts["file"], [])
        if int(facts["number"]) != len(runs):
            raise IntegrityError("a finished part is missing")
        runs.append(run)
        self._ids.setdefault(facts["file"], []).extend((note.object, note_id))
