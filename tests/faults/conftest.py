"""A zygote per test process, where system calls can be stopped."""

import shutil
from collections.abc import Iterator

import pytest
from seccomp import supported
from shells import lacking
from stages import memory_disk
from zygote import Zygote, zygote


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    """A process with everything imported and a world of its own, in memory where that is possible."""
    if not supported():
        lacking("system calls can't be stopped here: seccomp user notification of Linux 5.5")
    folder = tmp_path_factory.mktemp("zygote")
    disk = memory_disk()
    root = (
        disk / f"sampler-faults-{folder.parent.parent.name}-{folder.parent.name}" if disk else folder / "root"
    )
    try:
        with zygote(root) as one:
            yield one
    finally:
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """The seed of this run, which chooses the points."""
    given = request.config.getoption("randomly_seed", default=0)
    return given if isinstance(given, int) else 0
