"""Domains and words: whatever goes in, what comes out ends in .example (RFC 2606)."""

import re

from sampler.surrogates.bijection import LETTERS, Bijections, write
from sampler.surrogates.folding import fold
from sampler.surrogates.names import Names
from sampler.surrogates.vocabulary import BARE_TOPS, LINK_WORDS, PROVIDERS, SECOND_LEVELS, TECHNICAL_LABELS

_PIECES = re.compile(r"[0-9]+|[^\W0-9_]+")
_MAIL_NAMES = 26 * 26
_PLACE = {name: place for place, name in enumerate(sorted(PROVIDERS))}
_SHORT = 3


class Domains:
    """Maps domains: public mail providers to `mail-xx.example`, others word by word."""

    def __init__(self, bijections: Bijections, names: Names) -> None:
        self._bijections = bijections
        self._names = names

    def domain(self, text: str) -> str:
        """A reserved domain for `text`; two domains never share one, "fr" alone leaves no trace."""
        host = fold(text)
        if host in _PLACE:
            number = self._bijections.permute("providers", _PLACE[host], _MAIL_NAMES)
            return f"mail-{write(number, LETTERS, 2)}.example"
        labels = [label for label in host.split(".") if label] or ["x"]
        tops = 1 if len(labels) > 1 else 0
        if len(labels) > 2 and labels[-2] in SECOND_LEVELS:  # noqa: PLR2004 - a label before "co.uk"
            tops = 2
        names, top = labels[: len(labels) - tops], labels[len(labels) - tops :]
        written = [label if label in TECHNICAL_LABELS else self.label(label) for label in names[:-1]]
        suffix = (
            "" if len(top) == 1 and top[0] in BARE_TOPS else "".join(f"-{self._top(part)}" for part in top)
        )
        return ".".join([*written, self.label(names[-1]) + suffix, "example"])

    def label(self, label: str) -> str:
        """One folded label, its words and digits mapped; a company's, with the words of its name."""
        company = self._names.company(label)
        if company:
            return "".join(word if word in LINK_WORDS else self.word(word) for word in company)
        written = self.words(label)
        plain = re.sub(r"[^a-z0-9-]", "-", written).strip("-")
        return plain or self._names.word(label)

    def words(self, folded: str) -> str:
        """A folded text with every word and number mapped, separators kept."""
        return _PIECES.sub(lambda found: self.word(found.group()), folded)

    def word(self, piece: str) -> str:
        """A folded word or a run of digits."""
        if piece.isascii() and piece.isdigit():
            return self._bijections.digits("word", piece)
        if len(piece) <= _SHORT and piece.isascii() and piece.isalpha():
            return self._names.letters(piece)
        return self._names.word(piece)

    def _top(self, label: str) -> str:
        """A top level that is public stays readable; anything else is mapped."""
        return label if len(label) <= _SHORT and label.isascii() else self.label(label)
