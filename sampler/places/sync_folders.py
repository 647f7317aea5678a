"""Folders that a synchronisation client sends elsewhere: known by name, marker or settings."""

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePath

NAMES = (
    "onedrive",
    "dropbox",
    "google drive",
    "googledrive",
    "my drive",
    "mon drive",
    "icloud",
    "icloud drive",
    "iclouddrive",
    "icloud~",
    "com~apple~clouddocs",
    "mobile documents",
    "cloudstorage",
    "nextcloud",
    "owncloud",
    "box",
    "box sync",
    "pcloud",
    "pclouddrive",
    "pcloud drive",
    "pcloudsync",
    "mega",
    "megasync",
    "mega downloads",
    "syncthing",
    "seafile",
    "tresorit",
    "kdrive",
    "koofr",
    "proton drive",
    "sharepoint",
    "insync",
    "resilio sync",
    "yandex.disk",
    "hubic",
    "cozy drive",
)
EXTENDED = re.compile(
    r"(onedrive|dropbox|google ?drive|icloud|nextcloud|owncloud|box|pcloud|mega|kdrive|proton ?drive)"
    r"( ?[-–(@\d].*|\..+)?$"  # noqa: RUF001 - OneDrive writes a dash in some languages
)
MARKERS = (
    ".stfolder",
    ".stignore",
    ".dropbox",
    ".dropbox.cache",
    ".owncloudsync.log",
    ".nextcloudsync.log",
    ".sync_folder_marker",
    ".tmp.drivedownload",
    ".tmp.driveupload",
    ".849c9593-d756-4e56-8d6e-42412f2a707b",  # OneDrive marks its root by this file
    ".megaignore",
    ".box-sync-root",
    ".sync",
    ".insync-trash",
    ".seafile-data",
)
PATTERNS = ("._sync_*.db", ".sync_*.db", ".owncloudsync_*.db", ".nextcloud-sync*", ".csync_journal.db*")


def synchronised(path: Path, home: Path) -> bool:
    """Say whether a path, links already followed, is in a folder that a client sends elsewhere."""
    folders = [path, *path.parents]
    if any(_named(folder) for folder in folders):
        return True
    if any(_marked(folder) for folder in folders):
        return True
    return any(path.is_relative_to(root) for root in configured(home))


def _named(folder: PurePath) -> bool:
    name = folder.name.casefold()
    return name in NAMES or EXTENDED.match(name) is not None


def _marked(folder: Path) -> bool:
    try:
        if any((folder / marker).exists() for marker in MARKERS):
            return True
        return any(True for pattern in PATTERNS for _ in folder.glob(pattern))
    except OSError:  # a folder that may be entered and not listed: names and settings still tell
        return False


def configured(home: Path) -> Iterator[Path]:
    """The roots that clients of this person name in their settings."""
    for reader, places in (
        (_dropbox, (".dropbox/info.json",)),
        (_nextcloud, (".config/Nextcloud/nextcloud.cfg", ".config/ownCloud/owncloud.cfg")),
        (
            _nextcloud,
            (
                "Library/Preferences/Nextcloud/nextcloud.cfg",
                ".var/app/com.nextcloud.desktopclient.nextcloud/config/Nextcloud/nextcloud.cfg",
            ),
        ),
        (_syncthing, (".config/syncthing/config.xml", ".local/state/syncthing/config.xml")),
        (_syncthing, ("Library/Application Support/Syncthing/config.xml",)),
        (_onedrive, (".config/onedrive/config",)),
    ):
        for place in places:
            text = _text(home / place)
            if text:
                for found in reader(text):
                    root = Path(found.replace("~", str(home), 1) if found.startswith("~") else found)
                    if root.is_absolute() and root not in (home, Path("/")):
                        yield root.resolve()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # no client of this person, who could read its settings
        return ""


def _dropbox(text: str) -> list[str]:
    try:
        accounts = json.loads(text)
        return [str(account["path"]) for account in accounts.values()]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []


def _nextcloud(text: str) -> list[str]:
    return re.findall(r"localPath=(.+)", text)


def _syncthing(text: str) -> list[str]:
    return re.findall(r"<folder\b[^>]*\bpath=\"([^\"]+)\"", text)


def _onedrive(text: str) -> list[str]:
    return re.findall(r"^\s*sync_dir\s*=\s*\"([^\"]+)\"", text, re.MULTILINE)
