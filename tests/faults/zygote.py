"""A process with everything imported that runs one job a line: a new Python would cost more than a point.

python zygote.py ROOT     then on stdin, and answered on stdout, one JSON document a line:
{"job": "trace", "stage": "pack"}
{"job": "strike", "stage": "pack", "number": 12, "fault": "EIO", "bug": ""}
"""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Zygote:
    """The other side: starts the process and asks it."""

    def __init__(self, root: Path) -> None:
        command = [sys.executable, "-B", str(Path(__file__)), str(root)]
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        )
        self._read()

    def ask(self, job: str, **what: object) -> Any:  # noqa: ANN401 - JSON
        """Run a job and give its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"job": job, **what}) + "\n")
        self._process.stdin.flush()
        return self._read()

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _read(self) -> Any:  # noqa: ANN401 - JSON
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"the zygote ended with {self._process.wait()}"
        return json.loads(line)


@contextmanager
def zygote(root: Path) -> Iterator[Zygote]:
    """A zygote with a world of its own below `root`."""
    root.mkdir(parents=True)
    one = Zygote(root)
    try:
        yield one
    finally:
        one.close()


def _serve(root: Path) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    from jobs import Jobs  # noqa: PLC0415 - only this side loads sampler

    jobs = Jobs(root)
    gc.collect()
    gc.freeze()
    _say(answers, "ready")
    for line in sys.stdin:
        asked = json.loads(line)
        _say(answers, getattr(jobs, asked.pop("job"))(**asked))


def _say(answers: Any, what: object) -> None:  # noqa: ANN401 - a text stream
    answers.write(json.dumps(what) + "\n")
    answers.flush()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
