"""The mount table and what lies behind a mount: a fixed disk, a removable one, a network, a host's folder.

Linux tells it in /proc/self/mountinfo and /sys; elsewhere psutil tells a part, and the rest is `unknown`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePath

NETWORK = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb2",
        "smb3",
        "smbfs",
        "afpfs",
        "afs",
        "webdav",
        "davfs",
        "davfs2",
        "ceph",
        "glusterfs",
        "lustre",
        "gpfs",
        "beegfs",
        "ocfs2",
        "gfs2",
        "ncpfs",
        "coda",
        "orangefs",
        "fuse.sshfs",
        "sshfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.gcsfuse",
        "fuse.blobfuse",
        "fuse.blobfuse2",
        "fuse.davfs",
        "fuse.davfs2",
        "fuse.glusterfs",
        "fuse.ceph",
        "fuse.ceph-fuse",
        "fuse.curlftpfs",
        "fuse.gvfsd-fuse",
        "fuse.smbnetfs",
        "fuse.goofys",
        "fuse.juicefs",
    }
)
SYNCHRONISED = frozenset(
    {
        "fuse.google-drive-ocamlfuse",
        "fuse.gdfuse",
        "fuse.pcloud",
        "fuse.pfs",
        "fuse.onedriver",
        "fuse.onedrive",
        "fuse.mega",
        "fuse.megafs",
        "fuse.dropbox",
        "fuse.insync",
        "fuse.expandrive",
        "fuse.odrive",
    }
)
HOST_FOLDERS = frozenset(
    {
        "9p",
        "virtiofs",
        "vboxsf",
        "vmhgfs",
        "fuse.vmhgfs-fuse",
        "prl_fs",
        "fakeowner",
        "fuse.grpcfuse",
        "grpcfuse",
        "drvfs",
        "fuse.portal",
    }
)
MEMORY = frozenset({"tmpfs", "ramfs", "devtmpfs"})
LAYERED = frozenset({"overlay", "overlayfs", "aufs", "fuse.fuse-overlayfs", "fuse-overlayfs", "unionfs"})
DISKS = frozenset(
    {
        "ext2",
        "ext3",
        "ext4",
        "xfs",
        "btrfs",
        "zfs",
        "f2fs",
        "jfs",
        "reiserfs",
        "bcachefs",
        "apfs",
        "hfs",
        "hfsplus",
        "ufs",
        "ntfs",
        "ntfs3",
        "fuseblk",
        "vfat",
        "msdos",
        "exfat",
        "iso9660",
        "udf",
        "nilfs2",
        "ecryptfs",
        "refs",
    }
)
OPTICAL = frozenset({"iso9660", "udf", "cd9660"})
WITHOUT_MODES = frozenset({"vfat", "msdos", "exfat", "ntfs", "fuseblk"})
CARRIED = ("/media", "/run/media", "/Volumes", "/var/run/usbmount", "/mnt/usb")
VOLUME = re.compile(r"/volumes/[^/]+/_data(/|$)")  # a named volume of a container engine: its own storage
ESCAPE = re.compile(r"\\([0-7]{3})")
FIELDS_BEFORE_TYPE = 6


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of the mount table; `root` is the folder of the file system that is mounted there."""

    point: str
    root: str
    kind: str
    source: str
    device: str = ""
    options: frozenset[str] = field(default_factory=frozenset)


def parse(mountinfo: str) -> tuple[Mount, ...]:
    """Read /proc/self/mountinfo (proc(5)); a line of another form is left out."""
    found = []
    for line in mountinfo.splitlines():
        before, dash, after = line.partition(" - ")
        left, right = before.split(), after.split()
        if not dash or len(left) < FIELDS_BEFORE_TYPE or len(right) < 2:  # noqa: PLR2004 - type and source
            continue
        options = frozenset(left[5].split(",") + (right[2].split(",") if len(right) > 2 else []))  # noqa: PLR2004
        found.append(Mount(_plain(left[4]), _plain(left[3]), right[0], _plain(right[1]), left[2], options))
    return tuple(found)


