"""Ask a database server where it listens: PostgreSQL and MariaDB or MySQL, each through its own driver.

Only a server at a loopback address or a local socket is asked; another one is `remote` without a connection.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from sampler.errors import UsageError
from sampler.places.hosts import host_place, is_loopback

SECONDS = 5
EVERYWHERE = frozenset({"*", "0.0.0.0", "::", "::0", "[::]", "%"})  # noqa: S104 - what is looked for
POSTGRES = ("postgresql", "postgres")
MYSQL = ("mysql", "mariadb")
NO_DRIVER = "its driver is not installed: pip install 'presales-sampler[{}]'"


@dataclass(frozen=True, slots=True)
class Server:
    """What a server said: the word for its place, where it listens, whether it offers TLS, what is unsure."""

    place: str
    listens: str = ""
    tls: str = "unverified"
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of a database address; a password is never among them."""

    scheme: str
    hosts: tuple[str, ...]
    port: int | None
    user: str
    name: str
    socket: str
    schema: str = ""

    @property
    def is_postgres(self) -> bool:
        """Whether it is PostgreSQL's; else it is MariaDB's or MySQL's."""
        return self.scheme in POSTGRES

    def url(self) -> str:
        """The address in the form that `parse` reads."""
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        plain = [host for host in self.hosts if not host.startswith(("/", "@"))]
        port = f":{self.port}" if self.port else ""
        asked = [("host", host) for host in self.hosts if host and host not in plain]
        asked += [("unix_socket", self.socket)] if self.socket else []
        asked += [("schema", self.schema)] if self.schema else []
        query = f"?{urlencode(asked)}" if asked else ""
        name = quote(self.name, safe="")
        return f"{self.scheme}://{user}{','.join(plain)}{port}/{name}{query}"


def server_place(dsn: str) -> str:
    """`local`, `listening` (others can reach it), `remote`, or `unverified`."""
    return ask_server(dsn).place


def ask_server(dsn: str) -> Server:
    """Look at a database address, and ask the server if it is on this machine.

    Raises:
        UsageError: the address holds a password, or is of a kind that is not known.
    """
    address = parse(dsn)
    places = {host_place(host) for host in address.hosts}
    if places != {"local"}:
        word = "remote" if "remote" in places else "unverified"
        return Server(word, remark="not every address is this machine's")
    ask = _postgres if address.scheme in POSTGRES else _mysql
    return ask(address)


def parse(dsn: str) -> Address:
    """Read `postgresql://` or `mysql://` addresses, drivers like `mysql+pymysql` included."""
    try:
        parts = urlsplit(dsn)
        port = parts.port if "," not in parts.netloc else None
    except ValueError:
        raise UsageError("the database address can't be read", "postgresql://user@127.0.0.1/name") from None
    scheme, query = parts.scheme.partition("+")[0], parse_qs(parts.query)
    if scheme not in (*POSTGRES, *MYSQL):
        raise UsageError("only postgresql:// and mysql:// servers are known", "sqlite:///FILE for a file")
    if parts.password or query.keys() & {"password", "passwd", "sslpassword"}:
        raise UsageError("a database address may not hold a password", "use ~/.pgpass or ~/.my.cnf")
    user, _, names = parts.netloc.rpartition("@")
    hosts = [_host(name) for name in names.split(",")]
    hosts += [host for key in ("host", "hostaddr") for host in query.get(key, [])]
    path, schema = ((query.get(key) or [""])[0] for key in ("unix_socket", "schema"))
    named = tuple(unquote(h) for h in hosts if h) or _defaults(scheme)
    return Address(scheme, named, port, unquote(user), unquote(parts.path.lstrip("/")), path, schema)


def _host(text: str) -> str:
    return text[: text.index("]") + 1] if text.startswith("[") and "]" in text else text.partition(":")[0]


