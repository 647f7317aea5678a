"""JSON and JSON Lines: tables from paths, the same document back."""

import json
from typing import Any

import pytest
from format_files import formats
from hypothesis import given, settings
from hypothesis import strategies as st

from sampler.errors import UnreadableError
from sampler.formats import Document

SAMPLE: dict[str, Any] = {
    "customers": [
        {
            "name": "Zoe",
            "address": {"city": "Lyon", "zip": 1},
            "orders": [{"id": 1.5, "tags": ["x", "y"]}, {"id": 2}],
        },
        {"name": "Bé/", "ok": True, "orders": [], "note": None, "empty": ""},
    ],
    "total": 2,
    "nothing": {},
    "users": {"a@b.example": {"n": "x"}, "c@d.example": {"n": "y"}},
}


def as_columns(document: Document) -> dict[str, list[Any]]:
    """Each table's header and rows, by name."""
    return {table.name: [table.columns, *formats.rows(document, table.id)] for table in document.tables}


def test_tables_follow_the_nearest_array() -> None:
    """Each array of records is a table, nested records are columns, a map's keys are a column."""
    document = formats.open(json.dumps(SAMPLE).encode(), "x.json")
    assert as_columns(document) == {
        "": [("total",), ("2",)],
        "customers[]": [
            ("name", "address.city", "address.zip", "ok", "note", "empty"),
            ("Zoe", "Lyon", "1", None, None, None),
            ("Bé/", None, None, "true", None, ""),
        ],
        "customers[].orders[]": [("id",), ("1.5",), ("2",)],
        "customers[].orders[].tags[]": [("value",), ("x",), ("y",)],
        "users.*": [("*", "n"), ("a@b.example", "x"), ("c@d.example", "y")],
    }
    assert {table.name: table.types for table in document.tables}["customers[]"] == (
        ("text", "text", "integer", "boolean", "text", "text")
    )


@pytest.mark.parametrize(
    "layout",
    [
        {},
        {"indent": 2},
        {"indent": "\t", "ensure_ascii": False},
        {"separators": (",", ":")},
        {"indent": 1, "separators": (",", " : ")},
    ],
)
@pytest.mark.parametrize("frame", ["{}", "{}\n", "\ufeff{}\r\n"])
def test_the_layout_is_kept(layout: dict[str, Any], frame: str) -> None:
    """Indent, separators, escapes, byte order mark and final newline stay as they were."""
    data = frame.format(json.dumps(SAMPLE, **layout)).encode()
    assert formats.copy(formats.open(data, "x.json")) == data


