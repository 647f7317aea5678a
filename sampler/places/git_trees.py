"""Git work trees: a remote makes a commit travel; what git ignores is not committed by habit."""

import re
import shutil
import subprocess
from pathlib import Path

REMOTE = re.compile(r"^\s*\[\s*remote\s", re.MULTILINE | re.IGNORECASE)
# `git push` takes the address of a branch's own remote, or of the push default, without any [remote]
ADDRESS = re.compile(r"^\s*(?:remote|pushremote|pushdefault)\s*=\s*\S*[/:\\]", re.MULTILINE | re.IGNORECASE)
HG_PATH = re.compile(r"^\[paths\][^\[]*?^\s*[\w-]+(?::\w+)?\s*=\s*\S", re.MULTILINE | re.IGNORECASE)
SECONDS = 10


def on_remote_tree(path: Path) -> bool:
    """Say whether a path is in a work tree or bare repository with a remote, and git does not ignore it."""
    for folder in (path, *path.parents):
        repository = folder / ".git"
        if repository.exists() and _has_remote(repository):
            return not _ignored(folder, path)
        if _other_tree(folder):
            return True
        if (folder / "HEAD").is_file() and (folder / "objects").is_dir() and _has_remote(folder):
            return True
    return False


def _other_tree(folder: Path) -> bool:
    """Say whether a folder is the root of a Mercurial tree that pushes somewhere, or of a Subversion one."""
    if (folder / ".svn").is_dir():  # a working copy always has its server
        return True
    return HG_PATH.search(_text(folder / ".hg" / "hgrc")) is not None


def _has_remote(repository: Path) -> bool:
    """A `.git` file points to the repository of a linked work tree or a submodule."""
    if repository.is_file():
        pointer = _text(repository).removeprefix("gitdir:").strip()
        repository = (repository.parent / pointer).resolve()
    common = _text(repository / "commondir").strip()
    owner = (repository / common).resolve() if common else repository
    configs = (owner / "config", repository / "config.worktree")
    if any(REMOTE.search(_text(config)) or ADDRESS.search(_text(config)) for config in configs):
        return True
    # remotes of another age, and settings that are kept in files this does not read
    return any(
        (owner / old).is_dir() and any((owner / old).iterdir()) for old in ("remotes", "branches")
    ) or any("[include" in _text(config).casefold() for config in configs)


def _ignored(tree: Path, path: Path) -> bool:
    """Ask git; without git the answer is no. Nothing that a hook or a setting of the tree names is run."""
    program = shutil.which("git")
    if program is None or path == tree:
        return False
    quiet = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "safe.directory=*")
    # a file inside is asked for: `demo/` ignores folders, and the folder may not be there yet
    asked = (*quiet, "-C", str(tree), "check-ignore", "-q", "--no-index", "--", str(path / "x"))
    try:
        done = subprocess.run([program, *asked], capture_output=True, check=False, timeout=SECONDS)  # noqa: S603 - fixed words and a path
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _text(path: Path) -> str:
    """The text of a file of a repository: git itself can't push from one whose settings can't be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
