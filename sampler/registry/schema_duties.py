"""Tables of what the law asks with a clock: holds, requests, disclosures, incidents, declarations."""

from sqlalchemy import Text

from sampler.registry.tables import state_table

hold = state_table(
    "hold",
    deal=Text,
    kind=Text,  # freeze | legal
    state=Text,  # placed | released
    placed_by=Text,
    placed_at=Text,
    released_by=Text,
    released_at=Text,
)
request = state_table(
    "request",
    deal=Text,
    kind=Text,  # rectification | restriction | deletion
    state=Text,  # open | closed
    received_on=Text,
    due_on=Text,
    opened_by=Text,
    closed_by=Text,
    closed_at=Text,
    outcome=Text,  # done | refused
    hold=Text,
)
disclosure = state_table(
    "disclosure", deal=Text, notice=Text, disclosed_on=Text, recorded_by=Text, recorded_at=Text
)
incident = state_table(
    "incident",
    deal=Text,
    kind=Text,  # confidentiality | integrity | availability
    state=Text,  # draft | open | closed
    happened_at=Text,
    known_at=Text,
    opened_by=Text,
    opened_at=Text,
    provider_due_at=Text,
    authority_due_at=Text,
    notified_at=Text,
    closed_at=Text,
    copy=Text,
)
incident_entry = state_table("incident_entry", incident=Text, kind=Text, at=Text, by=Text)
declaration = state_table("declaration", rule=Text, by=Text, at=Text, until=Text, state=Text)

TABLES = (hold, request, disclosure, incident, incident_entry, declaration)
