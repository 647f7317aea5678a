"""JSON text (RFC 8259) to values and back: numbers stay as written, the layout is kept."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any

from sampler.errors import UnreadableError

MAX_DEPTH = 100
_STYLE_SAMPLE = 1 << 18
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|NaN|-?Infinity")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}\[\],:]|[^\s{}\[\],:"]+|\s+')
_ESCAPE = re.compile(r"\\u(?!00[0-7])")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_CLOSING = {"{": "}", "[": "]"}


class Number(str):
    """A JSON number, as its literal."""

    __slots__ = ()


def is_number(text: str) -> bool:
    """Tell whether `text` is a number literal."""
    return _NUMBER.fullmatch(text) is not None


def parse(text: str, *, first_line: int = 1) -> Any:  # noqa: ANN401 - any JSON value
    """Parse one JSON text; numbers become `Number`.

    Raises:
        UnreadableError: not JSON, a key twice in an object, too deep, half a surrogate pair.
    """
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise UnreadableError(f"invalid JSON at line {first_line + error.lineno - 1}") from None
    except RecursionError:
        raise UnreadableError(f"nested deeper than {MAX_DEPTH}") from None
    if _SURROGATE.search(text):
        _refuse_lone_surrogates(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnreadableError("an object with the same key twice")
    return found


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=Number, parse_int=Number, parse_constant=Number
)


def _refuse_lone_surrogates(value: Any) -> None:  # noqa: ANN401 - any JSON value
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise UnreadableError("half a surrogate pair in a text") from None
    except RecursionError:
        raise UnreadableError(f"nested deeper than {MAX_DEPTH}") from None


@dataclass(frozen=True)
class Gaps:
    """The white space inside one kind of container at one depth."""

    after_open: str = ""
    after_comma: str = ""
    before_close: str = ""


@dataclass(frozen=True)
class Style:
    """How a JSON text is laid out: white space per depth and container, escapes, what surrounds it."""

    gaps: dict[tuple[int, str], Gaps] = field(default_factory=dict)
    colon: str = ":"
    ascii_only: bool = False
    escapes_slash: bool = False
    before: str = ""
    after: str = ""

    def gap(self, depth: int, opening: str) -> Gaps:
        """The white space for a container; one that was not seen follows its neighbours."""
        known = self.gaps.get((depth, opening)) or self.gaps.get((depth, "[" if opening == "{" else "{"))
        if known is not None or depth == 0:
            return known or Gaps()
        parent = self.gap(depth - 1, opening)
        unit = parent.after_open[len(parent.before_close) :]
        if "\n" not in parent.after_open or not parent.after_open.startswith(parent.before_close):
            return parent
        return Gaps(parent.after_open + unit, parent.after_comma + unit, parent.before_close + unit)


def find_style(text: str) -> Style:
    """Tell the layout from the first part of a JSON text."""
    sample = text[:_STYLE_SAMPLE]
    stripped = text.strip(" \t\r\n")
    return Style(
        gaps=_gaps(text, sample),
        colon=_colon(sample),
        ascii_only=text.isascii() and _ESCAPE.search(text) is not None,
        escapes_slash="\\/" in text,
        before=text[: len(text) - len(text.lstrip(" \t\r\n"))],
        after=text[len(text.rstrip(" \t\r\n")) :] if stripped else "",
    )


def _colon(sample: str) -> str:
    """The first colon with the white space around it."""
    parts = [found.group() for found in _TOKEN.finditer(sample)]
    place = parts.index(":") if ":" in parts else 0
    if not 0 < place < len(parts) - 1:
        return ":"
    return "".join(part for part in parts[place - 1 : place + 2] if part == ":" or part.isspace())


def _gaps(text: str, sample: str) -> dict[tuple[int, str], Gaps]:
    """The white space of the first filled container of each kind at each depth."""
    seen: dict[tuple[int, str], dict[str, str]] = {}
    stack: list[str] = []
    previous, space = "", ""
    first_comma: str | None = None
    for found in _TOKEN.finditer(sample):
        token = found.group()
        if token.isspace():
            space = token
            continue
        key = (len(stack) - 1, stack[-1]) if stack else None
        if key is not None and previous in ("{", "[") and token not in ("}", "]"):
            seen.setdefault(key, {}).setdefault("open", space)
        elif key is not None and previous == ",":
            seen.setdefault(key, {}).setdefault("comma", space)
            first_comma = space if first_comma is None else first_comma
        if token in ("}", "]") and stack:
            if key is not None and previous not in ("{", "["):
                seen.setdefault(key, {}).setdefault("close", space)
            stack.pop()
        elif token in ("{", "["):
            stack.append(token)
        previous, space = token, ""
    for depth, opening in enumerate(stack):
        # the sample ends before these do: they close where they began
        above = seen.get((depth - 1, stack[depth - 1]), {}).get("open", "") if depth else _last_gap(text)
        seen.setdefault((depth, opening), {}).setdefault("close", above if "\n" in above or not depth else "")
    return {key: _filled(parts, first_comma or "") for key, parts in seen.items()}


def _last_gap(text: str) -> str:
    """The white space before the bracket that closes the text."""
    inside = text.rstrip(" \t\r\n")[:-1]
    return inside[len(inside.rstrip(" \t\r\n")) :]


def _filled(parts: dict[str, str], first_comma: str) -> Gaps:
    opened = parts.get("open", "")
    comma = parts.get("comma", opened if "\n" in opened else first_comma.replace("\n", ""))
    return Gaps(opened, comma, parts.get("close", ""))


def dump(value: Any, style: Style) -> str:  # noqa: ANN401 - any JSON value
    """Write a value in the given layout."""
    return style.before + "".join(_Writer(style).pieces(value, 0)) + style.after


class _Writer:
    def __init__(self, style: Style) -> None:
        self._style = style
        self._quote = encode_basestring_ascii if style.ascii_only else encode_basestring

    def pieces(self, value: Any, depth: int) -> Iterator[str]:  # noqa: ANN401 - any JSON value
        if isinstance(value, dict):
            yield from self._container(
                "{",
                depth,
                ((self._text(key) + self._style.colon, item) for key, item in value.items()),
                empty=not value,
            )
        elif isinstance(value, list):
            yield from self._container("[", depth, (("", item) for item in value), empty=not value)
        else:
            yield self._scalar(value)

    def _container(
        self, opening: str, depth: int, items: Iterator[tuple[str, Any]], *, empty: bool
    ) -> Iterator[str]:
        if empty:
            yield opening + _CLOSING[opening]
            return
        gaps = self._style.gap(depth, opening)
        lead = opening + gaps.after_open
        for label, item in items:
            yield lead + label
            if isinstance(item, dict | list):
                yield from self.pieces(item, depth + 1)
            else:
                yield self._scalar(item)
            lead = "," + gaps.after_comma
        yield gaps.before_close + _CLOSING[opening]

    def _scalar(self, value: Any) -> str:  # noqa: ANN401 - any JSON scalar
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, Number):
            return str(value)
        return self._text(value)

    def _text(self, text: str) -> str:
        quoted = self._quote(text)
        return quoted.replace("/", "\\/") if self._style.escapes_slash else quoted
