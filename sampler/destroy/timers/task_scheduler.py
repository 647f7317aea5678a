"""A task of the Windows Task Scheduler, as the XML that `schtasks /Create /XML` takes."""

import subprocess
from xml.sax.saxutils import escape

from sampler.destroy.timers.job import WHAT, Job, UnitFile
from sampler.errors import UsageError

# A task has no environment of its own, and no shell is asked to make one: its quoting can't be relied on.
PYTHON = (
    "import os,sys;os.environ.update({settings});from sampler.cli.main import run;sys.exit(run(['enforce']))"
)
TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.3" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{what}</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T{hour:02}:{minute:02}:00</StartBoundary>
      <Enabled>true</Enabled>
      <RandomDelay>PT15M</RandomDelay>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT12H</ExecutionTimeLimit>
    <Enabled>true</Enabled>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>{folder}
    </Exec>
  </Actions>
</Task>
"""


def units(job: Job) -> tuple[UnitFile, ...]:
    """The task; what was missed while the machine was off is run as soon as it can be.

    Raises:
        UsageError: a path holds `%`, which the Task Scheduler takes for a variable.
    """
    command, folder = job.program[0], job.folder
    if "%" in command + folder:
        raise UsageError("the Task Scheduler can't start from a path with %", "give that folder another name")
    text = TASK.format(
        what=escape(WHAT),
        hour=job.hour,
        minute=job.minute,
        command=escape(subprocess.list2cmdline([command])),
        arguments=escape(arguments(job)),
        folder=f"\n      <WorkingDirectory>{escape(folder)}</WorkingDirectory>" if folder else "",
    )
    return (UnitFile(None, text),)


def arguments(job: Job) -> str:
    """The words behind the interpreter; `%` is written by its number, since `%NAME%` would be replaced."""
    settings = repr(dict(job.environment)).replace("%", r"\x25")
    return subprocess.list2cmdline(["-P", "-c", PYTHON.format(settings=settings)])
