"""Stop a process at every system call that changes a file, and let it go on, fail there, or die there.

The kernel does it (seccomp's user notification, Linux 5.5): the traced process asks for its own filter and
sends the listening end here, so nothing of sampler's code is touched, and calls that only read cost nothing.
It is what `strace --inject` does, without a new Python and a ptrace stop for every point.
"""

import ctypes
import errno
import fcntl
import os
import platform
import select
import signal
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_X86 = {
    "write": (1, 20),  # writev
    "pwrite64": (18, 296),  # pwritev
    "openat": (257, 2),  # open
    "fsync": (74,),
    "fdatasync": (75,),
    "rename": (82, 264, 316),  # renameat, renameat2
    "unlink": (87,),
    "unlinkat": (263,),
    "ftruncate": (77, 76),  # truncate
    "mkdir": (83, 258),  # mkdirat
    "rmdir": (84,),
    "link": (86, 265, 88, 266),  # linkat, symlink, symlinkat
    "fchmod": (91,),
    "chmod": (90, 268),  # fchmodat
    "fallocate": (285,),
    "copy": (40, 326),  # sendfile, copy_file_range
}
_ARM = {
    "write": (64, 66),
    "pwrite64": (68, 70),
    "openat": (56,),
    "fsync": (82,),
    "fdatasync": (83,),
    "rename": (38, 276),
    "unlinkat": (35,),
    "ftruncate": (46, 45),
    "mkdir": (34,),
    "link": (37, 36),
    "fchmod": (52,),
    "chmod": (53,),
    "fallocate": (47,),
    "copy": (71, 285),
}
_TABLES = {"x86_64": (_X86, 317), "aarch64": (_ARM, 277)}
_AT = frozenset(
    {257, 264, 316, 263, 258, 265, 266, 268} if platform.machine() == "x86_64" else _ARM["rename"]
)
_FD = frozenset({"write", "pwrite64", "fsync", "fdatasync", "fchmod", "fallocate"})
_OPENS = frozenset({257, 2} if platform.machine() == "x86_64" else {56})
_CHANGING = os.O_CREAT | os.O_WRONLY | os.O_RDWR | os.O_TRUNC
_BY_FD = frozenset({77, 40, 326} if platform.machine() == "x86_64" else {46, 71, 285})
_COPY_RANGE = 326 if platform.machine() == "x86_64" else 285
_AT_HERE = 0x7FFFFFFF  # AT_FDCWD is negative
_NOTIFY, _ALLOW = 0x7FC00000, 0x7FFF0000
_LOAD, _EQUAL, _ANY, _RETURN = 0x20, 0x15, 0x45, 0x06
_RECEIVE, _SEND, _CONTINUE = 0xC0502100, 0xC0182101, 1
_NO_NEW_PRIVILEGES, _FILTER, _LISTENER = 38, 1, 8


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


@dataclass(frozen=True, slots=True)
class Call:
    """A system call at its entry: its kind, what it is about, and the process that makes it."""

    kind: str
    path: str
    task: int
    main: bool = False  # by the first thread of the process, whose order of calls repeats
    descriptor: int = -1


Decide = Callable[[Call], int | None]  # 0: go on; an errno: fail with it; None: kill


def supported() -> bool:
    """Whether this machine can be told so: Linux, a known processor, and no filter in the way."""
    if platform.machine() not in _TABLES or not hasattr(socket, "send_fds"):
        return False
    try:
        return watched(lambda: 7, lambda _call: 0) == 7
    except OSError:
        return False


