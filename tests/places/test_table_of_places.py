"""The table of places: 80 mount tables and folders, each with the word it must be given."""

from pathlib import Path, PurePosixPath

import pytest

from sampler.places.ci import on_ci
from sampler.places.hosts import host_place
from sampler.places.mounts import Mount, medium, mount_of, parse, source_path
from sampler.places.paths import WORDS, Machine, place_of
from sampler.places.web import Listener

ROOT = "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n"
EMPTY = Path("/no-such-sys")

# (name, mount table after the root's line, path, whether in a container, word)
MOUNTS = [
    ("root disk", "", "/data0/x", False, "local"),
    ("xfs volume", "30 27 254:3 / /data rw - xfs /dev/vdb1 rw", "/data/x", False, "local"),
    ("btrfs subvolume", "30 27 0:30 /@home /home rw - btrfs /dev/vda2 rw", "/home/u", False, "local"),
    ("zfs", "30 27 0:31 / /tank rw - zfs tank rw", "/tank/x", False, "local"),
    ("tmpfs", "30 27 0:25 / /dev/shm rw - tmpfs tmpfs rw", "/dev/shm/x", False, "memory"),  # noqa: S108 - a row
    ("ramfs", "30 27 0:26 / /ram rw - ramfs ramfs rw", "/ram/x", False, "memory"),
    ("overlay root", "30 27 0:40 / / rw - overlay overlay rw", "/data0/x", True, "local"),
    ("rootless overlay", "30 27 0:40 / / rw - fuse.fuse-overlayfs x rw", "/data0/x", True, "local"),
    ("nfs", "30 27 0:50 / /mnt/n rw - nfs4 nas:/v rw", "/mnt/n/x", False, "network"),
    ("nfs 3", "30 27 0:50 / /mnt/n rw - nfs nas:/v rw", "/mnt/n/x", False, "network"),
    ("cifs", "30 27 0:51 / /mnt/c rw - cifs //nas/v rw", "/mnt/c/x", False, "network"),
    ("smb3", "30 27 0:51 / /mnt/c rw - smb3 //nas/v rw", "/mnt/c/x", False, "network"),
    ("webdav", "30 27 0:52 / /mnt/d rw - davfs https://d rw", "/mnt/d/x", False, "network"),
    ("sshfs", "30 27 0:53 / /mnt/s rw - fuse.sshfs h:/ rw", "/mnt/s/x", False, "network"),
    ("rclone", "30 27 0:54 / /mnt/r rw - fuse.rclone gd: rw", "/mnt/r/x", False, "network"),
    ("s3fs", "30 27 0:55 / /mnt/b rw - fuse.s3fs b rw", "/mnt/b/x", False, "network"),
    ("gcsfuse", "30 27 0:55 / /mnt/b rw - fuse.gcsfuse b rw", "/mnt/b/x", False, "network"),
    ("ceph", "30 27 0:56 / /mnt/f rw - ceph m:/ rw", "/mnt/f/x", False, "network"),
    ("gluster", "30 27 0:57 / /mnt/g rw - fuse.glusterfs g rw", "/mnt/g/x", False, "network"),
    (
        "gvfs",
        "30 27 0:58 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse g rw",
        "/run/user/1000/gvfs/x",
        False,
        "network",
    ),
    ("9p outside", "30 27 0:59 / /mnt/9 rw - 9p h rw", "/mnt/9/x", False, "network"),
    ("virtualbox share", "30 27 0:60 / /media2 rw - vboxsf v rw", "/media2/x", False, "network"),
    ("drvfs", "30 27 0:61 / /mnt/c rw - drvfs C: rw", "/mnt/c/x", False, "network"),
    (
        "google drive",
        "30 27 0:62 / /gd rw - fuse.google-drive-ocamlfuse g rw",
        "/gd/x",
        False,
        "synchronised",
    ),
    ("pcloud", "30 27 0:63 / /pc rw - fuse.pfs p rw", "/pc/x", False, "synchronised"),
    ("onedriver", "30 27 0:63 / /od rw - fuse.onedriver p rw", "/od/x", False, "synchronised"),
    ("unknown fuse", "30 27 0:64 / /f rw - fuse.mystery m rw", "/f/x", False, "fuse"),
    ("plain fuse", "30 27 0:64 / /f rw - fuse m rw", "/f/x", False, "fuse"),
    ("usb by desktop", "30 27 8:17 / /media/u/K rw - vfat /dev/sdb1 rw", "/media/u/K/x", False, "removable"),
    (
        "usb by udisks",
        "30 27 8:17 / /run/media/u/K rw - ext4 /dev/sdb1 rw",
        "/run/media/u/K/x",
        False,
        "removable",
    ),
    ("dvd", "30 27 11:0 / /mnt/dvd ro - iso9660 /dev/sr0 ro", "/mnt/dvd/x", False, "removable"),
    ("udf", "30 27 11:0 / /mnt/dvd rw - udf /dev/sr0 rw", "/mnt/dvd/x", False, "removable"),
    ("disk image", "30 27 7:0 / /mnt/i rw - ext4 /dev/loop0 rw", "/mnt/i/x", False, "removable"),
    ("floppy", "30 27 2:0 / /mnt/f rw - vfat /dev/fd0 rw", "/mnt/f/x", False, "removable"),
    ("bind in a container", "30 27 254:0 /home/u/p /w rw - ext4 /dev/vda rw", "/w/x", True, "container"),
    ("virtiofs in a container", "30 27 0:70 / /w rw - virtiofs v rw", "/w/x", True, "container"),
    ("grpcfuse in a container", "30 27 0:70 / /w rw - fuse.grpcfuse v rw", "/w/x", True, "container"),
    ("nfs in a container", "30 27 0:50 / /w rw - nfs4 nas:/v rw", "/w/x", True, "network"),
    (
        "named volume",
        "30 27 254:0 /var/lib/docker/volumes/v/_data /w rw - ext4 /dev/vda rw",
        "/w/x",
        True,
        "local",
    ),
    ("unknown kind", "30 27 0:80 / /q rw - quantumfs q rw", "/q/x", False, "unknown"),
    ("proc", "30 27 0:81 / /proc rw - proc proc rw", "/proc/x", False, "unknown"),
]


