"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sampler.cli.secrets_in import SecretSource

FilePath = click.Path(path_type=Path)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask; for scripts.")


def secret_options(name: str, what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add --NAME-file, --NAME-command and --NAME-fd; the command gets one `SecretSource` named `secret`."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(
            secret_file: Path | None, secret_command: str | None, secret_fd: int | None, **rest: object
        ) -> object:
            return function(secret=SecretSource(what, secret_file, secret_command, secret_fd), **rest)

        wrapped.__doc__, wrapped.__name__ = function.__doc__, function.__name__
        wrapped.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
        option = click.option(
            f"--{name}-fd", "secret_fd", type=int, help=f"Read the {what} from this descriptor."
        )(wrapped)
        option = click.option(
            f"--{name}-command", "secret_command", help=f"Run this command for the {what}."
        )(option)
        return click.option(
            f"--{name}-file", "secret_file", type=FilePath, help=f"Read the {what} from this file."
        )(option)

    return decorate
