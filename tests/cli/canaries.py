"""A delivery in which every string that could be a value is one of its kind, and a search for them."""

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.comments import Comment

SYLLABLES = ("vor", "zal", "quib", "trax", "nemb", "fyl", "golv", "dreb", "skai", "wum")
GIVEN = ("Camille", "Sandrine", "Thierry", "Yolande", "Mathieu", "Aurore", "Benjamin", "Chantal")


class Canaries:
    """Makes realistic values that occur nowhere else, and remembers them."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def _keep(self, value: str) -> str:
        self.made.append(value)
        return value

    def surname(self) -> str:
        number = len(self.made) + 100
        return self._keep("".join(SYLLABLES[int(digit)] for digit in str(number)).capitalize() + "el")

    def full_name(self) -> str:
        return f"{GIVEN[len(self.made) % 8]} {self.surname()}"

    def email(self) -> str:
        return self._keep(f"contact.{self.surname().lower()}@{self.surname().lower()}-conseil.fr")

    def phone(self) -> str:
        return self._keep(f"06 71 {len(self.made) // 100:02} {len(self.made) % 100:02} 47")

    def reference(self) -> str:
        return self._keep(f"KX{7_314_500 + len(self.made) * 37}")

    def found_in(self, data: bytes) -> list[str]:
        """The values that these bytes hold, in any case, as UTF-8, Latin-1 or UTF-16."""
        texts = (data.decode("utf-8", "ignore").casefold(), data.decode("utf-16-le", "ignore").casefold())
        return [value for value in self.made if any(value.casefold() in text for text in texts)]


def rows(made: Canaries, count: int) -> list[list[str]]:
    """Rows of id, surname, e-mail, phone."""
    return [[made.reference(), made.surname(), made.email(), made.phone()] for _ in range(count)]


HEADERS = ["reference_client", "nom", "email", "telephone"]


def csv_bytes(made: Canaries, count: int = 12) -> bytes:
    """A table whose last header is an e-mail address."""
    lines = [";".join([*HEADERS, made.email()])]
    lines += [";".join([*row, str(number)]) for number, row in enumerate(rows(made, count))]
    return ("\n".join(lines) + "\n").encode()


def ragged_bytes(made: Canaries) -> bytes:
    """A table that no reader understands."""
    return csv_bytes(made) + f"{made.email()};{made.surname()}\n".encode()


def workbook_bytes(made: Canaries) -> bytes:
    """Two sheets named after people, one of them hidden, with comments and properties."""
    book = openpyxl.Workbook()
    book.properties.creator, book.properties.title = made.full_name(), made.email()
    book.properties.keywords, book.properties.lastModifiedBy = made.reference(), made.full_name()
    sheet = book.active
    assert sheet is not None
    sheet.title = made.full_name()
    hidden = book.create_sheet(made.full_name())
    hidden.sheet_state = "hidden"
    for one in (sheet, hidden):
        one.append(HEADERS)
        for row in rows(made, 8):
            one.append(row)
        one["A2"].comment = Comment(made.full_name(), made.full_name())
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def json_bytes(made: Canaries) -> bytes:
    """An object whose keys are addresses of people."""
    people = {made.email(): {"nom": made.surname(), "telephone": made.phone()} for _ in range(6)}
    return json.dumps({"personnes": people}, ensure_ascii=False).encode()


def parquet_bytes(made: Canaries) -> bytes:
    """A table with its maker's name in the metadata, of the file and of a column."""
    columns = list(zip(*rows(made, 8), strict=True))
    fields = [pa.field(name, pa.string(), metadata={"by": made.email()}) for name in HEADERS]
    schema = pa.schema(fields, metadata={"author": made.full_name()})
    out = io.BytesIO()
    pq.write_table(pa.table([pa.array(column) for column in columns], schema=schema), out)
    return out.getvalue()


def clear_bytes(path: Path) -> list[bytes]:
    """A file's bytes, and what is inside if it is a container."""
    data = path.read_bytes()
    found = [data]
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found += [archive.read(name) for name in archive.namelist()]
            found.append("\n".join(archive.namelist()).encode())
    if path.suffix == ".parquet":
        table = pq.read_table(io.BytesIO(data))
        found += [table.schema.to_string(show_field_metadata=True).encode(), str(table.to_pylist()).encode()]
    return found
