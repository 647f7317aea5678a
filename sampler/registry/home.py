"""The home: one private folder with registry, vault, wrapped keys, documents and journal, under one lock."""

import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sampler.errors import IntegrityError, LockedError, NotFoundError, UsageError
from sampler.registry.private_files import write_private

LOCK_SECONDS = 30.0
FORMAT = 1
CACHEDIR_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"  # https://bford.info/cachedir/
    "# sampler: backups should leave this folder out, or keep what must be destroyed\n"
)


class Home:
    """Paths of one home. Its id names its entry in the key store."""

    def __init__(self, root: Path, home_id: str) -> None:
        self.root = root
        self.id = home_id
        self.registry = root / "registry.sqlite3"
        self.documents = root / "documents"
        self.journal = root / "journal"
        self.outbox = root / "outbox"  # drafts of what a person may send

    @staticmethod
    def folder(environment: str | None) -> Path:
        """Where the home is: `SAMPLER_HOME`, else the platform's data folder."""
        if environment:
            return Path(environment).absolute()
        from platformdirs import user_data_path  # noqa: PLC0415 - not needed when the variable is set

        return user_data_path("sampler")

    @classmethod
    def create(cls, root: Path) -> "Home":
        """Make a new home.

        Raises:
            UsageError: there is something already.
        """
        if root.exists() and (not root.is_dir() or any(root.iterdir())):
            raise UsageError("the home exists already and is not empty", "sampler deal list")
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        root.chmod(0o700)
        home = cls(root, secrets.token_hex(8))
        (root / "CACHEDIR.TAG").write_text(CACHEDIR_TAG)
        for folder in ("vault", "keys", "documents", "journal"):
            (root / folder).mkdir(mode=0o700)
        (root / "lock").touch(0o600)
        return home

    def seal(self) -> None:
        """Write the marker that makes it a home: the last step of `init`."""
        write_private(self.root / "home.json", json.dumps({"format": FORMAT, "id": self.id}).encode())

    @classmethod
    def open(cls, root: Path) -> "Home":
        """Open an existing home and make sure that nobody else can read it.

        Raises:
            NotFoundError: there is none.
            IntegrityError: its marker is damaged or of another format.
        """
        try:
            marker = json.loads((root / "home.json").read_text())
            home_id, home_format = str(marker["id"]), int(marker["format"])
        except (FileNotFoundError, NotADirectoryError):
            raise NotFoundError(
                "there is no home here", 'sampler init --me "Ana Roy <ana@vendor.example>"'
            ) from None
        except (ValueError, KeyError, TypeError):
            raise IntegrityError("the home's marker is damaged", "restore home.json from a backup") from None
        if home_format != FORMAT:
            raise IntegrityError("the home is of another format", "use the version of sampler that made it")
        if os.name != "nt" and root.stat().st_mode & 0o077:
            root.chmod(0o700)
        return cls(root, home_id)

    @contextmanager
    def lock(self, seconds: float = LOCK_SECONDS) -> Iterator[None]:
        """Hold the home alone.

        Raises:
            LockedError: another command held it all the time.
        """
        with (self.root / "lock").open("a+b") as handle:
            deadline = time.monotonic() + seconds
            while not _try_lock(handle):
                if time.monotonic() > deadline:
                    raise LockedError(
                        "another command is using this home", "wait for it to end, then run again"
                    )
                time.sleep(0.1)
            yield


def _try_lock(handle: IO[bytes]) -> bool:
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 - Windows only

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl  # noqa: PLC0415 - POSIX only

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
