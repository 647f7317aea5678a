"""The languages a caller may name: French and English, in any usual spelling, once or one per text."""

from collections.abc import Iterable

from sampler.errors import UsageError

LANGUAGES = ("fr", "en")


def language_of(name: object) -> str | None:
    """Read "fr", "FR", "fr-FR" or "en_GB" as "fr" or "en"; None stays None.

    Raises:
        UsageError: no such language here.
    """
    if name is None:
        return None
    code = name.strip().lower().replace("_", "-").partition("-")[0] if isinstance(name, str) else ""
    if code not in LANGUAGES:
        raise UsageError("texts are read in French (fr) or English (en)")
    return code


def languages_of(names: "str | Iterable[str | None] | None", count: int) -> list[str | None]:
    """Give each of `count` texts or columns its language: one name for all, or one name each.

    Raises:
        UsageError: no such language here, or not as many names as texts.
    """
    if names is None or isinstance(names, str) or not isinstance(names, Iterable):
        return [language_of(names)] * count
    codes = [language_of(name) for name in names]
    if len(codes) != count:
        raise UsageError("name one language for all, or one for each text or column")
    return codes
