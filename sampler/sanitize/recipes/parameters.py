"""What each operator may be told: one closed model per operator, unknown keys refused."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

_LONGEST = 1_000_000


class NoParameters(BaseModel):
    """The operator takes no parameter."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Fitted(NoParameters):
    """How long a new value may be, in bytes of the file's encoding or in signs."""

    max_bytes: int | None = Field(default=None, ge=1, le=_LONGEST)
    max_length: int | None = Field(default=None, ge=1, le=_LONGEST)


class MaskParameters(NoParameters):
    """How many signs at the end stay readable."""

    keep_last: int = Field(default=0, ge=0, le=4)


class TokenParameters(Fitted):
    """`order: keep` gives whole numbers that sort as the originals do."""

    order: Literal["keep"] | None = None


class DateParameters(NoParameters):
    """`per` names the column that says whose date it is, `first` what stands in front in 05/06/2024."""

    per: str | None = Field(default=None, min_length=1)
    weekday: Literal["keep"] | None = None
    first: Literal["day", "month"] | None = None


class GeneraliseParameters(NoParameters):
    """Exactly one way to make a value coarser."""

    digits: int | None = Field(default=None, ge=1, le=8)
    step: int | None = Field(default=None, ge=2, le=1_000_000_000)
    date: Literal["year", "month"] | None = None
    area: Literal["department", "region"] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(choice is not None for choice in (self.digits, self.step, self.date, self.area)) != 1:
            raise ValueError("needs exactly one of digits, step, date or area")
        return self


class NoiseParameters(NoParameters):
    """At most `percent` up or down; `per` draws anew for each person; a total or the order kept on demand."""

    percent: int = Field(ge=1, le=50)
    per: str | None = Field(default=None, min_length=1)
    order: Literal["keep"] | None = None
    keep_total: bool = False

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if sum((self.per is not None, self.order is not None, self.keep_total)) > 1:
            raise ValueError("takes one of per, order or keep_total")
        return self


class RoundParameters(NoParameters):
    """To the nearest multiple of `to`; `keep_total` keeps the sum of the column to the nearest multiple."""

    to: int = Field(ge=1, le=1_000_000_000)
    keep_total: bool = False


class BucketParameters(NoParameters):
    """Ranges of one width, or between bounds; `write: lower` writes their lower end only."""

    width: int | None = Field(default=None, ge=1, le=1_000_000_000)
    bounds: list[int] | None = Field(default=None, min_length=1, max_length=100)
    write: Literal["range", "lower"] = "range"

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.width is None) == (self.bounds is None):
            raise ValueError("needs exactly one of width or bounds")
        if self.bounds is not None and sorted(set(self.bounds)) != self.bounds:
            raise ValueError("needs bounds that rise")
        return self


class JitterParameters(NoParameters):
    """At most `km` away; on a latitude name its `longitude` column, on a longitude its `latitude`."""

    km: int = Field(ge=1, le=500)
    latitude: str | None = Field(default=None, min_length=1)
    longitude: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _at_most_one(self) -> Self:
        if self.latitude is not None and self.longitude is not None:
            raise ValueError("takes one of latitude or longitude: the column beside it")
        return self