@pytest.mark.parametrize(
    "data",
    [
        b'[\n{"a":1,"b":"x"},\n{"a":2,"b":"y"}\n]\n',
        b'[{"a":1},null,"s",[1,2],[],{}]',
        b'"abc"',
        b"[]",
        b"{}",
        b'{"a":NaN,"b":-1.50e+3,"c":12345678901234567890123}',
        b'{"url":"http:\\/\\/a.example"}',
        json.dumps([{"a": n, "b": "x" * 50} for n in range(9000)], indent=1).encode(),
    ],
)
def test_usual_documents_come_back_byte_for_byte(data: bytes) -> None:
    """Number literals, layouts per depth, escapes and odd shapes survive."""
    assert formats.copy(formats.open(data, "x.json")) == data


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "b", "c d", "e@f.example"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(values)
def test_any_value_survives(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Null, absent, empty, numbers and nesting come back as they were."""
    assert json.loads(formats.copy(formats.open(json.dumps(value).encode(), "x.json"))) == value


@settings(max_examples=100, deadline=None)
@given(st.lists(values, min_size=1, max_size=6), st.booleans())
def test_any_lines_survive(lines: list[Any], final: bool) -> None:  # noqa: FBT001 - drawn
    """JSON Lines come back byte for byte, and every string can be replaced."""
    data = ("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n" * final).encode()
    document = formats.open(data, "x.jsonl")
    assert formats.copy(document) == data
    redacted = formats.copy(document, lambda value: None if value is None else "R").decode()
    assert {text for line in redacted.splitlines() for text in strings_in(json.loads(line))} <= {"R"}


def strings_in(value: Any) -> list[str]:  # noqa: ANN401 - any JSON value
    """The strings of a value, keys apart."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in inner for text in strings_in(item)]


def test_values_keep_their_kind_where_they_can() -> None:
    """A number stays a number, a boolean a boolean, when the new text is one; else it is a string."""
    document = formats.open(b'{"r":[{"n":1,"b":true,"s":"x","z":null},{"n":2,"b":false,"s":"y"}]}', "x.json")
    output = formats.output(
        document, "t1", range(4), [("7", "false", "1", None), ("007", "maybe", None, None)]
    )
    assert json.loads(formats.copy(document, outputs={"t1": output})) == {
        "r": [{"n": 7, "b": False, "s": "1", "z": None}, {"n": "007", "b": "maybe", "s": None}]
    }


def test_left_out_columns_and_tables_leave_no_key() -> None:
    """A dropped column drops its keys, a dropped table its array; a kept row stays, even empty."""
    document = formats.open(json.dumps(SAMPLE).encode(), "x.json")
    ids = {table.name: table.id for table in document.tables}
    outputs = {
        ids["customers[]"]: formats.output(document, ids["customers[]"], [2], [("9",), (None,)]),
        ids["users.*"]: formats.output(document, ids["users.*"], [0, 1], [("u1", "p"), ("u1", "q")]),
    }
    assert json.loads(formats.copy(document, outputs=outputs)) == {
        "customers": [{"address": {"zip": 9}}, {"orders": []}],
        "nothing": {},
        "users": {"u1": {"n": "p"}, "u1 (2)": {"n": "q"}},
    }


def test_a_renamed_column_leaves_nothing_of_its_path() -> None:
    """A new column name becomes a key of the record, and the old path is gone."""
    document = formats.open(b'[{"Zoe":{"age":3},"x":1}]', "x.json")
    output = formats.output(document, "t1", [0, 1], [("4", "1")], columns=("c1", "x"))
    assert formats.copy(document, outputs={"t1": output}) == b'[{"x":1,"c1":4}]'


def test_many_keys_of_one_kind_are_a_map_and_a_wide_record_is_not() -> None:
    """More than 50 alike keys in one object are values; the same keys in every record are columns."""
    names = [f"word{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(60)]
    single = formats.open(json.dumps({"scores": dict.fromkeys(names, 1)}).encode(), "x.json")
    assert [(table.name, table.columns) for table in single.tables] == [("scores.*", ("*", "value"))]
    records = formats.open(json.dumps([dict.fromkeys(names, "x")] * 3).encode(), "x.json")
    assert records.tables[0].columns == tuple(names)


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b'{"a":1,"a":2}', "x.json", "an object with the same key twice"),
        (b'{"a":1,\n"b":}', "x.json", "invalid JSON at line 2"),
        (b'{"a":1} x', "x.json", "invalid JSON at line 1"),
        (b"[" * 150 + b"]" * 150, "x.json", "nested deeper than 100"),
        (b"[" * 100_000, "x.json", "nested deeper than 100"),
        (b'["\\ud800"]', "x.json", "half a surrogate pair in a text"),
        (b'{"\\udc00":1}', "x.json", "half a surrogate pair in a text"),
        (b"", "x.json", "empty file"),
        (b"a,b\n1,2\n", "x.json", "invalid JSON at line 1"),
        (b'{"a":1}\n\n{"a":', "x.jsonl", "invalid JSON at line 3"),
        (b'{"a":1,"a":2}\n', "x.ndjson", "an object with the same key twice"),
    ],
)
def test_unsound_json_is_refused_with_a_fixed_reason(data: bytes, name: str, reason: str) -> None:
    """Anything ambiguous or broken is refused, by line where there is one."""
    with pytest.raises(UnreadableError) as error:
        formats.open(data, name)
    assert error.value.message == reason


def test_lines_keep_their_ends() -> None:
    """JSON Lines keep each line's own end, and are rows of one table."""
    data = b'{"a": 1, "b": {"c": "\\u00e9"}}\r\n{"a": 2, "o": [{"x": 1}]}\n{"a": 3}'
    document = formats.open(data, "x.jsonl")
    assert as_columns(document) == {
        "[]": [("a", "b.c"), ("1", "é"), ("2", None), ("3", None)],
        "[].o[]": [("x",), ("1",)],
    }
    assert formats.copy(document) == data
