"""The command line: which commands there are, and how an error becomes a line and an exit code.

Talk goes to stderr with a `sampler:` prefix, lower case, without a full stop; data goes to stdout.
"""

import importlib
import json
import logging
import os
import sys
import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

import click

from sampler import __version__
from sampler.cli.render import SCHEMA
from sampler.errors import SamplerError, from_system
from sampler.registry.private_files import keep_private

INTERRUPTED = 130
NOBODY_READS = 141  # as a shell says it of a program that a closed pipe ended
BUG = 1
USAGE = 2

USUAL_HINTS = {  # for errors that bring none of their own, by slug; a class without one takes its parent's
    "recipe": ("sampler detect SAMPLE --recipe NEW.yaml drafts one to compare with",),
    "usage": ("sampler --help, or COMMAND --help, shows what is taken",),
    "passphrase": ("check it with the person who gave it to you",),
    "hostile-archive": ("ask for an ordinary zip, encrypted by AES-256",),
    "unreadable": ("check the file, or ask for it again",),
    "not-found": ("check the path or the id",),
    "locked": ("wait for the other command, or unlock the key store",),
    "refused": ("sampler deal show DEAL says what is allowed and until when",),
    "integrity": ("get the file again from where it came, or restore it from a backup",),
    "ledger": ("keep the home as it is and compare it with a receipt's or certificate's anchor",),
    "incomplete": ("sampler copy list --open",),
    "no": ("the answer above is the result",),
}
COMMANDS: dict[
    str, tuple[str, str]
] = {  # in the order of a sample's life; help is repeated so that nothing loads
    "init": ("setup", "Make the home: who you are, the key store, the signing key."),
    "deal": ("deals", "Open, list, show and close deals."),
    "ingest": ("intake", "Take a delivery in: encrypted, with its provenance and a receipt."),
    "detect": ("work", "Find the personal data of a sample and draft a recipe."),
    "recipe": ("recipes", "Check a recipe, and explain what it does to each column."),
    "sanitize": ("work", "Replace personal data by a recipe and audit the result for leaks."),
    "risk": (
        "risk",
        "Show how easily records of a sanitized sample can be singled out, linked, or inferred from.",
    ),
    "pack": ("packing", "Seal a sanitized sample for one named person."),
    "open": ("packing", "Open a pack into a new folder."),
    "export": ("packing", "Write a sanitized sample's files into a new folder."),
    "load": ("packing", "Put a sanitized sample's tables into a local database."),
    "return": ("returning", "Give a deal's data back to its provider: the files and a database export."),
    "hunt": ("hunting", "Find copies that nobody registered, and register or destroy them."),
    "destroy": ("ending", "Destroy all of a deal's data and certify it."),
    "rest": ("rest", "What may outlive a deal: sanitized samples without identities."),
    "enforce": ("enforcing", "Destroy what is due; what a timer runs."),
    "timer": ("timers", "Let this machine run `sampler enforce` every day."),
    "where": ("places", "Say where data is: every copy, medium, country, custodian, protection."),
    "copy": ("copies", "List, check and end copies; those made by hand; statements of recipients."),
    "task": ("tasks", "What only a person can end: deadlines, and reminders to write."),
    "environment": ("places", "Declare where data may be used."),
    "medium": ("places", "Register the media that data lies on, and how each will end."),
    "recipient": ("places", "Register people who get packs, with their public keys."),
    "custodian": ("people", "Who works here: roles, confidentiality undertakings, departures."),
    "grant": ("people", "Give, withdraw and list rights: per person, deal and act, with an end."),
    "access": ("people", "Review who can reach what; see and release locks."),
    "authorization": ("authorizations", "Ask the provider to lift a restriction, and record the answer."),
    "hold": ("duties", "Freeze a deal, or put it under a legal hold."),
    "request": ("duties", "Requests to rectify, restrict or delete, with their deadlines."),
    "disclosure": ("duties", "What was disclosed to an authority, on which legal basis."),
    "declaration": ("duties", "What only people can say of premises: recorded, not enforced."),
    "incident": ("incidents", "A breach: two clocks, what is affected, the notices."),
    "doctor": ("places", "Check this installation against the policy."),
    "report": (
        "reporting",
        "Certificates, receipts, registers, the destruction report, the manager's page.",
    ),
    "certificate": ("checking", "Verify a certificate of destruction."),
    "receipt": ("checking", "Verify a receipt."),
    "ledger": ("reporting", "Verify and export the ledger."),
}


