"""A small pack and its contents, for the tests of packs."""

import io

from sampler.pack.container import ContainerReader, write_container

SECRET = "abacus.bacon.cobweb.donut.ebook.fabric.gizmo"
FILES = {
    "MANIFEST.json": b'{"sample":"acme-1s"}',
    "MANIFEST.json.sig": b"-----BEGIN SSH SIGNATURE-----",
    "data/clients été.csv": b"nom;ville\nDurand;Gap\n" * 300,
    "data/none.csv": b"",
}
EDGES = (0, 1, 65_535, 65_536, 65_537)


def packed(files: dict[str, bytes] | None = None, secret: str = SECRET) -> bytes:
    """Write a pack."""
    out = io.BytesIO()
    write_container(out, (FILES if files is None else files).items(), secret)
    return out.getvalue()


def unpacked(data: bytes, secret: str = SECRET) -> dict[str, bytes]:
    """Open a pack and read everything."""
    reader = ContainerReader(io.BytesIO(data), secret)
    return {name: reader.read(name) for name in reader.names()}
