"""What the harness stops at is what strace sees: no call that changes a file is missing."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from seccomp import Call, watched
from stages import STAGES
from zygote import Zygote

# calls that strace shows with a file of the world and that change nothing of it but what the kernel keeps
HARMLESS = {
    *(
        "read",
        "pread64",
        "readv",
        "lseek",
        "close",
        "fstat",
        "stat",
        "lstat",
        "newfstatat",
        "statx",
        "access",
    ),
    *("faccessat2", "faccessat", "readlink", "readlinkat", "getdents64", "fcntl", "flock", "ioctl", "mmap"),
    "getrandom",
    "fchown",  # as root SQLite gives its side files the database's owner, and does not look at the answer
    *("statfs", "fstatfs", "chdir", "execve", "getcwd", "fadvise64", "poll", "getxattr", "lgetxattr"),
}
SAME = {"open": "openat", "writev": "write", "mkdirat": "mkdir", "renameat": "rename", "renameat2": "rename"}
SAME |= {"fchmodat": "chmod", "truncate": "ftruncate", "sendfile": "copy", "copy_file_range": "copy"}
LINE = re.compile(r"^\d+\s+(\w+)\((.*)")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("stage", ["load", "end"])
def test_strace_sees_the_same_calls(warm: Zygote, strace: str, tmp_path: Path, stage: str) -> None:
    """The same command in a new Python under strace makes the same calls on the world, kind by kind."""
    ours = Counter(kind for kind, _ in warm.ask("trace", stage=stage))
    where = warm.ask("ready", stage=stage)
    log = tmp_path / "strace.txt"
    tracer = [strace, "-f", "-y", "-qq", "-o", str(log), "-e", "signal=none"]
    command = [*tracer, sys.executable, "-B", "-m", "sampler", *STAGES[stage]]
    done = subprocess.run(
        command, cwd=where["cwd"], env=where["environment"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    theirs = _changing(log.read_text(errors="replace").splitlines(), where["cwd"])
    assert theirs == ours


def _changing(lines: list[str], world: str) -> Counter[str]:
    """Calls on the world that may change it; relative paths are the world's, since it is the folder there."""
    found: Counter[str] = Counter()
    for line in lines:
        match = LINE.match(line)
        if match is None or match[1] in HARMLESS or f"{world}/" not in _absolute(match[2], world):
            continue
        if match[1] in ("open", "openat") and not re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC)", match[2]):
            continue
        found[SAME.get(match[1], match[1])] += 1
    return found


def _absolute(arguments: str, world: str) -> str:
    return re.sub(r'^(?:AT_FDCWD(?:<[^>]*>)?, )?"(?!/)', f'"{world}/', arguments)


def test_a_call_can_go_on_fail_or_be_the_last(tmp_path: Path) -> None:
    """The three answers do what they say, at the call that was chosen and not before."""
    seen: list[str] = []

    def child() -> int:
        (tmp_path / "one").write_bytes(b"1")
        (tmp_path / "one").rename(tmp_path / "two")
        return 5

    def answer(said: int | None, kind: str) -> int:
        def decide(call: Call) -> int | None:
            seen.append(call.kind)
            return said if call.kind == kind else 0

        return watched(child, decide)

    assert answer(0, "rename") == 5
    assert "rename" in seen
    assert (tmp_path / "two").read_bytes() == b"1"
    (tmp_path / "two").unlink()
    assert answer(None, "rename") == -9
    assert (tmp_path / "one").exists()
    assert answer(28, "write") == 70, "the exception of the failed call ends the child"
    assert (tmp_path / "one").read_bytes() == b""