def _defaults(scheme: str) -> tuple[str, ...]:
    """Where a client goes when no host is named; libpq says it, with PGHOST and its like."""
    if scheme in MYSQL:
        return ("localhost",)
    try:
        from psycopg.pq import Conninfo  # noqa: PLC0415 - an extra, loaded when a server is asked
    except ImportError:
        return ("",)
    known = {option.keyword: (option.val or b"").decode() for option in Conninfo.get_defaults()}
    found = tuple(known.get(key.encode(), "") for key in ("host", "hostaddr"))
    return tuple(host for host in found if host) or ("",)


def _postgres(address: Address) -> Server:
    try:
        import psycopg  # noqa: PLC0415 - an extra, loaded when a server is asked
    except ImportError:
        return Server("unverified", remark=NO_DRIVER.format("postgres"))
    try:
        with psycopg.connect(postgres_words(address)) as connection:
            listens, tls = (str(_value(connection, f"SHOW {name}")) for name in ("listen_addresses", "ssl"))
            here = _is_process(int(_value(connection, "SELECT pg_backend_pid()")), "postgres")
    except psycopg.Error:  # its words may hold the address
        return Server("unverified", remark="the server did not answer")
    return _judged(listens, tls, here=here)


def postgres_words(address: Address) -> str:
    """What libpq is told; a password comes from its own file or service."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - as psycopg

    named = {"host": ",".join(address.hosts), "port": address.port, "user": address.user}
    given = {key: value for key, value in {**named, "dbname": address.name}.items() if value}
    return make_conninfo("", connect_timeout=SECONDS, **given)


def mysql_words(address: Address) -> dict[str, Any]:
    """What PyMySQL is told; a password comes from the user's option file."""
    where: dict[str, Any] = {"host": address.hosts[0].strip("[]"), "port": address.port or 3306}
    if address.socket:
        where = {"unix_socket": address.socket}
    own = Path("~/.my.cnf").expanduser()  # PyMySQL by itself reads the system's file only
    if own.is_file():
        where["read_default_file"] = str(own)
    where |= {"read_default_group": "client", "connect_timeout": SECONDS}
    return where | {"user": address.user or None}


def _value(connection: Any, query: str) -> Any:  # noqa: ANN401 - two drivers, one protocol
    row = connection.execute(query).fetchone()
    return row[0] if row else ""


def _is_process(number: int, name: str) -> bool:
    """Say whether this machine has that process: a forwarded port leads to another machine's server."""
    import psutil  # noqa: PLC0415 - loads when a server is asked

    try:
        return psutil.Process(number).name().startswith(name)
    except (psutil.Error, OSError):
        return False


def _mysql(address: Address) -> Server:
    try:
        import pymysql  # noqa: PLC0415 - as psycopg
    except ImportError:
        return Server("unverified", remark=NO_DRIVER.format("mysql"))
    try:
        with pymysql.connect(**mysql_words(address)) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT @@bind_address, @@skip_networking, @@hostname")
            bind, skip, name = cursor.fetchone() or ("*", 0, "")
            cursor.execute("SHOW VARIABLES LIKE 'have_ssl'")
            tls = cursor.fetchone()
    except (pymysql.Error, OSError, RuntimeError):
        return Server("unverified", remark="the server did not answer")
    offered = "on" if tls is None or tls[1] == "YES" else "off"
    return _judged("" if int(skip) else bind or "*", offered, here=name == socket.gethostname())


def _judged(listens: str, tls: str, *, here: bool, resolve: Callable[[str], str] = host_place) -> Server:
    """Judge what a server listens on; every address counts, and a name is resolved."""
    names = [name.strip() for name in listens.split(",") if name.strip()]
    if any(name in EVERYWHERE or not (is_loopback(name) or resolve(name) == "local") for name in names):
        return Server("listening", listens, tls)
    if not here:
        return Server("unverified", listens, tls, "its process is not seen here: a forwarded port?")
    return Server("local", listens or "a local socket only", tls)
