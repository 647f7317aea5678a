"""A digest of everything that decides which bytes a sample becomes; it holds no key and no value."""

import hashlib
from collections.abc import Iterable, Sequence
from importlib.metadata import distributions

from sampler import __version__
from sampler.custody.samples import SampleFile
from sampler.formats.csv_parts import PART_BYTES
from sampler.model.canonical import canonical_json


def inputs_digest(
    recipe_digest: str, deal_key: str, frozen: Sequence[str], files: Iterable[SampleFile]
) -> str:
    """The digest for a recipe, the id of a deal's key, the objects frozen with it, and the files of a sample.

    Every installed distribution counts with its version: readers, writers and language models decide too.
    """
    installed = sorted({f"{one.name} {one.version}" for one in distributions()})
    document = {
        "program": __version__,
        "installed": installed,
        "part": PART_BYTES,
        "recipe": recipe_digest,
        "key": deal_key,
        "frozen": list(frozen),
        "files": [[one.id, one.object, one.sha256, one.state] for one in files],
    }
    return hashlib.sha256(canonical_json(document)).hexdigest()
