"""Plain text: one row per line, each line its own end."""

from format_files import formats
from hypothesis import given, settings
from hypothesis import strategies as st

LINES = st.lists(
    st.tuples(st.text(st.sampled_from("abé \t\x0b\u2028"), max_size=5), st.sampled_from(["\n", "\r\n", "\r"]))
)


@settings(max_examples=200, deadline=None)
@given(LINES, st.text(st.sampled_from("ab"), max_size=3), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_each_line_keeps_its_end(lines: list[tuple[str, str]], last: str, codec: str) -> None:
    """Unchanged lines give the same bytes, mixed line ends and a missing last one too."""
    text = "x\n" + "".join(map("".join, lines)) + last
    data = text.encode(codec)
    document = formats.open(data, "x.txt")
    assert document.tables[0].kind == "text"
    assert formats.copy(document) == data


def test_lines_are_rows() -> None:
    """Only line feeds and carriage returns end a line; an empty line is an empty text, not a null."""
    document = formats.open("é\r\n\nb\rc\u2028d\n".encode(), "notes.md")
    assert formats.rows(document) == [("é",), ("",), ("b",), ("c\u2028d",)]


def test_a_line_end_in_a_new_value_makes_no_new_line() -> None:
    """Rows in are rows out: a new value stays on its line."""
    document = formats.open(b"a\r\nb", "x.log")
    output = formats.output(document, "t1", [0], [("x\ny",), (None,)])
    assert formats.copy(document, outputs={"t1": output}) == b"x y\r\n"


def test_a_long_text_is_streamed() -> None:
    """Line ends at the edges of what is read at once are seen whole."""
    data = (b"x" * ((1 << 20) - 1) + b"\r\n") * 3
    document = formats.open(data, "x.txt")
    assert len(formats.rows(document)) == 3
    assert formats.copy(document) == data
