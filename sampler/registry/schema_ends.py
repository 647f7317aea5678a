"""Tables of how deals end: what was given back to the provider."""

from sqlalchemy import Integer, Text

from sampler.registry.tables import Wide, state_table

returned = state_table(
    "returned",
    deal=Text,
    state=Text,  # packed | confirmed
    made_at=Text,
    made_by=Text,
    copy=Text,  # the pack here
    pack=Text,  # its id in the manifest, by which a statement names it
    files=Integer,
    bytes=Wide,
    digest=Text,  # SHA-256 of the signed record of the return
    confirmed_at=Text,
    confirmed_by=Text,  # the custodian who recorded it
    way=Text,  # declared | statement
)

TABLES = (returned,)
