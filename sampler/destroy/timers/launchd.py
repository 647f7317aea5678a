"""A user's launch agent for macOS: runs at its hour, after sleep, and when the user logs in."""

import plistlib
from pathlib import Path
from typing import Any

from sampler.destroy.timers.job import Job, UnitFile

FOLDER = Path("Library") / "LaunchAgents"


def units(job: Job, home: Path) -> tuple[UnitFile, ...]:
    """The agent's property list; what was missed while the machine was off is caught up by RunAtLoad."""
    agent: dict[str, Any] = {
        "Label": job.name,
        "ProgramArguments": list(job.program),
        "EnvironmentVariables": dict(job.environment),
        "StartCalendarInterval": {"Hour": job.hour, "Minute": job.minute},
        "RunAtLoad": True,
        "ProcessType": "Background",
        "Umask": 0o077,
    }
    if job.folder:
        agent["WorkingDirectory"] = job.folder
    return (UnitFile(home / FOLDER / f"{job.name}.plist", plistlib.dumps(agent, sort_keys=False).decode()),)