@pytest.mark.parametrize(
    ("table", "path", "container", "word"), [row[1:] for row in MOUNTS], ids=[r[0] for r in MOUNTS]
)
def test_a_mount_is_what_its_table_says(table: str, path: str, container: bool, word: str) -> None:  # noqa: FBT001 - a column
    """Each file system type and mount point is judged by the table, and what is not known is `unknown`."""
    mount = mount_of(PurePosixPath(path), parse(f"{ROOT}{table}\n"))
    assert mount is not None
    assert medium(mount, EMPTY, container=container) == word


def disk(sys: Path, name: str, place: str, **files: str) -> None:
    """A block device in a /sys of our own."""
    real = sys / "devices" / place / name
    real.mkdir(parents=True)
    for file, text in files.items():
        (real / file.replace("__", "/")).parent.mkdir(parents=True, exist_ok=True)
        (real / file.replace("__", "/")).write_text(f"{text}\n")
    (sys / "class/block").mkdir(parents=True, exist_ok=True)
    (sys / "class/block" / name).symlink_to(real)


@pytest.mark.parametrize(
    ("name", "place", "files", "word"),
    [
        ("sdb", "pci0/usb2/2-1/block", {"removable": "0"}, "removable"),  # USB disks say 0
        ("sdc", "pci0/ata1/block", {"removable": "1"}, "removable"),
        ("sdd", "pci0/ata1/block", {"removable": "0"}, "local"),
        ("mmcblk0", "pci0/mmc0/block", {"removable": "0", "device__type": "SD"}, "removable"),
        ("mmcblk1", "pci0/mmc0/block", {"removable": "0", "device__type": "MMC"}, "local"),
        ("sde", "pci0/fw0/block", {"removable": "0"}, "removable"),
        ("nvme0n1", "pci0/nvme/nvme0", {"removable": "0"}, "local"),
    ],
)
def test_a_device_is_removable_by_its_bus_or_flag(
    tmp_path: Path, name: str, place: str, files: dict[str, str], word: str
) -> None:
    """The flag alone is not enough: a USB disk does not set it."""
    disk(tmp_path, name, place, **files)
    mount = Mount("/mnt/x", "/", "ext4", f"/dev/{name}")
    assert medium(mount, tmp_path, container=False) == word


def test_an_encrypted_usb_disk_is_still_a_usb_disk(tmp_path: Path) -> None:
    """What a mapped device rests on is looked at."""
    disk(tmp_path, "sdb1", "pci0/usb2/block/sdb", removable="0")
    disk(tmp_path, "dm-0", "virtual/block")
    slaves = tmp_path / "devices/virtual/block/dm-0/slaves"
    slaves.mkdir()
    (slaves / "sdb1").symlink_to(tmp_path / "class/block/sdb1")
    assert medium(Mount("/mnt/x", "/", "ext4", "/dev/dm-0"), tmp_path, container=False) == "removable"


