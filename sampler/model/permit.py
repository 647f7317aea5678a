"""The permit: proof that the gate allowed a read. Only `custody.gate` can make one."""

from typing import Never


class Permit:
    """Allows one act on named vault objects, until the session ends.

    The constructor takes `Never`: calling it does not type-check. The gate uses `_issue`; a test
    makes sure that nothing else does.
    """

    __slots__ = ("act", "objects", "subject")

    act: str
    subject: str
    objects: frozenset[str]

    def __init__(self, only_the_gate_makes_permits: Never) -> None:  # noqa: ARG002 - its type is the point
        raise TypeError("only the gate makes permits")

    @classmethod
    def _issue(cls, act: str, subject: str, objects: frozenset[str]) -> "Permit":
        permit = object.__new__(cls)
        permit.act, permit.subject, permit.objects = act, subject, objects
        return permit
