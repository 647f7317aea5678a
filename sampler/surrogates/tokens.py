"""Format-preserving tokens: any value in, another of the same shape out, two values never merging.

Digit runs and letter runs are deranged among the runs of their width. A later run of a value is mapped
under the ones before it, so that single letters and digits are not a substitution cipher; the same
integer, alone in a cell or behind a kept prefix ("CLI-1042", "1042"), gets the same digits.
"""

import re

from sampler.surrogates.bijection import LETTERS, Bijections, write
from sampler.surrogates.case import like
from sampler.surrogates.prf import Prf

_RUN = re.compile(
    r"[0-9]+|[A-Za-z]+|[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]+|[^\W_]+?(?=[0-9A-Za-z]|\W|_|$)"
)
_PREFIX = re.compile(r"[A-Za-z]{1,4}(?=[^A-Za-z]*[0-9])")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"(?=.*[0-9])(?=.*[a-f])[0-9a-f]{16,128}|(?=.*[0-9])(?=.*[A-F])[0-9A-F]{16,128}")
_HEX_DIGITS = "0123456789abcdef"
# accented letters of Latin-1 that exist in both cases; ß and ÿ do not, and change places
_ACCENTED = "\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5\u00e6\u00e7\u00e8\u00e9\u00ea\u00eb\u00ec\u00ed\u00ee\u00ef"
_ACCENTED += "\u00f0\u00f1\u00f2\u00f3\u00f4\u00f5\u00f6\u00f8\u00f9\u00fa\u00fb\u00fc\u00fd\u00fe"
_LONE = {"\u00df": "\u00ff", "\u00ff": "\u00df"}
_STRANGE_LETTERS = 14
_LONGEST = 64


class Tokens:
    """The token mapping of one key."""

    def __init__(self, prf: Prf, bijections: Bijections) -> None:
        self._prf = prf
        self._bijections = bijections

    def token(self, text: str, *, prefix: bool = True) -> str:
        """Another value of the shape of `text`; with `prefix`, "CLI-" of "CLI-00123" stays.

        A value without a letter and a digit other than 0 is its own token: no other has its shape.
        """
        if _UUID.fullmatch(text):
            return self._uuid(text)
        if _HEX.fullmatch(text):
            return self._hex(text)
        kept = _PREFIX.match(text) if prefix else None
        if kept and re.search("[1-9]", text[kept.end() :]):
            return kept.group() + self._runs(text[kept.end() :])
        return self._runs(text)

    def _runs(self, text: str) -> str:
        written, end, before = [], 0, ""
        for found in _RUN.finditer(text):
            run = found.group()
            written += [text[end : found.start()], self._run(run, before)]
            end = found.end()
            before += "\0" + run.lower()
        return "".join(written) + text[end:]

    def _run(self, run: str, before: str) -> str:
        if len(run) > _LONGEST:
            head, tail = run[:_LONGEST], run[_LONGEST:]
            return self._run(head, before) + self._run(tail, before + "\0" + head.lower())
        if run.isascii():
            if run.isdigit():
                return self._bijections.digits("digits", run, before)
            return like_each(run, self._bijections.letters("letters", run.lower(), before))
        if run[0].lower() in _ACCENTED or run[0] in _LONE:
            return "".join(self._accented(sign, place, before) for place, sign in enumerate(run))
        # other scripts: a word long enough that two never merge
        number = self._prf.u128("strange", before + "\0" + run)
        return write(number, LETTERS, max(_STRANGE_LETTERS, len(run)))

    def _accented(self, sign: str, place: int, before: str) -> str:
        if sign in _LONE:
            return _LONE[sign]
        index = _ACCENTED.index(sign.lower())
        mapped = _ACCENTED[self._bijections.derange("accented", index, len(_ACCENTED), f"{place}{before}")]
        return like(sign, mapped)

    def _uuid(self, text: str) -> str:
        number = self._prf.u128("uuid", text.lower())
        number = number & ~(0xF << 76) | (4 << 76)
        number = number & ~(0x3 << 62) | (0x2 << 62)
        signs = f"{number:032x}"
        written = "-".join((signs[:8], signs[8:12], signs[12:16], signs[16:20], signs[20:]))
        return written.upper() if text.isupper() else written

    def _hex(self, text: str) -> str:
        number = self._bijections.derange("hex", int(text, 16), 16 ** len(text))
        written = write(number, _HEX_DIGITS, len(text))
        return written.upper() if text.isupper() else written


def like_each(original: str, surrogate: str) -> str:
    """Give `surrogate` the capitals of `original`, sign by sign."""
    if original.islower():
        return surrogate
    if original.isupper():
        return surrogate.upper()
    return "".join(
        new.upper() if old.isupper() else new for old, new in zip(original, surrogate, strict=True)
    )