def test_a_bind_mount_is_followed_to_the_folder_behind_it() -> None:
    """A folder that is mounted under another name is what it is under its own."""
    mounts = parse(f"{ROOT}30 27 254:0 /home/u/Dropbox /data rw - ext4 /dev/vda rw\n")
    path = PurePosixPath("/data/x")
    mount = mount_of(path, mounts)
    assert mount is not None
    assert source_path(path, mount, mounts) == PurePosixPath("/home/u/Dropbox/x")
    assert place_of(Path("/data/x"), Machine(mounts, EMPTY, listeners=tuple)) == "synchronised"


FOLDERS = [
    *((f"home/{name}/work", "synchronised") for name in ("OneDrive", "OneDrive - ACME", "OneDrive-Personal")),
    *(
        (f"home/{name}/work", "synchronised")
        for name in ("Dropbox", "Dropbox (ACME)", "Google Drive", "My Drive")
    ),
    *(
        (f"home/{name}/work", "synchronised")
        for name in ("Nextcloud", "ownCloud", "Nextcloud2", "pCloudDrive")
    ),
    *(
        (f"home/{name}/work", "synchronised")
        for name in ("Box", "Box Sync", "MEGA", "MEGAsync", "iCloudDrive")
    ),
    ("home/Library/Mobile Documents/com~apple~CloudDocs/x", "synchronised"),
    ("home/Library/CloudStorage/GoogleDrive-a@b.example/x", "synchronised"),
    ("home/public_html/x", "web-root"),
    ("srv2/htdocs/x", "web-root"),
    ("home/Public/x", "public"),
    ("home/projects/x", "local"),
    ("home/Boxes/x", "local"),
    ("home/megaphone/x", "local"),
]


@pytest.mark.parametrize(("inside", "word"), FOLDERS)
def test_a_folder_is_what_its_name_says(tmp_path: Path, inside: str, word: str) -> None:
    """Roots of sync clients, web folders, public shares; a name that only begins alike is none."""
    machine = Machine(parse(ROOT), EMPTY, tmp_path / "home", listeners=tuple)
    assert place_of(tmp_path / inside, machine) == word


MARKERS = (
    ".stfolder",
    ".dropbox",
    ".nextcloudsync.log",
    ".owncloudsync.log",
    ".megaignore",
    "._sync_1a2b.db",
)


@pytest.mark.parametrize("marker", MARKERS)
def test_a_folder_is_synchronised_by_its_marker(tmp_path: Path, marker: str) -> None:
    """Clients leave marks at the root of what they synchronise, whatever its name."""
    (tmp_path / marker).touch()
    machine = Machine(parse(ROOT), EMPTY, tmp_path / "home", listeners=tuple)
    assert place_of(tmp_path / "deep" / "inside", machine) == "synchronised"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (".dropbox/info.json", '{{"personal": {{"path": "{0}"}}}}'),
        (".config/Nextcloud/nextcloud.cfg", "0\\Folders\\1\\localPath={0}/\n"),
        (".config/syncthing/config.xml", '<configuration><folder id="a" path="{0}" type="sendreceive">'),
        (".local/state/syncthing/config.xml", '<folder id="a" label="x" path="{0}">'),
        (".config/onedrive/config", 'sync_dir = "{0}"\n'),
    ],
)
def test_a_folder_is_synchronised_by_its_clients_settings(tmp_path: Path, file: str, text: str) -> None:
    """A root with an innocent name is known from the client's own settings."""
    settings = tmp_path / "home" / file
    settings.parent.mkdir(parents=True)
    settings.write_text(text.format(tmp_path / "papers"))
    machine = Machine(parse(ROOT), EMPTY, tmp_path / "home", listeners=tuple)
    assert place_of(tmp_path / "papers" / "x", machine) == "synchronised"
    assert place_of(tmp_path / "other" / "x", machine) == "local"


SERVING = [
    (("python3", "-m", "http.server", "8000"), "{0}", "published"),
    (("python3", "-m", "http.server", "--directory", "{0}"), "/", "published"),
    (("python3", "-m", "http.server", "--directory=site"), "{0}", "published"),
    (("php", "-S", "0.0.0.0:80", "-t", "{0}"), "/srv", "published"),
    (("nginx:", "master", "process"), "{0}", "published"),
    (("caddy", "file-server", "--root", "{0}"), "/", "published"),
    (("busybox", "httpd", "-f", "-h", "{0}"), "/", "published"),
    (("node", "/x/http-server", "{0}"), "/", "published"),
    (("python3", "-m", "http.server"), "/", "published"),
    (("python3", "server.py"), "{0}/in", "published"),
    (("sshd", "-D"), "/", "local"),
    (("python3", "-m", "http.server"), "/elsewhere", "local"),
    (("postgres", "-D", "/var/lib/pg"), "/var/lib/pg", "local"),
]


