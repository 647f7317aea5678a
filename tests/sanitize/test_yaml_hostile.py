"""Hostile and careless recipes: each is refused with its line, and no planted value is repeated."""

import time

import pytest

from sampler.errors import RecipeError
from sampler.sanitize.recipes.recipe import read_recipe
from sampler.sanitize.recipes.yaml_reader import MAX_BYTES

CANARY = "zq7canary9"
HEAD = "version: 1\n"
T = HEAD + "tables:\n"
C = T + '  "clients.csv":\n'
LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{n}: &{n} [*{p}, *{p}, *{p}]\n" for p, n in zip("abcdefgh", "bcdefghi", strict=True)
)

# (recipe, line that the message must name)
HOSTILE: dict[str, tuple[bytes | str, int]] = {
    "billion laughs": (LAUGHS, 1),
    "alias of a mapping": (C + "    a: &x {operator: keep}\n    b: *x\n", 4),
    "lone alias": (C + "    a: *zq7canary9\n", 4),
    "alias as key": (C + "    *zq7canary9 : keep\n", 4),
    "anchor on a scalar": (C + "    a: &zq7canary9 keep\n", 4),
    "anchor on a key": (C + "    &k a: keep\n", 4),
    "anchor on the root": ("&r\nversion: 1\n", 1),
    "merge key with alias": (C + "    a: &x {operator: keep}\n    b: {<<: *x}\n", 4),
    "merge key": (C + "    b: {<<: {operator: keep}}\n", 4),
    "python object": (C + "    a: !!python/object:os.system [zq7canary9]\n", 4),
    "python apply": (C + "    a: !!python/object/apply:os.system ['echo zq7canary9']\n", 4),
    "python name": (C + "    a: !!python/name:os.system zq7canary9\n", 4),
    "python module": ("!!python/module:os zq7canary9\n", 1),
    "str tag": (C + "    a: !!str keep\n", 4),
    "binary tag": (C + "    a: !!binary a2VlcA==\n", 4),
    "set tag": ("version: !!set {1}\n", 1),
    "omap tag": ("version: 1\ntables: !!omap [a: b]\n", 2),
    "local tag": (C + "    a: !zq7canary9 keep\n", 4),
    "non-specific tag": (C + "    a: ! keep\n", 4),
    "tag on a key": (C + "    !!str a: keep\n", 4),
    "undefined tag handle": (C + "    a: !zq!x keep\n", 4),
    "tag directive": ("%TAG ! tag:zq7canary9,2000:\n---\nversion: 1\n", 1),
    "yaml directive": ("%YAML 1.1\n---\nversion: 1\n", 1),
    "two documents": ("version: 1\n---\nversion: 1\n", 2),
    "two documents after end": ("version: 1\n...\n---\nversion: 1\n", 3),
    "duplicate top key": ("version: 1\nversion: 1\n", 2),
    "duplicate column": (C + "    a: redact\n    a: keep\n", 5),
    "duplicate column, other quotes": (C + "    a: redact\n    'a': keep\n    b: keep\n", 5),
    "duplicate table": (T + "  a: drop\n  b: drop\n  a: {x: keep}\n", 5),
    "duplicate in flow": (C + "    a: {operator: redact, operator: keep}\n", 4),
    "duplicate in a rule": (C + "    a:\n      operator: redact\n      operator: keep\n", 6),
    "integer key": (C + "    2024: keep\n", 4),
    "boolean key": (C + "    true: keep\n", 4),
    "empty key": (C + "    : keep\n", 4),
    "tilde key": (C + "    ~: keep\n", 4),
    "list as key": (C + "    ? [zq7canary9]\n    : keep\n", 4),
    "mapping as key": (C + "    ? {zq7canary9: 1}\n    : keep\n", 4),
    "missing value": (C + "    a:\n", 4),
    "tilde value": (C + "    a: ~\n", 4),
    "NO as operator": (C + "    a: NO\n", 4),
    "on as operator": (C + "    a: on\n", 4),
    "sexagesimal operator": (C + "    a: 12:30:00\n", 4),
    "sexagesimal version": ("version: 0:1\n", 1),
    "underscored version": ("version: 1_0\n", 1),
    "float version": ("version: 1.0\n", 1),
    "octal version": ("version: 01\n", 1),
    "hex version": ("version: 0x1\n", 1),
    "text version": ("version: '1'\n", 1),
    "boolean version": ("version: true\n", 1),
    "other version": ("version: 2\n", 1),
    "infinite version": ("version: .inf\n", 1),
    "huge version": ("version: " + "9" * 5000 + "\n", 1),
    "no version": ("sample: acme-1\n", 1),
    "date as sample is text, rule is not": (HEAD + "sample: 2024-01-01\ntables: {a: {b: 2024-01-01}}\n", 3),
    "sample is a list": (HEAD + "sample: [zq7canary9]\n", 2),
    "sample is a number": (HEAD + "sample: 12\n", 2),
    "unknown default": (HEAD + "default: keep\n", 2),
    "default NO": (HEAD + "default: NO\n", 2),
    "unknown top key": (HEAD + "tabels: {}\n", 2),
    "unknown top key with canary": (HEAD + "zq7canary9: {}\n", 2),
    "tables is a list": (HEAD + "tables: [zq7canary9]\n", 2),
    "tables is text": (HEAD + "tables: zq7canary9\n", 2),
    "table is a list": (T + "  clients.csv: [zq7canary9]\n", 3),
    "table is text": (T + "  clients.csv: zq7canary9\n", 3),
    "rule is a list": (C + "    a: [zq7canary9]\n", 4),
    "rule is a number": (C + "    a: 7\n", 4),
    "rule is a boolean": (C + "    a: true\n", 4),
    "rule of three words": (C + "    a: surrogate LAST_NAME zq7canary9\n", 4),
    "empty rule": (C + "    a: ''\n", 4),
    "unknown operator": (C + "    a: zq7canary9\n", 4),
    "operator with a typo": (C + "    a: surogate LAST_NAME\n", 4),
    "operator in capitals": (C + "    a: KEEP\n", 4),
    "unknown type": (C + "    a: surrogate ZQ7CANARY9\n", 4),
    "type with a typo": (C + "    a: surrogate LASTNAME\n", 4),
    "surrogate without type": (C + "    a: surrogate\n", 4),
    "generalise without parameter": (C + "    a: generalise\n", 4),
    "verbose without operator": (C + "    a: {type: LAST_NAME}\n", 4),
    "verbose key with a typo": (C + "    a: {operatr: keep}\n", 4),
    "verbose operator is a list": (C + "    a: {operator: [keep]}\n", 4),
    "verbose reason is a number": (C + "    a:\n      operator: keep\n      reason: 5\n", 6),
    "verbose type is a number": (C + "    a:\n      operator: surrogate\n      type: 5\n", 6),
    "unknown parameter": (C + "    a:\n      operator: mask\n      keep_lasst: 4\n", 6),
    "parameter of another operator": (C + "    a:\n      operator: mask\n      digits: 4\n", 6),
    "parameter is text": (C + "    a:\n      operator: mask\n      keep_last: '4'\n", 6),
    "parameter is yes": (C + "    a:\n      operator: mask\n      keep_last: yes\n", 6),
    "parameter too large": (C + "    a:\n      operator: mask\n      keep_last: 99\n", 6),
    "parameter negative": (C + "    a:\n      operator: mask\n      keep_last: -1\n", 6),
    "two generalisations": (C + "    a: {operator: generalise, digits: 2, step: 10}\n", 4),
    "unknown date part": (C + "    a:\n      operator: generalise\n      date: zq7canary9\n", 6),
    "parameters on keep": (C + "    a: {operator: keep, code: 'import os; zq7canary9'}\n", 4),
    "NUL": (C + "    a: ke\0ep\n", 4),
    "escape character": (C + "    a: \x1b[31mzq7canary9\n", 4),
    "not UTF-8": (C.encode() + "    é: zq7canary9\n".encode("latin-1"), 4),
    "UTF-16": (HEAD.encode("utf-16"), 1),
    "lone surrogate bytes": (C.encode() + b"    a: \xed\xa0\x80\n", 4),
    "tab as indentation": (C + "\ta: keep\n", 4),
    "tab before a rule": (T + "  a:\n\t  b: keep\n", 4),
    "two colons": (C + "    a: b: zq7canary9\n", 4),
    "at sign": (C + "    @zq7canary9: keep\n", 4),
    "backtick": (C + "    a: `zq7canary9`\n", 4),
    "unknown escape": (C + '    a: "\\qzq7canary9"\n', 4),
    "bad hex escape": (C + '    a: "\\xzz"\n', 4),
    "open bracket": (C + "    a: [zq7canary9\n", 5),
    "open quote": (C + "    a: 'zq7canary9\n", 5),
    "lost indentation": (C + "    a: keep\n   b: keep\n", 5),
    "stray text": (C + "    zq7canary9\n", 3),
    "a list at the top": ("- zq7canary9\n", 1),
    "a scalar at the top": ("zq7canary9\n", 1),
    "empty": ("", 1),
    "only comments": ("# zq7canary9\n", 1),
    "deep flow lists": (HEAD + "tables: " + "[" * 5000, 2),
    "deep flow mappings": (HEAD + "tables: " + "{a: " * 3000, 2),
    "deep block": (HEAD + "tables:\n" + "".join(" " * n + "a:\n" for n in range(1, 60)), 10),
    "very long key": (C + "    " + "k" * 2000 + ": keep\n", 4),
}


