"""A user's service and timer for systemd: what was missed while the machine was off is run at once."""

from pathlib import Path

from sampler.destroy.timers.job import AFTER, WHAT, Job, UnitFile
from sampler.errors import UsageError

FOLDER = Path(".config") / "systemd" / "user"
SERVICE = """\
[Unit]
Description={what}

[Service]
Type=oneshot
UMask=0077
{folder}{environment}ExecStart={program}
"""
TIMER = """\
[Unit]
Description={what}

[Timer]
OnCalendar=*-*-* {hour:02}:{minute:02}:00
Persistent=true
RandomizedDelaySec={after}

[Install]
WantedBy=timers.target
"""


def units(job: Job, home: Path) -> tuple[UnitFile, ...]:
    """The service and the timer.

    Raises:
        UsageError: systemd would read the interpreter's path in another way.
    """
    if "$" in job.program[0]:
        raise UsageError("systemd can't start a program whose path holds a dollar sign", "--system cron")
    folder = home / FOLDER
    service = SERVICE.format(
        what=_specified(WHAT),
        folder=f"WorkingDirectory=-{_specified(job.folder)}/\n" if job.folder else "",
        environment="".join(f"Environment={_quoted(f'{name}={value}')}\n" for name, value in job.environment),
        program=" ".join(_quoted(word).replace("$", "$$") for word in job.program),
    )
    timer = TIMER.format(what=_specified(WHAT), hour=job.hour, minute=job.minute, after=AFTER)
    return UnitFile(folder / f"{job.name}.service", service), UnitFile(folder / f"{job.name}.timer", timer)


def wanted(job: Job, home: Path) -> Path:
    """The link by which the timer starts with the user's session."""
    return home / FOLDER / "timers.target.wants" / f"{job.name}.timer"


def _specified(text: str) -> str:
    """`%` begins a specifier in every setting."""
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    """A word between double quotes, as systemd.syntax(7) reads it."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_specified(escaped)}"'
