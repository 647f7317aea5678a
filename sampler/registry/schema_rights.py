"""Tables of people's rights: grants, authorizations, providers' keys, scopes, reviews, loosened settings."""

from sqlalchemy import Integer, Text

from sampler.registry.tables import state_table

grant = state_table(
    "grant",
    person=Text,
    deal=Text,
    act=Text,
    state=Text,  # given | withdrawn
    given_by=Text,
    given_at=Text,
    expires_on=Text,
    withdrawn_at=Text,
)
authorization = state_table(
    "authorization",
    deal=Text,
    rule=Text,  # the restriction that it lifts
    act=Text,  # one act, or "any"
    scope=Text,  # what it is lifted for: an environment's id, a person's, or "any"
    state=Text,  # recorded | withdrawn
    proof=Text,  # ssh-signature | openssl-signature | kept-file | break-glass
    evidence=Text,  # the vault object that holds the provider's word
    recorded_by=Text,
    recorded_at=Text,
    expires_at=Text,
    withdrawn_at=Text,
)
provider_key = state_table(
    "provider_key", deal=Text, kind=Text, fingerprint=Text, state=Text, added_by=Text, added_at=Text
)
deal_scope = state_table("deal_scope", deal=Text, kind=Text, target=Text, state=Text, set_at=Text)
review = state_table("review", done_at=Text, done_by=Text, grants=Integer)
setting = state_table("setting", value=Text, standard=Text, state=Text, since=Text)
lockout = state_table("lockout", target=Text, failures=Integer, state=Text, since=Text, released_by=Text)

TABLES = (grant, authorization, provider_key, deal_scope, review, setting, lockout)
