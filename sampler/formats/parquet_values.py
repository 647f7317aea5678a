"""Parquet values to text and back: exact, or not at all."""

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from sampler.formats.rows import text_array

# a float holds each whole number below this, so it is shown without an exponent
_WHOLE_FLOATS = 1e15
_ZERO_FRACTION = r"\.0+(Z|[+-]\d{2}:?\d{2})?$"
_TRAILING_ZEROS = r"(\.\d*?[1-9])0+(Z|[+-]\d{2}:?\d{2})?$"


def plain_type(kind: pa.DataType) -> pa.DataType:
    """The type of the values themselves, under dictionaries and extensions."""
    while True:
        if pt.is_dictionary(kind):
            kind = kind.value_type
        elif isinstance(kind, pa.BaseExtensionType):
            kind = kind.storage_type
        else:
            return kind


def is_supported(kind: pa.DataType) -> bool:
    """Whether values of this type can be shown as text and written again."""
    return word_for(kind) is not None


def word_for(kind: pa.DataType) -> str | None:
    """The contract's word for a type, or None for a nested or unknown one."""
    plain = plain_type(kind)
    tests = (
        ("text", lambda t: pt.is_string(t) or pt.is_large_string(t) or pt.is_string_view(t) or pt.is_null(t)),
        ("integer", pt.is_integer),
        ("integer", pt.is_duration),
        ("number", lambda t: pt.is_floating(t) or pt.is_decimal(t)),
        ("boolean", pt.is_boolean),
        ("date", pt.is_date),
        ("datetime", pt.is_timestamp),
        ("text", pt.is_time),
        (
            "binary",
            lambda t: (
                pt.is_binary(t) or pt.is_large_binary(t) or pt.is_binary_view(t) or pt.is_fixed_size_binary(t)
            ),
        ),
    )
    return next((word for word, test in tests if test(plain)), None)


def is_text(kind: pa.DataType) -> bool:
    """Whether any text can be written as this type; a dictionary may be too small for new values."""
    return bool(pt.is_string(kind) or pt.is_large_string(kind) or pt.is_string_view(kind))


def as_text(column: pa.Array) -> pa.Array:
    """A column as strings."""
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if pt.is_dictionary(column.type):
        column = column.dictionary_decode()
        return as_text(column)
    kind = column.type
    word = word_for(kind)
    if word == "binary":
        return text_array([None if value is None else value.hex() for value in column.to_pylist()])
    if pt.is_floating(kind):
        return _float_text(column)
    if pt.is_duration(kind):
        return column.cast(pa.int64()).cast(pa.string())
    if pt.is_date(kind):
        return column.cast(pa.date32()).cast(pa.string())
    text = column.cast(pa.string())
    if pt.is_timestamp(kind) or pt.is_time(kind):
        text = pc.replace_substring_regex(text, _ZERO_FRACTION, r"\1")
        text = pc.replace_substring_regex(text, _TRAILING_ZEROS, r"\1\2")
    return text


def _float_text(column: pa.Array) -> pa.Array:
    """The shortest text that reads back as the same number; whole numbers without a fraction."""
    shortest = (column.cast(pa.float32()) if pt.is_float16(column.type) else column).cast(pa.string())
    doubles = column.cast(pa.float64())
    whole = pc.and_(pc.equal(pc.floor(doubles), doubles), pc.less(pc.abs(doubles), _WHOLE_FLOATS))
    # -0.0 as an integer would lose its sign
    whole = pc.and_(whole, pc.not_equal(shortest, "-0"))
    integers = pc.if_else(whole, doubles, pa.scalar(None, pa.float64())).cast(pa.int64())
    return pc.if_else(pc.fill_null(whole, False), integers.cast(pa.string()), shortest)


def from_text(texts: pa.Array, kind: pa.DataType) -> pa.Array | None:
    """Strings as values of `kind`, or None if one of them is no such value."""
    try:
        values = _parsed(texts, plain_type(kind))
        if pt.is_integer(plain_type(kind)) and not as_text(values).equals(texts):
            # a leading zero would be lost
            return None
        if values.type == kind:
            return values
        if isinstance(kind, pa.BaseExtensionType):
            return kind.wrap_array(values)
        return values.dictionary_encode().cast(kind)
    except (pa.ArrowException, ValueError, OverflowError):
        return None


def _parsed(texts: pa.Array, plain: pa.DataType) -> pa.Array:
    if pt.is_null(plain):
        if texts.null_count != len(texts):
            raise ValueError("not null")
        return pa.nulls(len(texts))
    if word_for(plain) == "binary":
        decoded = [None if text is None else bytes.fromhex(text) for text in texts.to_pylist()]
        return pa.array(decoded, type=plain)
    if pt.is_duration(plain):
        return texts.cast(pa.int64()).cast(plain)
    if pt.is_float16(plain):
        return texts.cast(pa.float32()).cast(plain)
    if pt.is_time(plain):
        return _times(texts, plain)
    if pt.is_boolean(plain) and not pc.all(pc.is_in(texts, pa.array(["true", "false", None]))).as_py():
        raise ValueError("not a boolean")
    return texts.cast(plain)


def _times(texts: pa.Array, plain: pa.DataType) -> pa.Array:
    """Times of day, which Arrow does not parse: as moments of the first day."""
    moments = pc.binary_join_element_wise("1970-01-01 ", texts, "").cast(pa.timestamp(plain.unit))
    return moments.cast(plain)
