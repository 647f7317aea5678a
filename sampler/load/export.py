"""Write a sanitized sample's files into a new folder, as a registered copy."""

from dataclasses import dataclass, replace
from pathlib import Path

from sampler.custody.copies import BLOCK, NewCopy, content_of, next_id, register
from sampler.custody.environments import HERE
from sampler.custody.gate import ask, objects_of
from sampler.custody.samples import files_of
from sampler.custody.session import Session
from sampler.custody.space import need_space
from sampler.custody.targets import making
from sampler.registry.private_files import PRIVATE_FILE, make_private_folder


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written where."""

    folder: Path
    copy: str
    files: int


def export(session: Session, sample_id: str, folder: Path, environment: str = HERE) -> Exported:
    """Write the files of a sanitized sample under their sanitized names.

    Raises:
        RefusedError: as for `pack`: IUN-4, EDU-5, EDU-6.
        UsageError: the folder exists and is not empty.
    """
    objects, place = objects_of(session, sample_id), folder.absolute().parent
    permit = ask(session, "export", sample_id, objects=objects, place=place, environment=environment)
    files = files_of(session, permit, sample_id)
    deal = session.registry.get("sample", sample_id)["deal"]
    with making(session, "export", sample_id, folder) as target:
        need_space(target.final.parent, sum(file.size for file in files))
        make_private_folder(target.temporary)
        for file in files:
            path = target.temporary / file.name
            make_private_folder(path.parent)
            with session.vault.open(permit, file.object) as stream, path.open("xb") as out:
                path.chmod(PRIVATE_FILE)
                while piece := stream.read(BLOCK):
                    out.write(piece)
        target.place()
        copy_id = next_id(session)
        due = session.registry.get("deal", deal)["due_on"]
        made = NewCopy("export", deal, sample_id, target.final, content_of(target.final), destroy_by=due)
        copy = replace(made, environment=environment)
        with session.registry.act("export", actor=session.actor) as act:
            register(session, act, copy_id, copy)
    return Exported(folder, copy_id, len(files))
