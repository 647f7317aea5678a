"""Files as streams of Arrow batches: every cell read as text, copies written in the file's own shape."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import BinaryIO

from sampler.errors import UnreadableError
from sampler.formats.csv_file import CsvDocument
from sampler.formats.document import Document, Output, Table
from sampler.formats.failing import unreadable_as
from sampler.formats.json_file import JsonDocument
from sampler.formats.jsonl_file import JsonLinesDocument
from sampler.formats.text_file import TextDocument

__all__ = ["READERS", "Document", "Output", "Table", "open_document"]

# what a file's first bytes say, where they say anything
_SIGNATURES = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PAR1", "parquet"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"%PDF-", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"BZh", "bzip2"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
)
_SIGNATURE_SIZE = 16


def _parquet(stream: BinaryIO, extension: str) -> Document:
    from sampler.formats.parquet_file import ParquetDocument  # noqa: PLC0415 - loads file systems and TLS

    return ParquetDocument(stream, extension)


def _xlsx(stream: BinaryIO, extension: str) -> Document:
    from sampler.formats.xlsx_file import XlsxDocument  # noqa: PLC0415 - a worker opens no workbook

    return XlsxDocument(stream, extension)


# extension -> (reader, the signature its files must have; None: text, which has none)
READERS: dict[str, tuple[Callable[[BinaryIO, str], Document], str | None]] = {
    ".csv": (CsvDocument, None),
    ".tsv": (CsvDocument, None),
    ".json": (JsonDocument, None),
    ".jsonl": (JsonLinesDocument, None),
    ".ndjson": (JsonLinesDocument, None),
    ".txt": (TextDocument, None),
    ".log": (TextDocument, None),
    ".md": (TextDocument, None),
    ".parquet": (_parquet, "parquet"),
    ".xlsx": (_xlsx, "zip"),
}
_MISSING = {"zip": "not a zip container", "parquet": "not a Parquet file"}


def open_document(stream: BinaryIO, name: str) -> Document:
    """Open a seekable, decrypted stream as the document its name's extension says it is.

    Only the extension of `name` is used. Rows are read when they are asked for: a ragged row shows in
    `batches` or `write`, not here.

    Raises:
        UnreadableError: unknown extension, content that is not what the extension says, broken content;
            the reason is in fixed words.
        OSError: the stream can't be read.
    """
    extension = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if extension not in READERS:
        raise UnreadableError("unknown file extension")
    reader, expected = READERS[extension]
    stream.seek(0)
    found = _signature(stream.read(_SIGNATURE_SIZE))
    if expected is not None and found != expected:
        if found == "ole":
            raise UnreadableError("encrypted or old Excel workbook")
        raise UnreadableError(_MISSING[expected])
    if expected is None and found is not None:
        raise UnreadableError("content does not match the extension")
    with unreadable_as("content that can't be parsed"):
        return reader(stream, extension)


def _signature(start: bytes) -> str | None:
    return next((kind for magic, kind in _SIGNATURES if start.startswith(magic)), None)
