"""Timers: what is written for each system is read back by its rules, word for word, and runs."""

import configparser
import json
import plistlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from shells import Shell

from sampler.destroy.timers import cron, launchd, systemd, task_scheduler
from sampler.destroy.timers.job import Job
from sampler.errors import UsageError

TELL = "import os,sys,json;print(json.dumps([{k:os.environ[k] for k in sys.argv[1:]}, os.getcwd()]))"
HOME, KEYS = '/srv/J. O\'Brien "& Söhne" 100%/$HOME `id`;', "/srv/ключи #1/%h=<b>"
TASKS = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def job(**changed: object) -> Job:
    given = {
        "name": "sampler-enforce-0a1b2c3d",
        "program": (sys.executable, "-c", TELL, "SAMPLER_HOME", "SAMPLER_KEYSTORE"),
        "environment": (("SAMPLER_HOME", HOME), ("SAMPLER_KEYSTORE", KEYS)),
        "folder": "",
        "hour": 9,
        "minute": 5,
        **changed,
    }
    return Job(**given)  # type: ignore[arg-type]


def ini(text: str) -> configparser.RawConfigParser:
    class Many(dict[str, object]):  # systemd takes a setting more than once: keep every value
        def __setitem__(self, key: str, value: object) -> None:
            if isinstance(value, list) and key in self:
                self[key].extend(value)  # type: ignore[attr-defined]
            else:
                super().__setitem__(key, value)

    parser = configparser.RawConfigParser(
        strict=False,
        delimiters=("=",),
        comment_prefixes=("#", ";"),
        dict_type=Many,
        empty_lines_in_values=False,
    )
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser


def as_systemd_reads(setting: str) -> list[str]:
    """Double quotes, backslash escapes and specifiers, by systemd.syntax(7) and systemd.unit(5)."""
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', setting)
    assert " ".join(f'"{word}"' for word in words) == setting.strip()
    plain = [re.sub(r"\\(.)", r"\1", word) for word in words]
    assert all("%" not in word.replace("%%", "") for word in plain)
    return [word.replace("%%", "%") for word in plain]


def as_cron_reads(line: str) -> str:
    r"""The command of a crontab line: from `%` on it would be input; `\%` is a per cent sign (crontab(5))."""
    command = line.split(" ", 1)[1] if line.startswith("@") else line.split(" ", 5)[5]
    assert not re.search(r"(?<!\\)%", command)
    return command.replace("\\%", "%")


