"""A text as detectors like it, with the way back: one kind of space and dash, accents composed.

Offsets of the shadow are translated to code points of the original, so that spans stay exact.
"""

import html
import re
import unicodedata
from array import array
from dataclasses import dataclass

_ALIKE = str.maketrans(
    {
        **dict.fromkeys(
            "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a", " "
        ),
        **dict.fromkeys("\u202f\u205f\u3000\t", " "),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2018\u2019\u02bc\u02b9\u2032\uff07", "'"),
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        **{chr(0x0660 + digit): str(digit) for digit in range(10)},
        "\uff20": "@",
        "\ufe6b": "@",
        "\uff0e": ".",
        "\uff0b": "+",
        "\uff1a": ":",
        "\x00": " ",
    }
)
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe00-\ufe0f"
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_REBUILD = re.compile(f"[{_INVISIBLE}{_MARKS}]")
# What web pages write for a sign; "&lt;" and "%20" stay, since they hold other things together.
_ENTITY = r"&(?:(?!lt;|gt;)[A-Za-z]{2,8}|#[0-9]{2,5}|#[xX][0-9A-Fa-f]{2,4});|%40"
_ENTITIES = re.compile(_ENTITY)
_CLUSTER = re.compile(f"(?P<gone>[{_INVISIBLE}]+)|(?P<code>{_ENTITY})|.[{_MARKS}]*", re.DOTALL)
_LONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Shadow:
    """The text to search; `edges[i]` is where its sign `i` begins in the original (None: the same)."""

    text: str
    edges: "array[int] | None" = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Translate an offset pair of the shadow into one of the original."""
        if self.edges is None:
            return start, end
        return self.edges[start], self.edges[end]


def shadow_of(text: str) -> Shadow:
    """Cast the shadow of `text`; plain text is its own shadow."""
    coded = ("&" in text or "%40" in text) and _ENTITIES.search(text) is not None
    if text.isascii() and not coded:
        return Shadow(text.translate(_ALIKE) if "\t" in text or "\x00" in text else text)
    whole = _LONE.sub("\ufffd", text)
    if not coded and not _REBUILD.search(whole):
        return Shadow(whole.translate(_ALIKE))
    signs: list[str] = []
    edges = array("L")  # a list of ten million numbers would fill the memory
    for cluster in _CLUSTER.finditer(whole):
        if cluster["gone"]:
            continue
        composed = _decoded(cluster["code"]) if cluster["code"] else unicodedata.normalize("NFC", cluster[0])
        signs.extend(composed)
        edges.append(cluster.start())
        # A mark that can't be composed begins where its cluster ends: no span may cut a cluster in two.
        edges.extend([cluster.end()] * (len(composed) - 1))
    edges.append(len(text))
    return Shadow("".join(signs).translate(_ALIKE), edges)


def _decoded(code: str) -> str:
    """The one sign that a code of web pages stands for; a code for none stays as it is."""
    sign = "@" if code == "%40" else html.unescape(code)
    return _LONE.sub("\ufffd", sign) if len(sign) == 1 and sign not in "<>" else code
