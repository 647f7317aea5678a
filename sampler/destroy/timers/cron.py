"""A block of a user's crontab: daily, and once after each start, for what was missed meanwhile."""

import shlex

from sampler.destroy.timers.job import Job, UnitFile
from sampler.errors import UsageError

BEGIN, END = "# begin {name}: sampler enforce", "# end {name}"


def units(job: Job) -> tuple[UnitFile, ...]:
    """The block, to be put into a crontab."""
    return (UnitFile(None, block(job)),)


def block(job: Job) -> str:
    """The lines of a job between two remarks, by which they are found again.

    Raises:
        UsageError: a path holds a backslash, which crons read in different ways before `%`.
    """
    line = _line(job)
    lines = (
        BEGIN.format(name=job.name),
        f"{job.minute} {job.hour} * * * {line}",
        f"@reboot {line}",
        END.format(name=job.name),
    )
    return "\n".join(lines) + "\n"


def without(crontab: str, name: str) -> str:
    """A crontab without the block of a job; what others wrote stays, byte for byte."""
    kept, inside = [], False
    for line in crontab.splitlines(keepends=True):
        bare = line.rstrip("\n")
        inside = inside or bare == BEGIN.format(name=name)
        if not inside:
            kept.append(line)
        inside = inside and bare != END.format(name=name)
    return "".join(kept)


def joined(crontab: str, job: Job) -> str:
    """A crontab with the block of a job at its end, once."""
    before = without(crontab, job.name)
    return before + ("\n" if before and not before.endswith("\n") else "") + block(job)


def _line(job: Job) -> str:
    setting = " ".join(f"{name}={_word(value)}" for name, value in job.environment)
    program = " ".join(_word(word) for word in job.program)
    there = f"cd {_word(job.folder)}; " if job.folder else ""
    return f"{there}{setting} {program}"


def _word(text: str) -> str:
    r"""A word for the shell; `%` would end the command, and stands as `\%` outside of the quotes."""
    if "\\" in text:
        raise UsageError(
            "a path with a backslash can't stand in a crontab", "--system systemd, or another name"
        )
    return r"\%".join(shlex.quote(part) if part else "" for part in text.split("%")) or "''"
