"""The bytes of each kind of file, written so that no version of a library changes them (Parquet excepted)."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq
from fixture_people import Draw
from fixture_truth import Table, plain


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited file is written."""

    delimiter: str
    encoding: str
    newline: str
    bom: bytes = b""

    def quoted(self, text: str) -> str:
        """The field, quoted where a reader would stumble otherwise."""
        if any(char in text for char in (self.delimiter, '"', "\r", "\n")):
            return '"' + text.replace('"', '""') + '"'
        return text


def delimited(table: Table, dialect: Dialect) -> bytes:
    """A CSV or TSV file with its header."""
    rows = [
        table.headers(),
        *(["" if cell.value is None else str(cell.value) for cell in row] for row in table.rows),
    ]
    lines = [dialect.delimiter.join(dialect.quoted(field) for field in row) + dialect.newline for row in rows]
    return dialect.bom + "".join(lines).encode(dialect.encoding)


def document(tree: object) -> bytes:
    """A JSON document as a web application exports it."""
    return (json.dumps(plain(tree), ensure_ascii=False, indent=1) + "\n").encode()


def json_lines(records: Sequence[object]) -> bytes:
    """One JSON object per line."""
    return "".join(json.dumps(plain(record), ensure_ascii=False) + "\n" for record in records).encode()


def text_lines(table: Table) -> bytes:
    """A text file, one row per line."""
    return "".join(f"{row[0].value}\n" for row in table.rows).encode()


def parquet(table: Table, types: Sequence[pa.DataType]) -> bytes:
    """A Parquet file; its bytes name the version of pyarrow, so compare the content instead."""
    arrays = [
        pa.array([row[position].value for row in table.rows], types[position])
        for position in range(len(types))
    ]
    out = io.BytesIO()
    pq.write_table(pa.table(arrays, names=table.headers()), out, compression="snappy", row_group_size=5_000)
    return out.getvalue()


def opaque(draw: Draw, size: int) -> bytes:
    """Bytes that no reader understands."""
    return b"\x00\xfe" + bytes(draw.below(256) for _ in range(size - 2))


def stored_zip(files: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes depend on nothing but the files: stored, dated 1980, from no particular system."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system = 3
            member.external_attr = 0o100644 << 16
            archive.writestr(member, content)
    return out.getvalue()
