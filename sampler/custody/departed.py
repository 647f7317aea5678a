"""Copies that are still with people who have left: each one is to be taken back (USR-1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sampler.custody.session import ME, Session
from sampler.custody.uses import makers

Details = Mapping[str, tuple[bytes | None, str | None]]


@dataclass(frozen=True, slots=True)
class WithDeparted:
    """An open copy, its deal, and who has it though they left on that day."""

    copy: str
    deal: str
    person: str
    left_on: str


def with_departed(session: Session) -> list[WithDeparted]:
    """Every open copy whose holder has left; without a named holder it is with whoever made it."""
    people = session.registry.find("person")
    left = {row["id"]: str(row["left_on"] or "") for row in people if row["state"] == "left"}
    if not left:
        return []
    said = session.registry.all_details()
    here = {_told(said, f"person/{row['id']}#email") for row in people if row["id"] not in left}
    emails = {_told(said, f"person/{person}#email"): person for person in left}
    gone = {email: person for email, person in emails.items() if email and email not in here}
    made = makers(session)
    found = []
    for row in session.registry.find("copy", state="open"):
        holder = _told(said, f"copy/{row['id']}#holder")
        maker = made.get(row["id"], ME)
        named = next((person for email, person in gone.items() if email in holder), "")
        person = named if holder else maker if maker in left else ""
        if person:
            found.append(WithDeparted(row["id"], row["deal"] or "", person, left[person]))
    return found


def _told(said: Details, key: str) -> str:
    """A detail's text for comparing; empty when it was redacted or never given."""
    return (said.get(key, (None, None))[1] or "").casefold()
