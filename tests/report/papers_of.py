"""A home with two deals, a custodian, an incident and copies, for the tests of registers and packs."""

from shells import Shell, in_days

PLANTED = "Zéphyrine Quatrebarbes"  # a person of the provider's, in every free text that may name one


def busy(shell: Shell) -> None:
    """Fill the home of `ready`: copies, a second person, an incident, another provider's deal."""
    shell("export", "acme-1s", "--into", "out")
    shell("load", "acme-1s", "--into", "sqlite:///dev.db")
    shell("copy", "add", "acme-1s", "--place", "her desk", "--holder", f"{PLANTED} <zq@acme.example>")
    shell("copy", "add", "acme-1s", "--place", "safe", "--holder", "Luc Martin <luc@vendor.example>")
    shell(
        "custodian", "add", "Dev Un <dev@vendor.example>", "--role", "developer", "--undertaken", "2026-01-05"
    )
    shell("grant", "give", "p2", "--deal", "acme", "--act", "load")
    shell("incident", "open", "acme", "--kind", "integrity", "--nature", "a disk failed")
    terms = ("--provider", "Globex GmbH", "--contact", f"{PLANTED} <zq@globex.example>", "--purpose", "trial")
    shell("deal", "open", "globex", *terms, "--trial-ends", in_days(5))
