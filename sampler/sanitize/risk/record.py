"""The risk that was measured when a sample was sanitized, read back from its encrypted description."""

from sampler.custody.gate import ask, objects_of
from sampler.custody.samples import manifest_of
from sampler.custody.session import Session
from sampler.errors import NotFoundError
from sampler.model.risk import Risk


def risk_of(session: Session, sample_id: str) -> Risk:
    """Read the risk section of a sanitized sample.

    Raises:
        NotFoundError: the sample was not sanitized, or before risk was measured.
    """
    permit = ask(session, "report", sample_id, objects=objects_of(session, sample_id, "manifest"))
    found = manifest_of(session, permit, sample_id).get("risk", ())
    if not found:
        raise NotFoundError(
            f"no risk was measured for {sample_id}",
            "the risk of a sanitized sample is measured by: sampler sanitize",
        )
    return Risk.from_json(found[0])
