"""Unfinished objects on record: vault objects of the lent sample, each beside a note that says what it is.

Like any object of a sample they are encrypted, swept when no row names them, and destroyed with the deal.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sampler.custody.copies import digest_of
from sampler.custody.gate import with_made
from sampler.custody.samples import put_object
from sampler.custody.session import Session
from sampler.errors import IntegrityError
from sampler.model.permit import Permit
from sampler.registry.store import Act
from sampler.sanitize.resuming.notes import Note

OBJECT = "unfinished"
NOTE = "unfinished-note"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What lies ready for the next run over one sample, which the permit is for."""

    session: Session
    permit: Permit
    deal: str

    def ids(self, *roles: str) -> list[str]:
        """The objects on record with these roles, or with any."""
        rows = self.session.registry.find("object", sample=self.permit.subject, state="kept")
        return [row["id"] for row in rows if row["role"] in (roles or (OBJECT, NOTE))]

    def notes(self) -> list[tuple[str, Note]]:
        """All notes, with the ids of their own objects.

        Raises:
            IntegrityError: one is damaged.
        """
        return [(object_id, Note.from_bytes(self.bytes(object_id))) for object_id in self.ids(NOTE)]

    def bytes(self, object_id: str) -> bytes:
        """The bytes of a small object."""
        with self.session.vault.open(with_made(self.permit, object_id), object_id) as stream:
            return stream.read()

    def check(self, object_id: str, sha256: str) -> None:
        """Read an object through.

        Raises:
            IntegrityError: it is not what was written.
        """
        with self.session.vault.open(with_made(self.permit, object_id), object_id) as stream:
            if digest_of(stream) != sha256:
                raise IntegrityError("a finished part is not what was written")

    def put(self, made: Sequence[tuple[Note, int]], gone: Iterable[str] = ()) -> list[str]:
        """Put objects on record, given by their notes and sizes, and erase others; give the notes' ids."""
        stored = []
        for note, size in made:
            with self.session.vault.create() as (note_id, writer):
                for piece in note.pieces():
                    writer.write(piece)
            stored.append((note_id, writer.size, note.object, size))
        with self.session.registry.act(
            "sanitize.keep", actor=self.session.actor, sample=self.permit.subject
        ) as act:
            for note_id, note_size, object_id, size in stored:
                for name, role, length in ((object_id, OBJECT, size), (note_id, NOTE, note_size)):
                    put_object(act, name, deal=self.deal, sample=self.permit.subject, role=role, size=length)
            taken = self.release(act, gone)
        self.session.vault.erase(taken)
        return [note_id for note_id, *_ in stored]

    def release(self, act: Act, gone: Iterable[str]) -> list[str]:
        """Take objects off the record, inside an act; erase them once it is done."""
        taken = list(gone)
        for object_id in taken:
            act.put("object", object_id, state="destroyed")
        return taken

    def clear(self, but: Collection[str] = ()) -> None:
        """Erase everything that lies here."""
        if taken := [name for name in self.ids() if name not in but]:
            with self.session.registry.act(
                "sanitize.discard", actor=self.session.actor, sample=self.permit.subject
            ) as act:
                self.release(act, taken)
            self.session.vault.erase(taken)
