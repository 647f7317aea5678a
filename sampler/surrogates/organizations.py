"""ORGANIZATION: invented names that keep legal form, link words, case and separators."""

import re

from sampler.surrogates.case import like
from sampler.surrogates.domains import Domains
from sampler.surrogates.folding import fold
from sampler.surrogates.names import Names
from sampler.surrogates.slots import Slots
from sampler.surrogates.vocabulary import LEGAL_FORMS, LINK_WORDS

ORGANIZATION = "ORGANIZATION"
_PIECES = re.compile(r"[0-9]+|[^\W0-9_]+")
_KEPT = LEGAL_FORMS | LINK_WORDS


def name_words(text: str, *, links: bool = False) -> list[str]:
    """The folded words of a name without its legal form, with its link words on demand."""
    words = [fold(piece) for piece in _PIECES.findall(text)]
    return [word for word in words if word not in LEGAL_FORMS and (links or word not in LINK_WORDS)]


class Organizations:
    """Maps names of organizations; their words agree with their domains ("acme.fr", "ACME SAS")."""

    def __init__(self, slots: Slots, names: Names, domains: Domains) -> None:
        self._slots = slots
        self._names = names
        self._domains = domains

    def organization(self, text: str) -> str:
        """`text` with its words mapped; a name made of kept words only is mapped whole."""
        pieces = [fold(piece) for piece in _PIECES.findall(text)]
        all_kept = all(piece in _KEPT for piece in pieces)

        def mapped(found: re.Match[str]) -> str:
            folded = fold(found.group())
            if folded in _KEPT and not all_kept:
                return found.group()
            return like(found.group(), self._domains.word(folded))

        name = fold(text)
        bump = self._slots.bump(ORGANIZATION, name)
        more = f" {like(text, self._names.invented('more', f'{name}{bump}'))}" if bump else ""
        return _PIECES.sub(mapped, text) + more
