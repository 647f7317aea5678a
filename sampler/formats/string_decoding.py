"""One level of decoding: what a text hides in escapes, entities, percent signs, base64 or PHP."""

import base64
import binascii
import html
import re
from collections.abc import Iterator
from urllib.parse import unquote, unquote_plus

_JSON_ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))')
_SIMPLE = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_OOXML_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_WRAPPED_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{60,76}(?:\r\n|\n|\\n|\\r\\n))+[A-Za-z0-9+/]+={0,2}"
)
_HEX = re.compile(r"(?:0x|\\x)?((?:[0-9A-Fa-f]{2}){8,})")
_PHP_STRING = re.compile(r's:(\d+):\\?"')
_LEGIBLE = 0.85
_PAST_LATIN = 0x250


def text_in(data: bytes) -> str:
    """Bytes as text: UTF-8, else Windows-1252, else Latin-1."""
    for codec in ("utf-8", "cp1252"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def decoded_forms(text: str) -> Iterator[tuple[str, str]]:
    """What the text says once decoded, with the kind of coding; nothing where there is none."""
    yield from escaped_forms(text)
    yield from _packed(text)


def escaped_forms(text: str) -> Iterator[tuple[str, str]]:
    """As `decoded_forms`, without base64 and hex."""
    if '""' in text:
        yield "doubled quotes", text.replace('""', '"')
    if "\\" in text and _JSON_ESCAPE.search(text):
        yield "escapes", unescaped(text)
    if "&" in text and _ENTITY.search(text):
        yield "entities", html.unescape(text)
    if "_x" in text and _OOXML_ESCAPE.search(text):
        yield "escapes", _OOXML_ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), text)
    if "%" in text and _PERCENT.search(text):
        yield "percent", unquote(text, errors="replace")
        if "+" in text:
            yield "percent", unquote_plus(text, errors="replace")
    if "s:" in text:
        for found in _PHP_STRING.finditer(text):
            yield "serialised", _php_string(text, found)


def unescaped(text: str) -> str:
    r"""Decode JSON escapes, with pairs of surrogates joined: \ud83d\ude00 is one character."""
    joined = _JSON_ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _SIMPLE[found[2]], text)
    return joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _php_string(text: str, found: re.Match[str]) -> str:
    """The string that PHP's serialize announces by its length in bytes."""
    length = min(int(found.group(1)[:9]), len(text))
    # a character takes at least one byte
    data = text[found.end() : found.end() + length].encode("utf-8", "replace")
    return data[:length].decode("utf-8", "ignore")


def _packed(text: str) -> Iterator[tuple[str, str]]:
    if len(text) < 16:  # noqa: PLR2004 - shorter than the shortest packed run
        return
    for found in _BASE64.finditer(text):
        yield from from_base64(found.group())
    if "\n" in text or "\\n" in text:
        for found in _WRAPPED_BASE64.finditer(text):
            yield from from_base64(re.sub(r"\\[rn]|\s", "", found.group()))
    for found in _HEX.finditer(text):
        yield from from_hex(found.group(1))


def from_base64(run: str) -> Iterator[tuple[str, str]]:
    """Decode a run; a run glued to other letters is tried at each of the four alignments."""
    bare = run.rstrip("=").replace("-", "+").replace("_", "/")
    for shift in range(4):
        body = bare[shift:]
        body = body[: len(body) - (len(body) % 4 == 1)]
        try:
            data = base64.b64decode(body + "=" * (-len(body) % 4))
        except (binascii.Error, ValueError):
            continue
        forms = list(_legible("base64", data))
        if forms:
            yield from forms
            return


def from_hex(run: str) -> Iterator[tuple[str, str]]:
    """Decode pairs of hexadecimal digits."""
    yield from _legible("hex", bytes.fromhex(run[: len(run) - len(run) % 2]))


def _legible(kind: str, data: bytes) -> Iterator[tuple[str, str]]:
    for codec in ("utf-8", "utf-16-le", "cp1252"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        printable = sum(character.isprintable() or character in "\t\r\n" for character in text)
        narrow = (
            codec != "utf-16-le"
            or sum(ord(character) < _PAST_LATIN for character in text) > len(text) * _LEGIBLE
        )
        if text and printable >= len(text) * _LEGIBLE and narrow:
            yield kind, text
            return
