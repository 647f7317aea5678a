"""Tables of places and people outside: environments, media, recipients, known signers, statements."""

from sqlalchemy import Text

from sampler.registry.tables import state_table

environment = state_table(
    "environment",
    kind=Text,  # local | test | container | ci
    country=Text,  # ISO 3166-1, two letters, as declared: no program can find it out
    state=Text,  # declared | retired
    declared_at=Text,
    checked_at=Text,
    found=Text,  # what the last check said of its place
)
medium = state_table(
    "medium",
    kind=Text,  # disk | server | paper | cloud | other
    protection=Text,  # encrypted | locked-away | none | unverified
    disposal=Text,  # how it ends: erase-key | shred | crush | return | reinstall
    environment=Text,
    state=Text,  # in-use | disposed
    added_at=Text,
    checked_at=Text,
)
recipient = state_table(
    "recipient",
    kind=Text,  # of the key: age | ssh-ed25519 | ssh-rsa | none
    state=Text,  # known | retired
    confirmed=Text,  # yes, when the fingerprint was given from another channel
    added_at=Text,
)
signer = state_table(
    "signer",
    role=Text,  # sender | recipient
    state=Text,  # trusted | retired
    how=Text,  # confirmed: its fingerprint came by another channel; first-use: taken as it came
    since=Text,
)
statement = state_table("statement", kind=Text, copy=Text, pack=Text, stated_at=Text, digest=Text, way=Text)

TABLES = (environment, medium, recipient, signer, statement)
