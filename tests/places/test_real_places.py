"""Places as they really are on this machine, through the command line: refused, and lifted."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from shells import Shell, lacking, needed

from sampler.cli.session import working

Server = Callable[[Path, str], AbstractContextManager[str]]


def load(shell: Shell, folder: str, code: int, *more: str) -> str:
    """Load the sample into a folder; give what was said."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    return shell("load", "acme-1s", "--into", f"sqlite:///{folder}/dev.db", *more, code=code).err


def test_a_work_tree_with_a_remote_is_refused_until_git_ignores_the_folder(ready: Shell) -> None:
    """EDU-5: a fixture in a work tree with a remote is one commit away from being published."""
    subprocess.run(["git", "init", "-q", "tree"], check=True)
    assert load(ready, "tree", 0) == ""
    ready("copy", "end", "C2", "--yes")
    subprocess.run(["git", "-C", "tree", "remote", "add", "o", "https://git.example/x.git"], check=True)
    assert "git work tree that has a remote [EDU-5]" in load(ready, "tree/data", 5)
    Path("tree/.gitignore").write_text("data/\n")
    assert load(ready, "tree/data", 0) == ""


def test_a_linked_work_tree_and_a_submodule_are_seen_through(ready: Shell) -> None:
    """EDU-5: a `.git` that is a file points to the repository, and its remote counts."""
    git = ("git", "-c", "user.name=A", "-c", "user.email=a@b.example")
    subprocess.run([*git, "init", "-q", "main"], check=True)
    subprocess.run([*git, "-C", "main", "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    subprocess.run([*git, "-C", "main", "remote", "add", "o", "https://git.example/x.git"], check=True)
    subprocess.run(
        [*git, "-C", "main", "worktree", "add", "-q", "../linked"], check=True, capture_output=True
    )
    assert "EDU-5" in load(ready, "linked/x", 5)


def test_a_link_into_a_synchronised_folder_is_refused(ready: Shell) -> None:
    """EDU-5: what counts is where the bytes would lie; another folder lifts it."""
    Path("Nextcloud").mkdir()
    Path("innocent").symlink_to("Nextcloud", target_is_directory=True)
    assert "synchronised" in load(ready, "innocent/deep", 5)
    assert load(ready, "plain", 0) == ""


def test_a_folder_that_everybody_may_write_to_is_refused(ready: Shell, tmp_path: Path) -> None:
    """EDU-1, EDU-5: a pack is not laid where everybody can take or replace it."""
    common = Path(tempfile.mkdtemp(prefix="sampler-common-", dir=tempfile.gettempdir()))
    try:
        common.chmod(0o777)
        target = ("--output", str(common / "p.zip"))
        assert "EDU-5" in ready("pack", "acme-1s", "--to", "dev@vendor.example", *target, code=5).err
        common.chmod(0o755)
        ready("pack", "acme-1s", "--to", "dev@vendor.example", *target)
    finally:
        shutil.rmtree(common)
    assert tmp_path.exists()


@contextmanager
def serving(folder: Path, address: str) -> Iterator[None]:
    """A real web server that gives out a folder."""
    with socket.socket() as probe:
        probe.bind((address, 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "http.server", str(port), "--bind", address, "--directory", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
    try:
        for _ in range(100):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait()


def test_a_folder_that_a_web_server_publishes_is_refused_while_it_runs(ready: Shell) -> None:
    """EDU-5: a server that others reach gives out the folder; on loopback it is no publication."""
    site = Path("site").absolute()
    (site / "data").mkdir(parents=True)
    with serving(site, "0.0.0.0"):  # noqa: S104 - what is refused
        assert "served by a web server on this machine [EDU-5]" in load(ready, "site/data", 5)
        assert load(ready, "beside", 0) == ""
    with serving(site, "127.0.0.1"):
        assert load(ready, "site/data", 0) == ""


def test_a_mounted_disk_image_is_refused_as_removable(ready: Shell, tmp_path: Path) -> None:
    """IJO-2: a file system in an image can be carried away like a key."""
    image, point = tmp_path / "image", tmp_path / "mounted"
    point.mkdir()
    with image.open("wb") as file:
        file.truncate(8 << 20)
    subprocess.run([needed("mkfs.ext4"), "-q", str(image)], check=True, capture_output=True)
    mounted = subprocess.run(
        ["mount", "-o", "loop", str(image), str(point)], capture_output=True, check=False
    )
    if mounted.returncode:
        lacking("this machine mounts no image")
    try:
        assert "removable medium [IJO-2]" in load(ready, str(point / "x"), 5)
        source = subprocess.run(["umount", str(point)], check=True, capture_output=True)
        assert load(ready, str(point / "x"), 0) == ""
        assert source.returncode == 0
    finally:
        subprocess.run(["umount", str(point)], check=False, capture_output=True)


def test_a_bind_mount_of_a_synchronised_folder_is_refused(ready: Shell, tmp_path: Path) -> None:
    """EDU-5: the folder under another name is still what it is."""
    (tmp_path / "Dropbox" / "x").mkdir(parents=True)
    point = tmp_path / "data"
    point.mkdir()
    if subprocess.run(["mount", "--bind", str(tmp_path / "Dropbox"), str(point)], check=False).returncode:
        lacking("this machine mounts nothing")
    try:
        assert "EDU-5" in load(ready, str(point / "x"), 5)
    finally:
        subprocess.run(["umount", str(point)], check=True)


def test_a_build_server_is_refused_unless_it_was_declared_as_one(
    ready: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """EDU-5: a home that is carried to a build server is refused there; one made there says what it is."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert "build machine" in load(ready, "x", 5)
    ready("environment", "add", "runner", "--kind", "ci", "--country", "FR")
    assert "not lent for the environment runner" in load(ready, "x", 5, "--environment", "runner")
    monkeypatch.setenv("SAMPLER_HOME", str(tmp_path / "made-there"))
    ready("init", "--accept-weak-keystore")
    assert "kind         ci" in ready("environment", "show", "here").out


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://postgres@db.invalid/x",
        "postgresql://u@203.0.113.9/x",
        "postgresql://u@127.0.0.1,203.0.113.9/x",
        "mysql://u@[2001:db8::1]/x",
        "postgresql://u@127.0.0.1:1/x",  # nobody answers: unverified
    ],
)
def test_a_database_elsewhere_or_unverified_is_refused(ready: Shell, url: str) -> None:
    """EDU-5: every host of the address counts, and what can't be asked is not local."""
    assert "[EDU-5]" in ready("load", "acme-1s", "--into", url, code=5).err
    assert "[EDU-5]" in ready("environment", "check", url, code=3).err


@pytest.mark.parametrize(
    "url", ["postgresql://u:secret@127.0.0.1/x", "mysql://u@127.0.0.1/x?password=secret"]
)
def test_a_password_in_an_address_is_not_taken(ready: Shell, url: str) -> None:
    """A secret never comes as an argument, and is not repeated."""
    answer = ready("load", "acme-1s", "--into", url, code=2)
    assert "secret" not in answer.err


def free_port() -> str:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@contextmanager
def postgres(folder: Path, address: str) -> Iterator[str]:
    """A PostgreSQL of our own that listens on an address; gives its address on loopback."""
    binaries = [path for path in sorted(Path("/usr/lib/postgresql").glob("*/bin")) if path.is_dir()]
    control = str(binaries[-1] / "pg_ctl") if binaries else needed("pg_ctl")
    data, port = folder / "data", free_port()
    as_user = {"user": "postgres", "capture_output": True, "cwd": "/"}
    if not data.exists():
        made = [str(Path(control).with_name("initdb")), "-D", str(data), "-A", "trust", "-N"]
        subprocess.run(made, check=True, **as_user)
    command = [control, "-D", str(data), "-w", "-l", str(folder / "log")]
    options = f"-p {port} -k {folder} -c listen_addresses='{address}'"
    subprocess.run([*command, "-o", options, "start"], check=True, **as_user)
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*command, "-m", "immediate", "stop"], check=True, **as_user)


@contextmanager
def mariadb(folder: Path, address: str) -> Iterator[str]:
    """A MariaDB of our own, likewise."""
    port, data = free_port(), folder / f"data-{len(list(folder.iterdir()))}"
    data.mkdir()
    shutil.chown(data, "mysql")
    words = ["--no-defaults", f"--datadir={data}", "--skip-grant-tables", "--skip-log-bin", "--user=mysql"]
    words += [f"--port={port}", f"--socket={data}/s", "--innodb-buffer-pool-size=8M"]
    words += [f"--bind-address={'0.0.0.0' if address == '*' else address}"]  # noqa: S104 - what is refused
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([needed("mariadbd"), *words], cwd="/", **quiet)
    try:
        for _ in range(200):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", int(port))) == 0:
                    break
            time.sleep(0.05)
        yield f"mysql+pymysql://root@127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait()


@pytest.mark.parametrize(("server", "user"), [(postgres, "postgres"), (mariadb, "mysql")])
def test_a_server_that_listens_everywhere_is_refused(ready: Shell, server: Server, user: str) -> None:
    """EDU-5: it answers on every address; told to listen on loopback only, it is a local place."""
    folder = Path(tempfile.mkdtemp(prefix="sampler-server-"))
    add = ("environment", "add", "db", "--country", "FR", "--address")
    shutil.chown(folder, user)
    try:
        with server(folder, "*") as url:
            assert "others can reach [EDU-5]" in ready("load", "acme-1s", "--into", url, code=5).err
            assert "listening" in ready("environment", "check", url, code=3).err
            assert "[EDU-5]" in ready(*add, url, code=5).err
        with server(folder, "127.0.0.1") as url:
            assert "copy C2" in ready("load", "acme-1s", "--into", url).out
            assert "local (it listens on 127.0.0.1; TLS off)" in ready("environment", "check", url).out
            ready(*add, url)
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize(("kind", "code"), [("container", 0), ("local", 5)])
def test_a_containers_host_folder_needs_an_environment_declared_as_one(
    ready: Shell, monkeypatch: pytest.MonkeyPatch, kind: str, code: int
) -> None:
    """EDU-5: what a host does with its folder can't be seen; each act says so where `init` did."""
    with working() as session, session.registry.act("environment.check", actor=session.actor) as act:
        act.put("environment", "here", kind=kind)
    monkeypatch.setattr("sampler.custody.environments.place_of", lambda _: "container")
    said = load(ready, "x", code)
    assert ("mounted into a container [EDU-5]" if code else "is unverified") in said
