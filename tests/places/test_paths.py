"""What a path is, from what lies there."""

import subprocess
from pathlib import Path

import pytest

from sampler.places.paths import place_of


def test_a_plain_folder_is_local_or_memory(tmp_path: Path) -> None:
    """A folder on the machine's own disk, or in memory, is a good place."""
    assert place_of(tmp_path) in ("local", "memory")
    assert place_of(tmp_path / "not" / "there" / "yet") == place_of(tmp_path)


@pytest.mark.parametrize("name", ["Dropbox", "OneDrive", "OneDrive - ACME", "Nextcloud", "Google Drive"])
def test_a_synchronised_folder_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    """The usual roots of synchronisation clients, and anything below them."""
    (tmp_path / name / "work").mkdir(parents=True)
    assert place_of(tmp_path / name / "work") == "synchronised"


def test_a_synchronised_folder_is_known_by_its_marker(tmp_path: Path) -> None:
    """Syncthing marks its folders."""
    (tmp_path / ".stfolder").mkdir()
    assert place_of(tmp_path / "inner") == "synchronised"


def test_a_link_into_a_synchronised_folder_is_followed(tmp_path: Path) -> None:
    """What counts is where the bytes would lie."""
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "innocent").symlink_to(tmp_path / "Dropbox")
    assert place_of(tmp_path / "innocent" / "x") == "synchronised"


def test_a_git_work_tree_counts_only_with_a_remote(tmp_path: Path) -> None:
    """A remote is what makes a commit travel."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert place_of(tmp_path) != "git-remote"
    command = ["git", "-C", str(tmp_path), "remote", "add", "origin", "https://git.example/x.git"]
    subprocess.run(command, check=True)
    assert place_of(tmp_path / "sub") == "git-remote"


def test_a_web_root_is_known() -> None:
    """The folders that web servers publish by default."""
    assert place_of(Path("/var/www/html/data")) == "web-root"