def watched(child: Callable[[], int], decide: Decide) -> int:
    """Run `child` in a fork and `decide` at each of its calls; give its exit status, -9 when killed."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        _as_child(theirs, child)
    theirs.close()
    try:
        _, received, _, _ = socket.recv_fds(ours, 1, 1)
        if received:
            _serve(received[0], pid, decide)
    finally:
        ours.close()
        _, status = os.waitpid(pid, 0)
    if not received:
        raise OSError(errno.ENOSYS, "no system call can be stopped here")
    return os.waitstatus_to_exitcode(status)


def _as_child(answer: socket.socket, child: Callable[[], int]) -> None:
    code = 70
    try:
        listener = _install()
        socket.send_fds(answer, [b"x"], [listener])
        os.close(listener)
        answer.close()
        code = child()
    finally:
        os._exit(code)


def _install() -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    calls, seccomp = _TABLES[platform.machine()]
    numbers = [number for group in calls.values() for number in group]
    code = _assembled([n for n in numbers if n not in _OPENS], sorted(_OPENS & set(numbers)))
    kept = ctypes.create_string_buffer(code)
    program = _Program(len(code) // 8, ctypes.addressof(kept))
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    listener = int(libc.syscall(seccomp, _FILTER, _LISTENER, ctypes.byref(program)))
    if listener < 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    return listener


def _assembled(plain: list[int], opens: list[int]) -> bytes:
    """The filter: these calls always, those that open only when they may change something."""
    lines = [(_LOAD, 0, 0, 0)]
    left = len(plain) + 4 * len(opens)
    for number in plain:
        left -= 1
        lines.append((_EQUAL, left + 1, 0, number))
    for number in opens:
        flags = 32 if number in _AT else 24  # the low half of the third or of the second argument
        left -= 4
        lines += [(_EQUAL, 0, 3, number), (_LOAD, 0, 0, flags), (_ANY, left + 2, 0, _CHANGING)]
        lines.append((_RETURN, 0, 0, _ALLOW))
    lines += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _NOTIFY)]
    return b"".join(struct.pack("HBBI", code, yes, no, value) for code, yes, no, value in lines)


def _serve(listener: int, pid: int, decide: Decide) -> None:
    kinds = {n: name for name, group in _TABLES[platform.machine()][0].items() for n in group}
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    try:
        while True:
            events = poll.poll()
            if not events[0][1] & select.POLLIN:
                return  # nobody is left who has the filter
            note = bytearray(80)
            try:
                fcntl.ioctl(listener, _RECEIVE, note, True)
            except OSError:
                continue  # it died before it was heard
            _answer(listener, note, kinds, pid, decide)
    finally:
        os.close(listener)


def _answer(listener: int, note: bytearray, kinds: dict[int, str], pid: int, decide: Decide) -> None:
    ident, task, _, number, _, _, *arguments = struct.unpack("QIIiIQ6Q", note)
    path, descriptor = _subject(kinds[number], number, task, arguments)
    said = decide(Call(kinds[number], path, task, task == pid, descriptor))
    if said is None:
        os.kill(pid, signal.SIGKILL)
        return
    answer = struct.pack("QqiI", ident, 0, -said, 0 if said else _CONTINUE)
    try:
        fcntl.ioctl(listener, _SEND, bytearray(answer), True)
    except OSError as gone:
        if gone.errno != errno.ENOENT:  # a signal came first
            raise


def _subject(kind: str, number: int, task: int, arguments: list[int]) -> tuple[str, int]:
    """The path that a call is about, and its descriptor; no path for what is not a file any more."""
    first = arguments[0] & 0xFFFFFFFF
    written = arguments[2] & 0xFFFFFFFF if number == _COPY_RANGE else first
    try:
        if kind in _FD or number in _BY_FD:
            return _target(f"/proc/{task}/fd/{written}"), written
        at = number in _AT or platform.machine() == "aarch64"
        name = _text(task, arguments[1 if at else 0])
        folder = f"fd/{first}" if at and first < _AT_HERE else "cwd"
        return os.path.normpath(Path(_target(f"/proc/{task}/{folder}")) / name), -1
    except OSError:
        return "", -1


def _target(link: str) -> str:
    return str(Path(link).readlink())


def _text(task: int, address: int) -> str:
    with open(f"/proc/{task}/mem", "rb", buffering=0) as memory:  # noqa: PTH123 - no file of ours
        memory.seek(address)
        return os.fsdecode(memory.read(4096).split(b"\0", 1)[0])
