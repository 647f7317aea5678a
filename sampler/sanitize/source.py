"""The sample being sanitized, as the home knows it: its files, its deal's key, what the deal froze."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from sampler.custody.gate import ask, objects_of
from sampler.custody.samples import SampleFile, files_of
from sampler.custody.session import Session
from sampler.detect.columns.labels import file_label
from sampler.formats import open_document
from sampler.model.permit import Permit
from sampler.sanitize.learning.delivered import Delivered
from sampler.sanitize.sample import SourceFile
from sampler.surrogates.dictionary import Dictionary
from sampler.vault.subkeys import SURROGATES, subkey

# roles of what is frozen with a deal
DICTIONARY, DELIVERED = "dictionary", "delivered"


@dataclass(frozen=True, slots=True)
class Source:
    """The sample being sanitized: its deal, its files, and the keyed surrogates of the deal."""

    sample: str
    deal: str
    permit: Permit
    files: tuple[SampleFile, ...]
    key: bytes
    earlier: Dictionary | None
    delivered: Delivered
    # the objects that both are in
    frozen: tuple[str, ...]

    @property
    def readable(self) -> list[SampleFile]:
        """The files that a reader understands."""
        return [file for file in self.files if file.state == "accepted"]

    @property
    def largest(self) -> int:
        """The size of the biggest of them."""
        return max((file.size for file in self.readable), default=0)

    @property
    def quarantined(self) -> tuple[str, ...]:
        """The ids of the others, which are never passed on."""
        return tuple(file.id for file in self.files if file.state != "accepted")


@contextmanager
def sample_view(session: Session, sample_id: str) -> Iterator[tuple[Source, list[SourceFile]]]:
    """A sample with its files open, for looking at what a recipe would do; nothing is written."""
    source = source_of(session, sample_id)
    with ExitStack() as streams:
        yield source, view_of(session, source, streams)


def source_of(session: Session, sample_id: str) -> Source:
    """Ask the gate for a sample, and read what its deal froze."""
    sample = session.registry.get("sample", sample_id)
    frozen = _frozen(session, sample["deal"])
    objects = {*objects_of(session, sample_id), *frozen.values()}
    permit = ask(session, "sanitize", sample_id, objects=objects)
    deal_key = session.vault.unwrapped(session.registry.get("deal", sample["deal"])["key"])
    stored = {}
    for role, object_id in frozen.items():
        with session.vault.open(permit, object_id) as stream:
            stored[role] = stream.read()
    earlier = Dictionary.from_json(stored[DICTIONARY].decode()) if DICTIONARY in stored else None
    delivered = Delivered.from_bytes(stored[DELIVERED]) if DELIVERED in stored else Delivered()
    files = tuple(files_of(session, permit, sample_id))
    key = subkey(deal_key, SURROGATES)
    ids = tuple(sorted(frozen.values()))
    return Source(sample_id, sample["deal"], permit, files, key, earlier, delivered, ids)


def _frozen(session: Session, deal: str) -> dict[str, str]:
    """The objects of what is frozen with a deal, by role."""
    found = session.registry.find
    return {
        role: row["id"]
        for role in (DICTIONARY, DELIVERED)
        for row in found("object", deal=deal, role=role, state="kept")
    }


def view_of(session: Session, source: Source, streams: ExitStack) -> list[SourceFile]:
    """The files of a sample that a reader understands, open as long as `streams` is."""
    view = []
    for file in source.readable:
        stream = streams.enter_context(session.vault.open(source.permit, file.object))
        label = file_label(file.name, file.number)
        view.append(SourceFile(file.id, label, open_document(stream, file.name), file.name))
    return view
