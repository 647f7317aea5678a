"""What an organisation may set about the policy; loosening a default is allowed, on record, and shown."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from sampler.policy.acts import MAY, ROLES

PRIVATE_CHANNELS = ("sftp", "https", "transfer-site", "encrypted-mail", "hand", "encrypted-disk", "in-house")
PUBLIC_CHANNELS = (
    *("public-link", "http", "ftp", "public-bucket", "public-repository", "public-share", "mailing-list"),
)
EUROPEAN_UNION = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)
MAX_TRIAL_DAYS = 180
MIB = 1024 * 1024


class PolicySettings(BaseModel):
    """The `policy` section of the configuration; an unknown key is an error that names it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    max_trial_days: int = Field(default=MAX_TRIAL_DAYS, ge=1, le=3650)
    large_sample_bytes: int = Field(default=25 * MIB, ge=0)
    channels: tuple[str, ...] = PRIVATE_CHANNELS
    countries: tuple[str, ...] = EUROPEAN_UNION
    country: str = "FR"  # where this machine stands
    min_entropy_bits: int = Field(default=60, ge=0, le=256)
    wrong_tries: int = Field(default=10, ge=1, le=1000)
    review_days: int = Field(default=180, ge=1, le=3650)
    grant_days: int = Field(default=365, ge=1, le=3650)
    breach_hours: int = Field(default=24, ge=1, le=720)
    authority_hours: int = Field(default=72, ge=1, le=720)
    request_days: int = Field(default=30, ge=1, le=90)
    min_k: int = Field(default=1, ge=1, le=1000)  # 1: no threshold
    max_grace_days: int = Field(default=90, ge=0, le=3650)
    rest_k: int = Field(default=5, ge=2, le=1000)  # the least k of data that outlives its deal
    max_rest_days: int = Field(default=365, ge=0, le=3650)
    roles: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @field_validator("channels")
    @classmethod
    def _private(cls, channels: tuple[str, ...]) -> tuple[str, ...]:
        if set(channels) & set(PUBLIC_CHANNELS):
            raise ValueError("a public channel can't be allowed (EDU-1)")
        return channels

    @field_validator("countries", "country")
    @classmethod
    def _codes(cls, value: tuple[str, ...] | str) -> tuple[str, ...] | str:
        for code in (value,) if isinstance(value, str) else value:
            if not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):  # noqa: PLR2004 - ISO 3166-1
                raise ValueError("a country is two capital letters")
        return value

    @field_validator("roles")
    @classmethod
    def _known(cls, roles: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        if set(roles) - set(ROLES) or {act for acts in roles.values() for act in acts} - set(MAY):
            raise ValueError("an unknown role or act")
        return roles

    def may(self, role: str, act: str) -> bool:
        """Say whether the role may do the act: as configured for that role, else as the table says."""
        return act in self.roles[role] if role in self.roles else role in MAY.get(act, frozenset())


def _larger(value: int, standard: int) -> bool:
    return value > standard


def _smaller(value: int, standard: int) -> bool:
    return value < standard


def _more(value: tuple[str, ...], standard: tuple[str, ...]) -> bool:
    return bool(set(value) - set(standard))


def _more_acts(value: dict[str, tuple[str, ...]], _standard: object) -> bool:
    return any(role not in MAY[act] for role, acts in value.items() for act in acts)


LOOSER: dict[str, Callable[[Any, Any], bool]] = {
    "max_trial_days": _larger,
    "large_sample_bytes": _larger,
    "channels": _more,
    "countries": _more,
    "min_entropy_bits": _smaller,
    "wrong_tries": _larger,
    "review_days": _larger,
    "grant_days": _larger,
    "breach_hours": _larger,
    "authority_hours": _larger,
    "request_days": _larger,
    "max_grace_days": _larger,
    "rest_k": _smaller,
    "max_rest_days": _larger,
    "roles": _more_acts,
}


def loosened(settings: PolicySettings) -> dict[str, tuple[str, str]]:
    """The settings that allow more than the default does: name to value and default, as words."""
    standard = PolicySettings()
    found = {}
    for name, looser in LOOSER.items():
        value, usual = getattr(settings, name), getattr(standard, name)
        if looser(value, usual):
            found[name] = (_said(value), _said(usual))
    return found


def _said(value: int | tuple[str, ...] | dict[str, tuple[str, ...]]) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{role}: {' '.join(sorted(acts))}" for role, acts in sorted(value.items()))
    return " ".join(value) if isinstance(value, tuple) else str(value)
