"""What is configured: options > SAMPLER_* > project file `sampler.toml` > user configuration."""

import os
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from sampler.errors import UsageError
from sampler.policy.settings import PolicySettings


class Settings(BaseModel):
    """Everything that can be configured; an unknown key is an error that names it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    max_trial_days: int | None = Field(default=None, ge=1, le=3650)  # the short form of policy.max_trial_days
    min_k: int | None = Field(default=None, ge=1, le=1000)  # the short form of policy.min_k
    zone: str = ""
    workers: int = Field(default=0, ge=0, le=64)  # 0: one for small samples, else one per core
    hunt_roots: tuple[str, ...] = ()  # folders that are hunted for stray copies before a destruction
    policy: PolicySettings = Field(default_factory=PolicySettings)

    @property
    def rules(self) -> PolicySettings:
        """The organisation's settings of the policy."""
        short = {"max_trial_days": self.max_trial_days, "min_k": self.min_k}
        return self.policy.model_copy(
            update={key: value for key, value in short.items() if value is not None}
        )

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        if zone and not _is_zone(zone):
            raise ValueError("no such time zone")
        return zone


def load_settings(environment: dict[str, str], project: Path, user: Path) -> Settings:
    """Merge the sources, the nearest last.

    Raises:
        UsageError: a file can't be read, or a key or value is off; the key is named, not the value.
    """
    merged: dict[str, object] = {}
    for path in (user, project):
        merged = _merged(merged, _read(path))
    for name in ("max_trial_days", "zone", "workers"):
        if value := environment.get(f"SAMPLER_{name.upper()}"):
            merged[name] = value
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        keys = ", ".join(".".join(str(part) for part in problem["loc"]) for problem in error.errors())
        inner = (f"policy.{name}" for name in PolicySettings.model_fields)
        known = ", ".join((*Settings.model_fields, *inner))
        hint = f"known are {known}; the zone is one like Europe/Paris"
        raise UsageError(f"the configuration is off at: {keys}", hint) from None


def _merged(far: dict[str, object], near: dict[str, object]) -> dict[str, object]:
    """The nearer source wins key by key, in the policy section too."""
    sections = far.get("policy"), near.get("policy")
    if isinstance(sections[0], dict) and isinstance(sections[1], dict):
        near = {**near, "policy": {**sections[0], **sections[1]}}
    return {**far, **near}


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise UsageError(
            f"{path.name} can't be read as TOML", "a line looks like: max_trial_days = 90"
        ) from None


def local_zone(configured: str) -> str:
    """The home's time zone by name: configured, else TZ, else this machine's, else UTC."""
    link = Path("/etc/localtime")
    target = os.fspath(link.resolve()) if link.is_symlink() else ""
    proposed = (configured, os.environ.get("TZ", "").removeprefix(":"), target.partition("zoneinfo/")[2])
    return next((name for name in proposed if name and _is_zone(name)), "UTC")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # ill-formed, a folder, or unknown
        return False
    return True


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)
