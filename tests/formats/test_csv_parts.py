"""Delimited files in parts: cut between rows, read and written part by part, the same bytes as in one go."""

import io

import pytest

from sampler.errors import UnreadableError
from sampler.formats import Output, csv_parts, open_document
from sampler.formats.csv_file import CsvDocument
from sampler.formats.csv_parts import CsvCodec

FILES = {
    "plain": b"a,b,c\n" + b"".join(b"%d,x%d,\n" % (n, n) for n in range(200)),
    "crlf and tail": b"a;b\r\n" + b"1;\xc3\xa9\r\n" * 90 + b"\r\n\r\n",
    "no last line end": b"a,b\n" + b"1,2\n" * 50 + b"3,4",
    "old line ends": b"a,b\r" + b"1,2\r" * 80,
    "quotes and lines inside": b"a,b\n" + b'"x\n""y"" ,z\n",2\n1,""\n' * 60,
    "every cell quoted": b'"a","b"\n' + b'"1","e, f"\n' * 70,
    "empty lines": b"a,b\n1,2\n\n\n" * 30,
    "only a header": b"a,b\n",
    "byte order mark": b"\xef\xbb\xbfa,b\n" + b"1,2\n" * 40,
    "a late delimiter in a value": b"a,b,c\n" + b"1,2,3\n" * 40 + b'1,"2,5",\n',
}
WHOLE = {
    "a quote inside a bare cell": b"a,b\n" + b'5" disk,"x\ny"\n' * 60,
    "text behind the closing quote": b"a,b\n" + b'"x" y,"1\n2"\n' * 60,
    "windows-1252": "a,b\né,è\n".encode("cp1252") * 20,
    "one column": b"a\n1\n2\n",
}


def _document(data: bytes) -> CsvDocument:
    document = open_document(io.BytesIO(data), "t.csv")
    assert isinstance(document, CsvDocument)
    return document


def _copied(document: CsvDocument, kept: tuple[int, ...]) -> bytes:
    out = io.BytesIO()
    columns = tuple(document.dialect.header[index].text for index in kept)
    batches = (batch.select(list(kept)) for batch in document.batches("t1"))
    document.write(out, {"t1": Output("", columns, kept, batches)})
    return out.getvalue()


@pytest.mark.parametrize(("size", "block"), [(16, 1 << 20), (64, 9), (1 << 20, 9), (1 << 20, 40)])
@pytest.mark.parametrize("name", FILES)
def test_parts_put_together_are_the_copy(
    name: str, size: int, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever a file is cut, its parts hold whole rows, and the copy from them is that of the whole file.

    So it is where a part is parsed in blocks, and where a row is longer than one.
    """
    monkeypatch.setattr(csv_parts, "PART_BYTES", size)
    monkeypatch.setattr(csv_parts, "_BLOCK_BYTES", block)
    document = _document(FILES[name])
    every = tuple(range(document.dialect.width))
    for kept in (every, every[-2:]):
        parts = document.parts("t1", kept)
        assert parts is not None
        pieces = list(parts.data)
        assert b"".join(pieces) == FILES[name][document.dialect.data_start :]
        assert len(pieces) > 1 or size > 64 or name == "only a header"
        written = (
            parts.codec.written(batch.select(list(kept)) for batch in parts.codec.batches(piece))
            for piece in pieces
        )
        out = io.BytesIO()
        columns = tuple(document.dialect.header[index].text for index in kept)
        document.put_together(out, Output("", columns, kept, ()), written)
        assert out.getvalue() == _copied(document, kept)


@pytest.mark.parametrize("name", WHOLE)
def test_rows_that_quotes_do_not_tell_apart_are_not_cut(name: str) -> None:
    """A file is cut only where counting quotes finds the rows that the parser finds."""
    document = _document(WHOLE[name])
    assert document.parts("t1", tuple(range(document.dialect.width))) is None


def test_columns_that_are_not_wanted_are_null_and_the_others_as_they_were() -> None:
    """Reading some columns changes no row and no refusal: a cut quote or a ragged row is still found."""
    whole = open_document(io.BytesIO(b'a,b,c\n1,"x,\ny",3\n,,\n4,5,6\n'), "t.csv")
    assert isinstance(whole, CsvDocument)
    (batch,), (some,) = whole.batches("t1"), whole.narrowed(frozenset({1})).batches("t1")
    assert some.schema == batch.schema
    assert some.column(1) == batch.column(1)
    assert some.column(2).null_count == some.num_rows == batch.num_rows
    parts = whole.parts("t1", (0, 1, 2))
    assert parts is not None
    assert isinstance(parts.codec, CsvCodec)
    (read,) = (read for data in parts.data for read in parts.codec.narrowed(frozenset({2})).batches(data))
    assert read.to_pydict() == {"c0": [None] * 3, "c1": [None] * 3, "c2": ["3", None, "6"]}
    for damaged in (b'a,b\n1,"x\n', b"a,b\n1,2\n1,2,3\n"):
        document = open_document(io.BytesIO(damaged), "t.csv")
        assert isinstance(document, CsvDocument)
        with pytest.raises(UnreadableError):
            list(document.narrowed(frozenset({1})).batches("t1"))
