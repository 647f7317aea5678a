"""Write the parts of the manual that come from the code; `--check` compares instead.

    python scripts/make_docs.py [--check]

docs/cli.md is every command's `--help`; docs/reference.md lists errors, exit codes, operators, entity types
and claims; docs/policy.md lists the rules that are enforced. docs/recipes.md is written by hand around two
tables from the code.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from sampler.cli.main import COMMANDS, cli
from sampler.errors import every_error
from sampler.model.certificate import Claim
from sampler.policy.acts import MAY, ROLES
from sampler.policy.rules import RULES
from sampler.policy.settings import PRIVATE_CHANNELS, PUBLIC_CHANNELS, PolicySettings
from sampler.policy.table import TABLE
from sampler.sanitize.operators.table import OPERATORS
from sampler.sanitize.recipes.selecting import Level
from sampler.surrogates.entity_types import ENTITY_TYPES

DOCS = Path(__file__).resolve().parent.parent / "docs"
Words = tuple[str, ...]
MADE = "<!-- made by scripts/make_docs.py from the code; do not edit -->\n"
EXIT_CODES = {
    0: "done; a quarantine list or a warning is still done",
    1: "a bug: the line on stderr names the place and no value",
    2: "usage: the command's words, the configuration or the recipe",
    3: "the answer is no: findings with `--fail-on`, survivors, overdue, a verification that does not match",
    4: "not found or unreadable: no such thing, a wrong passphrase, a full disk, a locked home",
    5: "refused by policy; the message names the rule",
    6: "integrity: stored bytes are not what they were",
    7: "incomplete: part is done and recorded, the rest has a name",
    130: "interrupted",
    141: "whoever read the output stopped reading it, as with `| head`",
}


def commands(command: click.Command, path: Words) -> Iterator[tuple[Words, click.Command]]:
    """Every command and subcommand with its path."""
    yield path, command
    if isinstance(command, click.Group):
        names = list(COMMANDS) if path == ("sampler",) else sorted(command.commands)
        for name in names:
            inner = command.get_command(click.Context(command), name)
            if inner is not None:
                yield from commands(inner, (*path, name))


def cli_page() -> str:
    """The help of every command."""
    parts = [MADE, "# Commands\n"]
    for path, command in commands(cli, ("sampler",)):
        context = click.Context(command, info_name=" ".join(path), max_content_width=100)
        context.terminal_width = 100
        parts.append(f"## {' '.join(path)}\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


def table(headers: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [headers, tuple("---" for _ in headers), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def first_line(thing: object) -> str:
    """The first line of a docstring."""
    return (thing.__doc__ or "").strip().splitlines()[0]


def reference_page() -> str:
    """Errors, exit codes, operators, entity types, claims."""
    errors = [(f"`{e.slug}`", str(e.exit_code), first_line(e)) for e in every_error()]
    operators = [
        (f"`{name}`", one.summary, ", ".join(f"`{p}`" for p in one.parameters.model_fields) or "none")
        for name, one in OPERATORS.items()
    ]
    return "\n".join(
        [
            MADE,
            "# Reference\n",
            "## Exit codes\n\nUnknown codes mean failure.\n",
            table(("code", "meaning"), [(str(code), text) for code, text in EXIT_CODES.items()]),
            "## Errors\n\nThe word in brackets at the end of an error line.\n",
            table(("slug", "exit code", "meaning"), errors),
            "## Operators of a recipe\n",
            table(("operator", "what it does", "parameters"), operators),
            "## Entity types\n",
            " ".join(f"`{name}`" for name in ENTITY_TYPES) + "\n",
            "## Claims about the end of a copy\n",
            " ".join(f"`{claim}`" for claim in Claim) + "\n",
        ]
    )


def parameter_words(one: Mapping[str, Any], name: str) -> str:
    """A parameter with what it may be."""
    choices = [part for part in one.get("anyOf", [one]) if part.get("type") != "null"]
    kind = choices[0]
    if "const" in kind or "enum" in kind:
        allowed = " or ".join(kind.get("enum", [kind.get("const")]))
    elif kind["type"] == "integer":
        allowed = f"{kind['minimum']:,} to {kind['maximum']:,}"
    else:
        allowed = {"boolean": "true", "array": "[numbers that rise]"}.get(kind["type"], "a column")
    return f"`{name}: {allowed}`"


def operator_table() -> str:
    """The operators with the privacy they give and what they may be told."""
    rows = []
    for name, one in OPERATORS.items():
        known = one.parameters.model_json_schema().get("properties", {})
        words = "<br>".join(parameter_words(field, key) for key, field in known.items())
        rows.append((f"`{name}`", one.summary, one.privacy, words or "none"))
    return table(("operator", "what it does", "privacy", "parameters"), rows)


def precedence_table() -> str:
    """Which rule answers a column, from the strongest."""
    return table(("level", "the rule is"), [(str(level.value), level.words) for level in Level])


def recipes_page() -> str:
    """The page as it is, with its tables made anew."""
    text = (DOCS / "recipes.md").read_text(encoding="utf-8")
    for name, made in (("operators", operator_table()), ("precedence", precedence_table())):
        start, end = f"<!-- {name}: made by scripts/make_docs.py -->\n", f"<!-- end of {name} -->"
        head, _, rest = text.partition(start)
        text = head + start + "\n" + made + "\n" + end + rest.partition(end)[2]
    return text


def policy_page() -> str:
    """All rules, the settings, the roles, the channels."""
    rules = [
        (
            row.id,
            row.says,
            row.how,
            ", ".join(f"`{c}`" for c in row.commands),
            _lifted(row.id),
            _proof(row.test),
        )
        for row in TABLE
    ]
    notes = [f"- {row.id}: {row.note}.\n" for row in TABLE if row.note]
    acts = [(f"`{act}`", ", ".join(role for role in ROLES if role in roles)) for act, roles in MAY.items()]
    standard = PolicySettings()
    settings = [(f"`{name}`", _value(getattr(standard, name))) for name in PolicySettings.model_fields]
    return "\n".join(
        [
            MADE,
            POLICY_HEAD,
            table(
                ("rule", "what it says", "kept by", "commands", "who can lift a refusal", "proved by"), rules
            ),
            "".join(notes),
            "## Settings\n\nThe `policy` section of the configuration. What is looser than the default is",
            "recorded on the ledger and stands on every report and certificate.\n",
            table(("setting", "default"), settings),
            ROLES_HEAD,
            table(("act", "roles"), acts),
            "## Channels of a delivery (EDU-1)\n",
            f"Private: {', '.join(f'`{c}`' for c in PRIVATE_CHANNELS)}.\n",
            f"Public, refused: {', '.join(f'`{c}`' for c in PUBLIC_CHANNELS)}; so is anything else.\n",
        ]
    )


ROLES_HEAD = """## Roles