def from_psutil() -> tuple[Mount, ...]:
    """The mount table of systems without /proc; what psutil calls `remote` is a network."""
    import psutil  # noqa: PLC0415 - not needed on Linux

    found = []
    for part in psutil.disk_partitions(all=True):
        options = frozenset(part.opts.split(","))
        kind = "nfs" if "remote" in options else part.fstype.casefold()
        found.append(Mount(part.mountpoint, "/", kind, part.device, "", options))
    return tuple(found)


def mount_of(path: PurePath, mounts: Iterable[Mount]) -> Mount | None:
    """The mount that a path lies on: the longest mount point above it, the last one mounted there."""
    best: Mount | None = None
    for mount in mounts:
        if path.is_relative_to(mount.point) and (best is None or len(mount.point) >= len(best.point)):
            best = mount
    return best


def source_path(path: PurePath, mount: Mount, mounts: Iterable[Mount]) -> PurePath | None:
    """Where a bind mount's bytes lie under another name on this machine; None when that can't be seen."""
    if mount.root == "/" or not mount.device:
        return None
    inner = PurePath(mount.root) / path.relative_to(mount.point)
    for other in mounts:
        if other != mount and other.device == mount.device and inner.is_relative_to(other.root):
            return PurePath(other.point) / inner.relative_to(other.root)
    return None


def medium(mount: Mount, sys: Path, *, container: bool) -> str:
    """One of local, memory, network, synchronised, fuse, removable, container, unknown."""
    for word, kinds in (("network", NETWORK), ("synchronised", SYNCHRONISED), ("memory", MEMORY)):
        if mount.kind in kinds:
            return word
    if mount.kind in HOST_FOLDERS:
        return "container" if container else "network"
    if mount.kind.startswith("fuse") and mount.kind not in DISKS | LAYERED:
        return "fuse"
    if mount.kind in OPTICAL or _carried(mount, sys):
        return "removable"
    if container and mount.point != "/" and not VOLUME.search(mount.root):
        return "container"
    return "local" if mount.kind in DISKS | LAYERED else "unknown"


def _carried(mount: Mount, sys: Path) -> bool:
    if {"removable", "cdrom"} & mount.options:
        return True
    if any(PurePath(mount.point).is_relative_to(root) for root in CARRIED):
        return True
    return mount.point != "/" and any(_portable(name, sys) for name in _devices(mount, sys))


def _devices(mount: Mount, sys: Path) -> set[str]:
    """The block devices under a mount: the one it names, and those an encrypted or joined one rests on."""
    names = {Path(mount.source).resolve().name} if mount.source.startswith("/dev/") else set()
    by_number = sys / "dev" / "block" / mount.device
    if mount.device and by_number.exists():
        names.add(by_number.resolve().name)
    todo = list(names)
    while todo:
        slaves = sys / "class" / "block" / todo.pop() / "slaves"
        below = {path.name for path in slaves.iterdir()} - names if slaves.is_dir() else set()
        names |= below
        todo += below
    return names


def _portable(name: str, sys: Path) -> bool:
    """Removable by its flag (a partition's stands with its disk), on USB, a card, or an image in a loop."""
    if re.fullmatch(r"loop\d+(p\d+)?|sr\d+|fd\d+", name):
        return True
    block = sys / "class" / "block" / name
    if not block.exists():
        return False
    real = block.resolve()
    if re.search(r"/(usb\d*|firewire|fw\d+)/", f"{real.as_posix()}/"):
        return True
    for folder in (real, real.parent):
        if _word(folder / "removable") == "1" or _word(folder / "device" / "type") == "SD":
            return True
    return False


def _word(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:  # most devices have no such file; USB and the mount's own options are looked at too
        return ""


def _plain(escaped: str) -> str:
    return (
        ESCAPE.sub(lambda match: chr(int(match[1], 8)), escaped)
        .encode("latin-1", "replace")
        .decode("utf-8", "replace")
    )
