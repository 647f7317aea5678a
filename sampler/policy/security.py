"""USR: roles, passphrases, lock-out, disposal."""

from sampler.policy.acts import MAY
from sampler.policy.verdict import Facts, Rule, number, text, words


def usr_1(facts: Facts) -> str | None:
    """A person acts within the roles they have, and not at all once they have left."""
    state = text(facts, "actor_state")
    if state == "left":
        return "the person has left"
    if state != "active":
        return "the person is not a custodian here"
    act = text(facts, "act")
    return None if act and act in words(facts, "role_acts") else f"the person's role does not include {act}"


def usr_2(facts: Facts) -> str | None:
    """A passphrase that somebody chose is hard to guess."""
    if facts.get("keystore") in ("keyring", "weak"):  # a random key; what is weak about it is said elsewhere
        return None
    bits, least = number(facts, "passphrase_bits"), number(facts, "min_entropy_bits")
    if bits is None or least is None:
        return "how strong the passphrase is could not be found out"
    return (
        f"the passphrase is too easy to guess: about {bits} bits; {least} are asked for"
        if bits < least
        else None
    )


def usr_3(facts: Facts) -> str | None:
    """After wrong tries the next one waits longer each time, and at last is locked."""
    if facts.get("locked_out") is True:
        return "it is locked after too many wrong passphrases"
    wait = number(facts, "wait_seconds")
    if wait is None:
        return "how often the passphrase was wrong could not be found out"
    return f"after wrong passphrases the next try is possible in {wait} s" if wait > 0 else None


def usr_6(facts: Facts) -> str | None:
    """The end of a medium or copy that sampler can't reach names how it was destroyed."""
    return None if facts.get("method_stated") is True else "it is not said how it was destroyed"


RULES = (
    Rule(
        "USR-1",
        frozenset(MAY),
        "least privilege by role, withdrawn at departure",
        "the officer, by a role: sampler custodian add",
        usr_1,
    ),
    Rule(
        "USR-2",
        frozenset({"init"}),
        "a chosen passphrase is hard to guess",
        "choosing a longer one, like six words drawn by dice",
        usr_2,
    ),
    Rule(
        "USR-3",
        frozenset({"unlock"}),
        "wrong passphrases slow down, then lock",
        "waiting; a lock on a pack: the officer, by `sampler access unlock`",
        usr_3,
    ),
    Rule(
        "USR-6",
        frozenset({"copy.attest"}),
        "a disposal names its method",
        "stating how it was destroyed: --method",
        usr_6,
    ),
)
