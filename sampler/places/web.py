"""Folders that a web server gives out: default roots, roots in server settings, and servers that run now."""

import ipaddress
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath

ROOTS = (
    "/var/www",
    "/srv/http",
    "/srv/www",
    "/srv/ftp",
    "/srv/tftp",
    "/var/ftp",
    "/usr/share/nginx",
    "/usr/local/www",
    "/usr/local/var/www",
    "/opt/lampp/htdocs",
    "/opt/bitnami",
    "/var/lib/tomcat9/webapps",
    "/var/lib/tomcat10/webapps",
    "/Library/WebServer/Documents",
    "C:/inetpub",
    "C:/xampp/htdocs",
)
NAMES = ("public_html", "htdocs", "wwwroot", "www-root")
APACHE_ROOT = re.compile(r"^\s*(?:DocumentRoot|Alias\s+\S+)\s+[\"']?([^\"'\n$]+)", re.MULTILINE)
SETTINGS = (
    ("/etc/nginx", "**/*", re.compile(r"^\s*(?:root|alias)\s+[\"']?([^;\"'$]+)[\"']?\s*;", re.MULTILINE)),
    ("/etc/apache2", "*-enabled/*", APACHE_ROOT),
    ("/etc/httpd", "**/*.conf", APACHE_ROOT),
    ("/etc/lighttpd", "**/*.conf", re.compile(r"document-root\s*=\s*\"([^\"]+)\"")),
    ("/etc/caddy", "**/*", re.compile(r"^\s*root\s+(?:\*\s+)?([^\s{]+)", re.MULTILINE)),
)
# programs that give out the folder they stand in, or one that their arguments name
SERVERS = re.compile(
    r"http\.server|SimpleHTTPServer|twistd?\b|webfsd|thttpd|darkhttpd|mini_httpd|uhttpd|lighttpd|nginx|"
    r"apache2?|\bhttpd\b|caddy|miniserve|dufs|filebrowser|http-server|live-server|\bserve\b|\bvite\b|"
    r"webpack|browser-sync|php\S* .*-S\b|webrick|simple-http-server|static-web-server|gatsby|jekyll|"
    r"hugo|mkdocs|pyftpdlib|vsftpd|proftpd|pure-ftpd|tftpd|rsync .*--daemon|smbd|nfsd|wsgidav",
    re.IGNORECASE,
)
MOST_LOOKED_AT = 50_000  # entries of a served folder in which links are looked for, nearest first
LOOPBACK_NAMES = frozenset({"localhost", ""})


@dataclass(frozen=True, slots=True)
class Listener:
    """A program that takes connections from other machines: its words, and the folder it stands in."""

    command: tuple[str, ...]
    folder: str


def web_root(path: PurePath) -> bool:
    """Say whether a path is in a folder that a web server publishes by default or by its settings."""
    if any(path.is_relative_to(root) for root in ROOTS):
        return True
    if any(folder.name.casefold() in NAMES for folder in (path, *path.parents)):
        return True
    return any(path.is_relative_to(root) for root in _configured())


@cache
def _configured() -> tuple[Path, ...]:
    found: set[Path] = set()
    for folder, pattern, root in SETTINGS:
        for file in _files(Path(folder), pattern):
            found |= {Path(name.strip()) for name in root.findall(file)}
    return tuple(path.resolve() for path in found if path.is_absolute() and path != Path("/"))


def _files(folder: Path, pattern: str) -> Iterator[str]:
    """Settings that may be read; one that may not hides none of the others, nor a server that runs."""
    for path in folder.glob(pattern):
        try:
            if path.is_file():
                yield path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue


def served(path: PurePath, listeners: tuple[Listener, ...]) -> bool:
    """Say whether a program that other machines can reach gives out the folder of `path`."""
    return any(_serves(listener, path) for listener in listeners)


def _serves(listener: Listener, path: PurePath) -> bool:
    if SERVERS.search(" ".join(listener.command)):
        roots = {PurePath(listener.folder), *_named(listener)}
        if any(root != PurePath("/") and path.is_relative_to(root) for root in roots) or _gives_all(listener):
            return True
        return any(root != PurePath("/") and _links_to(Path(root), path) for root in roots)
    return PurePath(listener.folder) == path  # an unknown program that stands in the very folder


def _links_to(root: Path, path: PurePath) -> bool:
    """Say whether a link below a served folder leads to `path` or around it: servers follow links."""
    left, waiting, seen = MOST_LOOKED_AT, [root], {root}
    while waiting and left > 0:
        folder = waiting.pop()
        try:
            inside = list(os.scandir(folder))
        except OSError:  # not a folder, or not ours to read
            continue
        left -= len(inside)
        for entry in inside:
            target = Path(os.path.realpath(entry.path)) if entry.is_symlink() else Path(entry.path)
            if entry.is_symlink() and path.is_relative_to(target):
                return True
            if target not in seen and entry.is_dir():
                seen.add(target)
                waiting.insert(0, target)
    return False


def _named(listener: Listener) -> Iterator[PurePath]:
    """Folders that the arguments name: `--directory site`, `-t/srv/x`, `root=/y`."""
    for word in listener.command[1:]:
        name = word.partition("=")[2] or re.sub(r"^-[A-Za-z](?=/)", "", word)
        if name and not name.startswith("-"):
            yield PurePath(Path(listener.folder, name).resolve())


def _gives_all(listener: Listener) -> bool:
    """A file server that stands in the root folder and names no other gives out everything."""
    words = " ".join(listener.command)
    alone = re.search(r"http\.server|SimpleHTTPServer", words) and "-d" not in words
    return bool(alone) and listener.folder == "/"


def listeners() -> tuple[Listener, ...]:
    """The programs on this machine that listen on an address other machines can reach.

    A program of another user can be seen by its settings only; `hidden_listeners` counts those.
    """
    return tuple(found for found in _listening() if found is not None)


def hidden_listeners() -> int:
    """How many reachable sockets belong to programs that can't be looked at from here."""
    return sum(found is None for found in _listening())


def _listening() -> Iterator[Listener | None]:
    import psutil  # noqa: PLC0415 - loads when a place is looked at

    try:
        sockets = psutil.net_connections("tcp")
    except (psutil.Error, OSError):  # macOS tells nobody but root
        yield None
        return
    open_to_all = [s for s in sockets if s.status == psutil.CONN_LISTEN and s.laddr and reachable(s.laddr[0])]
    for process in {s.pid for s in open_to_all}:
        if process is None:
            yield None
            continue
        try:
            one = psutil.Process(process)
            yield Listener(tuple(one.cmdline()), one.cwd())
        except (psutil.Error, OSError):
            yield None


def reachable(address: str) -> bool:
    """Say whether a listening address takes connections from other machines."""
    if address in LOOPBACK_NAMES:
        return False
    try:
        return not ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return True
