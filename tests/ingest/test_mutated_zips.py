"""Damaged archives raise our errors only, and what is still accepted holds no other bytes."""

import io
import random
import zipfile

import pytest
import pyzipper
from zip_forge import Entry, forge, zipcrypto

from sampler.errors import SamplerError
from sampler.ingest.archive import Limits, open_members, scan_zip

SECRET = b"gap"
BODY = b"nom;ville\nDurand;Gap\n" * 8
RUNS = 3_000
SMALL = Limits(file_bytes=1 << 20, total_bytes=1 << 20)


def by_library(library: object, **settings: object) -> bytes:
    """Write two files."""
    out = io.BytesIO()
    with library(out, "w", zipfile.ZIP_DEFLATED, **settings) as archive:
        archive.setpassword(SECRET)
        archive.writestr("a/été.csv", BODY)
        archive.writestr("b.csv", BODY)
    return out.getvalue()


SEEDS = {
    "plain": by_library(zipfile.ZipFile),
    "aes": by_library(pyzipper.AESZipFile, encryption=pyzipper.WZ_AES),
    "legacy": forge([Entry(data=BODY, flags=1, packed=zipcrypto(BODY, SECRET)), Entry(name=b"b", data=b"")]),
    "descriptors": forge(
        [Entry(data=BODY, method=8, descriptor="<4sLLL"), Entry(name=b"b", descriptor="<LQQ")]
    ),
    "zip64": forge([Entry(data=BODY, method=8)], zip64={}),
}


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Flip bits, overwrite, cut, repeat, drop or insert; structures are hit as often as contents."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 5)) if out else 0):
        back = chance.randrange(max(1, len(out) // 2))
        spot = chance.randrange(len(out)) if chance.random() < 0.5 else len(out) - 1 - back
        length = chance.choice((1, 2, 4, 8, 30))
        match chance.randrange(7):
            case 0 | 1:
                out[spot] ^= 1 << chance.randrange(8)
            case 2:
                out[spot : spot + length] = chance.choice((b"\xff", b"\0", b"PK")) * (length // 2 or 1)
            case 3:
                out[spot : spot + length] = chance.randbytes(length)
            case 4:
                del out[max(1, spot) : spot + length]
            case 5:
                source = chance.randrange(len(out))
                out[spot:spot] = out[source : source + length]
            case _:
                del out[max(1, spot) :]
    return bytes(out)


def read_all(data: bytes) -> list[bytes]:
    """Scan and read everything."""
    stream = io.BytesIO(data)
    return [content.read() for _, content in open_members(stream, scan_zip(stream, SMALL), SECRET)]


@pytest.mark.parametrize("seed", SEEDS)
def test_mutants_raise_only_our_errors(seed: str) -> None:
    """Of 3,000 mutants of each kind, every failure is ours and every content read is an original one."""
    chance = random.Random(f"{seed} 1")
    originals = set(read_all(SEEDS[seed]))
    refused = 0
    for _ in range(RUNS):
        try:
            contents = read_all(mutate(SEEDS[seed], chance))
        except SamplerError:
            refused += 1
        else:
            assert set(contents) <= originals
    assert refused > RUNS * 0.8


def test_pieces_of_zips_are_no_zips() -> None:
    """No proper prefix and no proper suffix of an archive is accepted."""
    for data in SEEDS.values():
        for cut in range(1, len(data)):
            for piece in (data[:cut], data[cut:]):
                if piece[:4] != b"PK\x05\x06":  # an end record may be a zip by itself: one without entries
                    with pytest.raises(SamplerError):
                        scan_zip(io.BytesIO(piece))