On one laptop roles are organisational: `--as` says who acts, and nothing stops whoever sits at it from saying
another name. They keep people from mistakes and put names on the ledger; a team registry will enforce them.
"""
RULE_HEADERS = ("rule", "what it says", "kept by", "commands", "who can lift a refusal", "proved by")
POLICY_HEAD = """# Policy: every rule, and what keeps it

Every act asks one gate (`sampler/custody/gate.py`), which checks the tables against the ledger, looks the
facts up, and asks the rules; a refusal names the rule, exits 5 and is itself on the ledger. Only the
provider lifts a restriction, by an authorization on record; no option does.
"""


def _commands(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _lifted(rule: str) -> str:
    return RULES[rule].lifted_by if rule in RULES else ""


def _proof(test: str) -> str:
    return f"`{test.rpartition('::')[2]}`" if test else ""


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(str(item) for item in value)
    return str(value) if value != {} else "as below"


def main() -> None:
    """Write or compare."""
    pages = {
        "cli.md": cli_page(),
        "reference.md": reference_page(),
        "policy.md": policy_page(),
        "recipes.md": recipes_page(),
    }
    for name, text in pages.items():
        path = DOCS / name
        if "--check" in sys.argv:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                sys.exit(f"docs/{name} is not what the code says: python scripts/make_docs.py")
        else:
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
