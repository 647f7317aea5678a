"""Names inside an archive: how bytes become text, and which text is refused.

Decoding, first rule that fits:

1. UTF-8 flag set: UTF-8, strictly.
2. A Unicode path field (Info-ZIP, 0x7075) whose checksum fits: its text, provided some legacy decoding of
   the plain name gives the same text; otherwise the entry has two names and is refused.
3. ASCII only: ASCII.
4. Valid UTF-8: UTF-8. Accented letters of the single-byte sets are practically never valid UTF-8.
5. cp437, the format's own default, if all its other characters come out as Latin letters.
6. cp1252, if all its other characters come out as Latin letters or typographic signs (a Windows name).
7. cp437.
"""

import binascii
import re
import struct
import unicodedata

from sampler.ingest.refusal import refuse

_LEGACY = ("utf-8", "cp437", "cp1252", "cp850", "latin-1", "mac_roman")
_TYPOGRAPHIC = frozenset("\u2019\u2018\u201c\u201d\u2013\u2014\u2026\u20ac\xa0\xab\xbb\xb0")
_BAD_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])", re.IGNORECASE
)
_LONGEST_PART = 255  # bytes: what the usual file systems take
_CHECKSUM = struct.Struct("<BL")


def decode_name(raw: bytes, *, utf8: bool, unicode_path: bytes | None, number: int) -> str:
    """Give the text of a name by the rules in the module's docstring."""
    if utf8:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            refuse("name-encoding", number)
    if unicode_path is not None:
        return _unicode_path(raw, unicode_path, number)
    if raw.isascii():
        return raw.decode("ascii")
    return _try_decode(raw, "utf-8") or _single_byte(raw)


def _unicode_path(raw: bytes, field: bytes, number: int) -> str:
    if len(field) <= _CHECKSUM.size:
        refuse("two-names", number)
    version, checksum = _CHECKSUM.unpack_from(field)
    text = _try_decode(field[_CHECKSUM.size :], "utf-8")
    fits = version == 1 and checksum == binascii.crc32(raw)
    if not fits or text is None or all(_try_decode(raw, encoding) != text for encoding in _LEGACY):
        refuse("two-names", number)
    return text


def _try_decode(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _single_byte(raw: bytes) -> str:
    dos = raw.decode("cp437")
    windows = _try_decode(raw, "cp1252")
    if windows is None or all(map(_latin, dos)):
        return dos
    if all(_latin(char) or char in _TYPOGRAPHIC for char in windows):
        return windows
    return dos


def _latin(char: str) -> bool:
    return char.isascii() or (char.isalpha() and unicodedata.name(char, "").startswith("LATIN"))


def folded(name: str) -> str:
    """Map names that some file system would take for the same one to the same text."""
    once = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", once).casefold()


class NameGuard:
    """Takes the names of one archive, one after another, and refuses what is unsafe or ambiguous."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._files: set[str] = set()
        self._folders: set[str] = set()
        self._declared: set[str] = set()

    def add(self, name: str, number: int, *, is_dir: bool) -> str:
        """Check `name` and return it without the slash that marks a directory."""
        path = name[:-1] if is_dir else name
        code = fault(path) or fault(unicodedata.normalize("NFKC", path))
        parts = path.split("/")
        if code is None and len(folded(path).split("/")) != len(parts):
            code = "confusable-separator"
        if code is None and len(parts) > self._depth:
            code = "too-deep"
        if code is not None:
            refuse(code, number)
        self._place(folded(path), number, is_dir=is_dir)
        return path

    def _place(self, key: str, number: int, *, is_dir: bool) -> None:
        if key in (self._declared if is_dir else self._files):
            refuse("duplicate-name", number)
        above = key.split("/")[:-1]
        ancestors = ["/".join(above[: end + 1]) for end in range(len(above))]
        clash = key in (self._files if is_dir else self._folders)
        if clash or any(ancestor in self._files for ancestor in ancestors):
            refuse("file-and-directory", number)
        self._folders.update(ancestors)
        if is_dir:
            self._declared.add(key)
            self._folders.add(key)
        else:
            self._files.add(key)


def fault(path: str) -> str | None:
    """Name what is wrong with a relative path, or None."""
    if path.startswith("/"):
        return "absolute-path"
    if any(unicodedata.category(char) in _BAD_CATEGORIES for char in path):
        return "control-character"
    if "\\" in path:
        return "backslash"
    if ":" in path:
        return "drive-or-stream"
    return next(filter(None, map(_part_fault, path.split("/"))), None)


def _part_fault(part: str) -> str | None:
    if part == "":
        return "empty-name"
    if part in {".", ".."}:
        return "dot-dot"
    if part[-1] in ". ":
        return "trailing-dot-or-space"
    if _RESERVED.fullmatch(part.split(".", maxsplit=1)[0].rstrip()):
        return "reserved-name"
    if len(part.encode("utf-8", "surrogatepass")) > _LONGEST_PART:
        return "name-too-long"
    return None