@pytest.mark.parametrize(("words", "folder", "word"), SERVING)
def test_a_folder_that_a_server_gives_out_is_published(
    tmp_path: Path, words: tuple[str, ...], folder: str, word: str
) -> None:
    """A program that others can reach, standing in the folder or naming it."""
    command = tuple(part.format(tmp_path) for part in words)
    machine = Machine(
        parse(ROOT), EMPTY, tmp_path / "home", listeners=lambda: (Listener(command, folder.format(tmp_path)),)
    )
    assert place_of(tmp_path / "in", machine) == word


TREES = [
    (".git/config", '[branch "main"]\n\tremote = https://git.example/x.git\n', "git-remote"),
    (".git/config", '[branch "main"]\n\tremote = .\n', "local"),
    (".git/config", "[remote]\n\tpushDefault = git@git.example:x.git\n", "git-remote"),
    (".hg/hgrc", "[ui]\nusername = x\n[paths]\n# where\ndefault = https://hg.example/x\n", "git-remote"),
    (".hg/hgrc", "[paths]\n[ui]\nusername = x\n", "local"),
    (".svn/wc.db", "", "git-remote"),
]


@pytest.mark.parametrize(("file", "text", "word"), TREES)
def test_every_kind_of_work_tree_with_a_remote_is_known(
    tmp_path: Path, file: str, text: str, word: str
) -> None:
    """A branch's own address, Mercurial's paths and Subversion's server count as a remote."""
    settings = tmp_path / "tree" / file
    settings.parent.mkdir(parents=True)
    settings.write_text(text)
    machine = Machine(parse(ROOT), EMPTY, tmp_path / "home", listeners=tuple)
    assert place_of(tmp_path / "tree" / "in", machine) == word


def test_a_link_in_a_served_folder_publishes_where_it_leads(tmp_path: Path) -> None:
    """Web servers follow links: to the folder, to one around it, and from one link to the next."""
    for name in ("site/deep", "between", "data/in", "other"):
        (tmp_path / name).mkdir(parents=True)
    server = Listener(("python3", "-m", "http.server"), str(tmp_path / "site"))
    machine = Machine(parse(ROOT), EMPTY, tmp_path / "home", listeners=lambda: (server,))
    assert place_of(tmp_path / "data" / "in", machine) == "local"
    (tmp_path / "site" / "deep" / "a").symlink_to(tmp_path / "between")
    (tmp_path / "between" / "b").symlink_to(tmp_path / "data")
    (tmp_path / "data" / "loop").symlink_to(tmp_path / "site")
    assert place_of(tmp_path / "data" / "in" / "new", machine) == "published"
    assert place_of(tmp_path / "other", machine) == "local"


HOSTS = [
    ("localhost", ("127.0.0.1", "::1"), "local"),
    ("db", ("127.0.0.5",), "local"),
    ("[::1]", ("::1",), "local"),
    ("v4in6", ("::ffff:127.0.0.1",), "local"),
    ("/var/run/postgresql", (), "local"),
    ("", (), "local"),
    ("db.prod.example", ("203.0.113.7",), "remote"),
    ("split", ("127.0.0.1", "203.0.113.7"), "remote"),
    ("lan", ("192.168.1.4",), "remote"),
    ("any", ("0.0.0.0",), "remote"),  # noqa: S104 - what is looked for
    ("v6", ("2001:db8::1",), "remote"),
    ("link", ("fe80::1%eth0",), "remote"),
    ("nowhere", (), "unverified"),
]


@pytest.mark.parametrize(("name", "found", "word"), HOSTS)
def test_a_host_is_local_only_by_every_address(name: str, found: tuple[str, ...], word: str) -> None:
    """One address elsewhere is enough to refuse, and a name that resolves to nothing is unverified."""
    assert host_place(name, lambda _: found) == word


def test_build_servers_are_known_by_their_variables() -> None:
    """The usual variables, unless they say no."""
    assert all(
        on_ci({name: "true"}) for name in ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "TF_BUILD")
    )
    assert not on_ci({"CI": "false", "HOME": "/root"})


def test_the_table_is_long_and_only_two_words_are_good() -> None:
    """At least forty places, and no word but local and memory lets an act pass."""
    assert len(MOUNTS) + len(FOLDERS) + len(SERVING) + len(HOSTS) >= 80
    assert WORDS[-2:] == ("memory", "local")
