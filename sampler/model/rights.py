"""A grant lets a person act; an authorization, which only the provider gives, lifts one restriction."""

from dataclasses import dataclass

ANY = "any"


@dataclass(frozen=True, slots=True)
class Grant:
    """One person's right to one act on one deal, until a day, given by an officer."""

    id: str
    person: str
    deal: str
    act: str
    state: str
    expires_on: str

    def covers(self, person: str, deal: str, act: str, today: str) -> bool:
        """Say whether it lets `person` do `act` today; the last day counts, an unknown state does not."""
        same = (self.person, self.deal, self.act, self.state) == (person, deal, act, "given")
        return same and bool(self.expires_on) and today <= self.expires_on


@dataclass(frozen=True, slots=True)
class Authorization:
    """The provider's word that one rule does not hold for one deal, act and scope, until a moment."""

    id: str
    deal: str
    rule: str
    act: str
    scope: str
    state: str
    expires_at: str

    def lifts(self, rule: str, deal: str, act: str, scope: str, now: str) -> bool:
        """Say whether it lifts `rule` now; expired or withdrawn is as if it had never been given."""
        if (self.rule, self.deal, self.state) != (rule, deal, "recorded"):
            return False
        fits = self.act in (ANY, act) and self.scope in (ANY, scope)
        return fits and bool(self.expires_at) and now <= self.expires_at
