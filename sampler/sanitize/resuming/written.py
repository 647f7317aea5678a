"""A sanitized file in the vault, before its sample is on record."""

from dataclasses import dataclass

from sampler.custody.samples import SampleFile
from sampler.sanitize.files import FileResult


@dataclass(frozen=True, slots=True)
class Written:
    """One sanitized file in the vault."""

    source: SampleFile
    object: str
    size: int
    sha256: str
    result: FileResult
