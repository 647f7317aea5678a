"""How the provider wants data to end (JUN-3): all erased, or a rest kept that holds no identity.

Nothing chosen is the default, which erases; documents tell a default from a choice.
"""

from dataclasses import dataclass
from pathlib import Path

from sampler.custody.evidence import keep_evidence, read_evidence
from sampler.custody.provider import speaks_for
from sampler.custody.session import Session
from sampler.errors import UsageError
from sampler.registry.store import Act, Row

ERASE, KEEP_REST = "erase", "anonymise-rest"
MODES = (ERASE, KEEP_REST)


@dataclass(frozen=True, slots=True)
class Choice:
    """A mode, who at the provider chose it (the deal's contact when nobody is named), and their word."""

    mode: str = ""
    by: str = ""
    evidence: Path | None = None

    def __post_init__(self) -> None:
        if self.mode and self.mode not in MODES:
            raise UsageError("--disposal is erase or anonymise-rest", "--disposal erase")
        if (self.by or self.evidence) and not self.mode:
            raise UsageError("who chose, or their word, goes with a choice", "--disposal erase --chosen-by …")

    def by_provider(self, contact: str) -> bool:
        """Whether whoever chose is the deal's contact or of the contact's own domain."""
        return speaks_for(contact, self.by or contact, signed=False)


def put_choice(session: Session, act: Act, deal_id: str, choice: Choice, contact: str) -> None:
    """Put a choice on record, inside the act that brings it: who chose, who recorded it, when."""
    if not choice.mode:
        return
    act.put("deal", deal_id, disposal=choice.mode, disposal_by=session.actor)
    act.put("deal", deal_id, disposal_at=session.moment())
    act.detail("deal", deal_id, disposal_chosen_by=choice.by or contact)
    if choice.evidence is not None:
        word = read_evidence(choice.evidence)
        keep_evidence(act, deal_id, session.vault.put(word), word)


def keeps_rest(deal: Row) -> bool:
    """Say whether the provider chose that a rest may be kept."""
    return bool(deal["disposal"] == KEEP_REST)