class Commands(click.Group):
    """A group that loads a command's module when the command is used, not for `--help`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All commands, in the order of a sample's life."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sampler.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """List the commands from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sampler", message="%(prog)s %(version)s")
@click.option("--as", "acting", help="The custodian who acts, by id or address. Default: who made the home.")
def cli(acting: str | None) -> None:
    """Chain of custody for customers' sample data in pre-sales.

    Take a sample in, find the personal data, replace it, pack it for one person, know every copy,
    destroy all of it at the end and prove it.

    \b
    Exit codes: 0 done, 1 bug, 2 usage, 3 the answer is no, 4 not found or unreadable,
    5 refused by policy, 6 integrity, 7 incomplete, 130 interrupted.
    """  # noqa: D301 - \b is click's mark for a paragraph that is not rewrapped
    del acting  # sampler.cli.session reads it


def hush() -> None:
    """Keep libraries from writing to stderr by themselves: their logs and warnings may quote values."""
    logging.getLogger().addHandler(logging.NullHandler())
    warnings.simplefilter("ignore")
    sys.unraisablehook = _unraisable


def _unraisable(raised: "sys.UnraisableHookArgs") -> None:
    sys.stderr.write(f"sampler: warning: a library failed when it cleaned up: {raised.exc_type.__name__}\n")


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code; every expected error is one line and its hints."""
    keep_private()
    as_json = "--json" in (sys.argv[1:] if arguments is None else arguments)
    try:
        result: Any = cli.main(args=arguments, prog_name="sampler", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # click leaves so when a pipe is closed
        return _nobody_reads()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - every error has its line
        return _tell(_said(error), as_json=as_json)
    return result if isinstance(result, int) else 0


class Said(NamedTuple):
    """What is said of an error."""

    slug: str
    code: int
    message: str
    hints: tuple[str, ...]


def _said(error: BaseException) -> Said:
    if isinstance(error, (OSError, MemoryError)):
        error = from_system(error)
    if isinstance(error, SamplerError):
        return Said(error.slug, error.exit_code, error.message, error.hints or _usual_hints(error))
    if isinstance(error, click.ClickException):
        return _usage(error)
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        return Said("interrupted", INTERRUPTED, _stopped(error), ("run it again",))
    hint = "report the line above; it holds no value of the sample"
    return Said("bug", BUG, f"this is a bug: {_place(error)}", (hint,))


def _stopped(error: BaseException) -> str:
    """What an interrupted step says is kept; click puts an error of its own in the place of the step's."""
    raised = error.__cause__ or error
    said = str(raised) if isinstance(raised, KeyboardInterrupt) else ""
    return said or "stopped; nothing half-written was kept"


def _usual_hints(error: SamplerError) -> tuple[str, ...]:
    return next(
        (
            USUAL_HINTS[slug]
            for kind in type(error).__mro__
            if (slug := getattr(kind, "slug", "")) in USUAL_HINTS
        ),
        (),
    )


def _usage(error: click.ClickException) -> Said:
    context = error.ctx if isinstance(error, click.UsageError) else None
    message = " ".join(error.format_message().split()).rstrip(".")
    if "extra argument" in message:  # click quotes it, and it may be a secret that somebody typed
        message = "there are more arguments than this command takes"
    hint = f"{context.command_path if context else 'sampler'} --help"
    return Said("usage", USAGE, f"{message[:1].lower()}{message[1:]}", (hint,))


def _tell(said: Said, *, as_json: bool) -> int:
    if as_json:
        sys.stderr.write(json.dumps({"schema": SCHEMA, "type": "error", **said._asdict()}) + "\n")
        return said.code
    sys.stderr.write(f"sampler: error: {said.message} [{said.slug}]\n")
    for hint in said.hints:
        sys.stderr.write(f"sampler: hint: {hint}\n")
    return said.code


def _nobody_reads() -> int:
    """Leave quietly when the reader of a pipe has gone: Python would complain once more at its end."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - the null device, not a path of ours
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return NOBODY_READS


def _place(error: BaseException) -> str:
    places = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        places.append(f"{step.tb_frame.f_globals.get('__name__', '?')}.{code.co_name}:{step.tb_lineno}")
        step = step.tb_next
    ours = [place for place in places if place.startswith("sampler.")][-4:]
    return f"{type(error).__name__} in {' > '.join(ours)}"