def _bytes(recipe: bytes | str) -> bytes:
    return recipe if isinstance(recipe, bytes) else recipe.encode()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_recipes_are_refused_with_their_line(name: str) -> None:
    """A hostile or mistyped recipe is one RecipeError that names the file and line, and repeats no value."""
    recipe, line = HOSTILE[name]
    with pytest.raises(RecipeError) as refused:
        read_recipe(_bytes(recipe), "acme.yaml")
    said = " ".join((refused.value.message, *refused.value.hints))
    assert refused.value.message.startswith(f"acme.yaml:{line}: ")
    assert CANARY not in said.lower()
    assert "\n" not in said
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_the_corpus_is_large_enough() -> None:
    """The corpus holds at least sixty cases."""
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 50 * MAX_BYTES])
def test_long_recipes_are_refused_at_once(size: int) -> None:
    """A recipe over the limit is refused before it is parsed."""
    started = time.process_time()
    with pytest.raises(RecipeError, match="longer than"):
        read_recipe(b"#" * size, "acme.yaml")
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    "filler", ["[", "{a: ", "? ", "- ", "a: ", "'", "&a ", "!a ", "# ", "\n", "|\n ", "a,"]
)
def test_a_full_size_recipe_of_one_sign_ends_soon(filler: str) -> None:
    """A recipe of the largest size made of one construct is answered within seconds."""
    body = (HEAD + "tables: " + filler * MAX_BYTES)[:MAX_BYTES]
    started = time.process_time()
    with pytest.raises(RecipeError):
        read_recipe(body.encode(), "acme.yaml")
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("    a: surogate LAST_NAME\n", "did you mean surrogate?"),
        ("    a: surrogate LASTNAME\n", "did you mean LAST_NAME?"),
        ("    a: {operatr: keep}\n", "did you mean operator?"),
        ("    a: {operator: mask, keep_lasst: 2}\n", "did you mean keep_last?"),
        ("    a: KEEP\n", "did you mean keep?"),
    ],
)
def test_a_typo_gets_the_nearest_word_of_ours(written: str, hint: str) -> None:
    """A mistyped key, operator or type is answered with the nearest word that exists."""
    with pytest.raises(RecipeError) as refused:
        read_recipe((C + written).encode(), "acme.yaml")
    assert refused.value.hints == (hint,)


def test_a_message_names_the_path() -> None:
    """A refusal reads file, line, path, what is wrong."""
    with pytest.raises(RecipeError) as refused:
        read_recipe((C + "    Nom: surogate LAST_NAME\n").encode(), "acme.yaml")
    assert refused.value.message.startswith(
        "acme.yaml:4: tables.clients.csv.Nom: unknown operator; known: keep "
    )


def test_a_key_that_is_a_value_is_not_shown() -> None:
    """A column label that a detector hits is named by its number."""
    with pytest.raises(RecipeError) as refused:
        read_recipe((C + "    ok: keep\n    claire.fictive@orange.fr: zzz\n").encode(), "acme.yaml")
    assert "fictive" not in refused.value.message
    assert "tables.clients.csv.c2: " in refused.value.message