def as_windows_reads(line: str) -> list[str]:
    """A command line as a C program on Windows splits it."""
    words, word, quoted, slashes = [], "", False, 0
    for char in f"{line} ":
        if char == "\\":
            slashes += 1
            continue
        if char == '"':
            word += "\\" * (slashes // 2)
            if slashes % 2:
                word += '"'
            else:
                quoted = not quoted
        else:
            word += "\\" * slashes
            if char == " " and not quoted:
                words.append(word)
                word = ""
            else:
                word += char
        slashes = 0
    return words


def test_systemd_reads_every_word_as_it_is() -> None:
    """Spaces, quotes, per cent and dollar signs in paths come through; what was missed runs at once."""
    service, timer = (ini(file.text) for file in systemd.units(job(), Path("/home/me")))
    settings = [as_systemd_reads(line)[0] for line in service["Service"]["Environment"].splitlines()]
    assert dict(one.split("=", 1) for one in settings) == dict(job().environment)
    words = [word.replace("$$", "$") for word in as_systemd_reads(service["Service"]["ExecStart"])]
    assert tuple(words) == job().program
    assert service["Service"]["Type"] == "oneshot"
    assert timer["Timer"]["OnCalendar"] == "*-*-* 09:05:00"
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Timer"]["RandomizedDelaySec"]
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_systemd_itself_takes_the_units(tmp_path: Path) -> None:
    """Where systemd-analyze is installed, it finds nothing to complain of."""
    files = systemd.units(job(folder=str(tmp_path)), tmp_path)
    for file in files:
        assert file.path is not None
        file.path.parent.mkdir(parents=True, exist_ok=True)
        file.path.write_text(file.text)
    program = shutil.which("systemd-analyze")
    paths = [str(file.path) for file in files]
    said = subprocess.run(
        [program, "verify", "--user", "--man=no", *paths] if program else ["true"],
        capture_output=True,
        text=True,
        check=False,
        env={"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert (said.returncode, said.stderr) == (0, "")


def test_systemd_refuses_what_it_would_change() -> None:
    """A dollar sign in the interpreter's own path would be read as a variable by systemd."""
    with pytest.raises(UsageError):
        systemd.units(job(program=("/opt/$x/python", "-m", "sampler")), Path("/home/me"))


@pytest.mark.parametrize("number", [1, 2])
def test_cron_runs_the_command_with_its_environment(tmp_path: Path, number: int) -> None:
    """The daily line and the one after a start run through the shell, in the folder of the project file."""
    folder = tmp_path / "it's 100% here"
    folder.mkdir()
    line = cron.block(job(folder=str(folder))).splitlines()[number]
    done = subprocess.run(["sh", "-c", as_cron_reads(line)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [dict(job().environment), str(folder)]
    assert line.startswith("5 9 * * * " if number == 1 else "@reboot ")


def test_cron_runs_though_its_folder_is_gone(tmp_path: Path) -> None:
    """A project folder that was removed does not stop the destruction."""
    line = cron.block(job(folder=str(tmp_path / "gone"))).splitlines()[1]
    done = subprocess.run(
        ["sh", "-c", as_cron_reads(line)], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert json.loads(done.stdout)[0] == dict(job().environment)


def test_a_crontab_keeps_the_lines_of_others() -> None:
    """The block is put in once, and taken out without a trace."""
    for before in ("", "MAILTO=me\n0 1 * * * backup\n", "0 1 * * * no newline at the end"):
        once = cron.joined(before, job())
        assert cron.joined(once, job()) == once
        assert once.count("@reboot") == 1
        assert cron.without(once, job().name) == before + ("\n" if before and before[-1] != "\n" else "")
    other = cron.block(job(name="sampler-enforce-ffffffff"))
    assert cron.without(cron.joined(other, job()), job().name) == other


def test_cron_refuses_a_backslash() -> None:
    """Crons disagree about a backslash before a per cent sign."""
    with pytest.raises(UsageError):
        cron.block(job(environment=(("SAMPLER_HOME", "a\\%b"),)))


def test_launchd_reads_every_word_as_it_is() -> None:
    """The property list holds the words; the agent runs at its hour and at login."""
    (file,) = launchd.units(job(folder="/p & q"), Path("/Users/me"))
    agent = plistlib.loads(file.text.encode())
    assert tuple(agent["ProgramArguments"]) == job().program
    assert agent["EnvironmentVariables"] == dict(job().environment)
    assert agent["StartCalendarInterval"] == {"Hour": 9, "Minute": 5}
    assert agent["RunAtLoad"] is True
    assert agent["WorkingDirectory"] == "/p & q"
    assert file.path == Path("/Users/me/Library/LaunchAgents/sampler-enforce-0a1b2c3d.plist")


def test_the_task_scheduler_reads_every_word_as_it_is() -> None:
    """The task starts Python with the home's settings, and catches up as soon as it can."""
    program = ("C:\\Program Files\\Python & Co\\python.exe", "-P", "-m", "sampler", "enforce")
    windows = (("SAMPLER_HOME", "C:\\Users\\Zoë O'Brien\\100%TEMP%\\"), ("SAMPLER_KEYSTORE", "D:\\k <1>\\"))
    (file,) = task_scheduler.units(job(program=program, environment=windows))
    task = ET.fromstring(file.text.encode("utf-16"))  # noqa: S314 - our own text
    found = {element.tag.removeprefix(TASKS): element.text or "" for element in task.iter()}
    assert as_windows_reads(found["Command"]) == [program[0]]
    assert "%" not in found["Arguments"]
    words = as_windows_reads(found["Arguments"])
    assert words[:2] == ["-P", "-c"]
    said: dict[str, object] = {}
    code = words[2].replace("from sampler.cli.main import run;sys.exit(run(['enforce']))", "")
    exec(code.replace("import os,sys;os.environ.update", "said.update"), {"said": said})  # noqa: S102 - our own text
    assert said == dict(windows)
    assert found["StartWhenAvailable"] == "true"
    assert found["DisallowStartIfOnBatteries"] == "false"
    assert found["StartBoundary"].endswith("T09:05:00")
    assert found["DaysInterval"] == "1"


@pytest.mark.parametrize("word", ["/a\nb", "/a\rb", "/a\x00b", "/a\udcff"])
def test_a_path_that_no_unit_can_hold_is_refused(word: str) -> None:
    """A line break in a path would begin another setting."""
    with pytest.raises(UsageError):
        job(environment=(("SAMPLER_HOME", word),))


@pytest.fixture
def own(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's own folder, and a path without any system's program for timers."""
    folder = shell.folder.parent / "me"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return folder


def program(own: Path, name: str, text: str) -> Path:
    """Put a program of a system on the path."""
    path = own.parent / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("system", ["systemd", "cron", "launchd", "windows"])
def test_show_prints_and_writes_nothing(
    founded: Shell, own: Path, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    """Home and key store are named; no passphrase nor a command for one; how it unlocks is said."""
    monkeypatch.setenv("SAMPLER_KEYSTORE_PASSPHRASE_COMMAND", "echo sesame")
    answer = founded("timer", "show", "--system", system)
    for name in ("SAMPLER_HOME", "SAMPLER_KEYSTORE", "SAMPLER_ZONE", str(own.parent / "home")):
        assert name in answer.out
    assert "sesame" not in answer.out
    assert "erases what is due and exits 7" in answer.err
    assert not list(own.iterdir())
    shown = json.loads(founded("timer", "show", "--system", system, "--json").out)
    assert all(file["text"] in answer.out for file in shown["files"])


def test_the_unit_that_is_shown_runs(founded: Shell, own: Path) -> None:
    """The command in the unit, with the environment in the unit and nothing else, enforces this home."""
    shown = json.loads(founded("timer", "show", "--system", "systemd", "--json").out)
    service = ini(shown["files"][0]["text"])["Service"]
    settings = dict(as_systemd_reads(line)[0].split("=", 1) for line in service["Environment"].splitlines())
    words = [word.replace("$$", "$") for word in as_systemd_reads(service["ExecStart"])]
    done = subprocess.run(words, env=settings, capture_output=True, text=True, check=True, cwd="/")
    assert "nothing is due" in done.stdout
    assert str(own.parent / "home") == settings["SAMPLER_HOME"]


def test_the_project_file_counts_for_the_timer(founded: Shell, own: Path) -> None:
    """`sampler.toml` with hunt_roots holds for the timer too: it runs in its folder."""
    elsewhere = f"WorkingDirectory=-{own.parent / 'home'}/\n"
    assert elsewhere in founded("timer", "show", "--system", "systemd").out
    Path("sampler.toml").write_text('hunt_roots = ["/srv"]\n')
    assert f"WorkingDirectory=-{founded.folder}/\n" in founded("timer", "show", "--system", "systemd").out


def test_a_passphrase_file_is_named_by_its_whole_path(founded: Shell, own: Path) -> None:
    """The file's path stands in the unit, never its content; one that is missing is refused."""
    Path("phrase.txt").write_text("seven drawn words\n")
    answer = founded("timer", "show", "--keystore-passphrase-file", "phrase.txt", "--system", "cron")
    assert f"SAMPLER_KEYSTORE_PASSPHRASE_FILE={founded.folder}/phrase.txt" in answer.out
    assert "seven drawn words" not in answer.out
    founded("timer", "show", "--keystore-passphrase-file", "gone.txt", code=4)
    assert own.is_dir()


def test_without_systemd_nothing_is_written_before_a_confirmation(founded: Shell, own: Path) -> None:
    """In a container: the units are printed, exit 0; --yes writes them, again the same; remove removes."""
    answer = founded("timer", "install", "--system", "systemd")
    assert "[Timer]" in answer.out
    assert "nothing was written" in answer.err
    assert not list(own.iterdir())
    for _ in range(2):
        answer = founded("timer", "install", "--system", "systemd", "--yes")
        assert "run: systemctl --user daemon-reload" in answer.err
    written = [path for path in own.rglob("*") if path.is_file() and not path.is_symlink()]
    assert sorted(path.suffix for path in written) == [".service", ".timer"]
    (wanted,) = own.rglob("timers.target.wants/*.timer")
    assert wanted.resolve() in {path.resolve() for path in own.rglob("user/*.timer")}
    founded("timer", "remove", "--system", "systemd", "--yes")
    assert not [path for path in own.rglob("*") if path.is_file() or path.is_symlink()]
    founded("timer", "remove", "--system", "systemd", "--yes", code=4)


def test_with_systemd_it_asks_and_starts_the_timer(founded: Shell, own: Path) -> None:
    """Without a terminal it wants --yes; then systemd is told."""
    called = own.parent / "called"
    program(own, "systemctl", f'echo "$@" >> {called}')
    founded("timer", "install", "--system", "systemd", code=2)
    assert not list(own.iterdir())
    founded("timer", "install", "--system", "systemd", "--yes")
    assert called.read_text().splitlines()[0] == "--user daemon-reload"
    assert called.read_text().splitlines()[1].startswith("--user restart sampler-enforce-")


def test_a_crontab_is_changed_by_its_own_program(founded: Shell, own: Path) -> None:
    """Other lines stay; an unreadable crontab is never overwritten."""
    table = own.parent / "table"
    script = f'if [ "$1" = -l ]; then cat {table} 2>/dev/null || {{ echo no crontab for me >&2; exit 1; }};'
    program(own, "crontab", f"{script} else cat > {table}; fi")
    founded("timer", "install", "--system", "cron", "--yes")
    assert table.read_text().count("sampler enforce") >= 2
    table.write_text("0 1 * * * backup\n" + table.read_text())
    founded("timer", "install", "--system", "cron", "--yes", "--at", "10:00")
    assert table.read_text().count("@reboot") == 1
    assert table.read_text().startswith("0 1 * * * backup\n")
    founded("timer", "remove", "--system", "cron", "--yes")
    assert table.read_text() == "0 1 * * * backup\n"
    founded("timer", "remove", "--system", "cron", "--yes", code=4)
    program(own, "crontab", f"[ $1 = -l ] && {{ echo permission denied >&2; exit 1; }}; echo > {table}")
    founded("timer", "install", "--system", "cron", "--yes", code=4)
    assert table.read_text() == "0 1 * * * backup\n"


def test_where_there_is_no_cron_it_says_so(founded: Shell, own: Path) -> None:
    """Lines that can't be put in by a program are printed, to be added by hand."""
    answer = founded("timer", "install", "--system", "cron")
    assert "@reboot" in answer.out
    assert "nothing was written" in answer.err
    founded("timer", "install", "--system", "cron", "--yes", code=4)
    assert own.is_dir()


def test_launchd_and_windows_are_told_by_their_programs(founded: Shell, own: Path) -> None:
    """The agent is bootstrapped; the task is created from a file that does not stay."""
    called = own.parent / "called"
    for name in ("launchctl", "schtasks"):
        program(own, name, f'echo {name} "$1" >> {called}; [ "$4" = /XML ] && cp "$5" {called}.xml; true')
    founded("timer", "install", "--system", "launchd", "--yes")
    founded("timer", "install", "--system", "windows", "--yes")
    words = called.read_text().splitlines()
    assert words == ["launchctl bootout", "launchctl bootstrap", "schtasks /Create"]
    ET.fromstring(Path(f"{called}.xml").read_bytes())  # noqa: S314 - our own text
    assert [path.suffix for path in own.rglob("*") if path.is_file()] == [".plist"]
    founded("timer", "remove", "--system", "launchd", "--yes")
    founded("timer", "remove", "--system", "windows", "--yes")


@pytest.mark.parametrize("at", ["25:00", "9", "09:60", "noon"])
def test_an_hour_that_is_none_is_refused(founded: Shell, at: str) -> None:
    """Exit 2."""
    founded("timer", "show", "--at", at, code=2)


def test_the_readers_of_this_test_are_strict() -> None:
    """A word that is not escaped does not come through them as it was."""
    with pytest.raises(AssertionError):
        as_systemd_reads('"100%h"')
    with pytest.raises(AssertionError):
        as_cron_reads("5 9 * * * echo 100%")
    assert as_windows_reads('a "b c" d\\\\"e f"') == ["a", "b c", "d\\e f"]
