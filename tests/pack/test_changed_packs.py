"""A pack that was changed, cut, rebuilt or made to lie gives no byte."""

import io
import itertools
import random
import zipfile
from typing import Self

import pytest
import pyzipper
from pack_samples import SECRET

from sampler.errors import IntegrityError, PassphraseError, SamplerError, UnreadableError
from sampler.ingest.archive import scan_zip
from sampler.pack import container
from sampler.pack.container import ContainerReader, write_container


def test_every_bit_around_the_ciphertext_counts(pack: bytes) -> None:
    """Any bit flipped outside the ciphertext, or one of 500 inside, is refused before a byte comes out."""
    span = scan_zip(io.BytesIO(pack))[0].span
    stop = span.start + span.packed
    chance = random.Random(7)
    inside = [(chance.randrange(span.start, stop), chance.randrange(8)) for _ in range(500)]
    outside = [(n, bit) for n in (*range(span.start), *range(stop, len(pack))) for bit in range(8)]
    for spot, bit in inside + outside:
        changed = bytearray(pack)
        changed[spot] ^= 1 << bit
        expected: tuple[type[SamplerError], ...] = (IntegrityError,)
        if span.start <= spot < span.start + 18:
            expected = (
                PassphraseError,
                IntegrityError,
            )  # the salt and the bytes that tell a wrong passphrase
        if spot < 2:
            expected = (UnreadableError,)
        with pytest.raises(expected):
            ContainerReader(io.BytesIO(changed), SECRET)


def test_every_cut_is_refused(pack: bytes) -> None:
    """A pack cut anywhere, at its end or at its start, is refused; so is one with anything added."""
    for cut in range(len(pack)):
        with pytest.raises(SamplerError):
            ContainerReader(io.BytesIO(pack[:cut]), SECRET)
        if cut:
            with pytest.raises(SamplerError):
                ContainerReader(io.BytesIO(pack[cut:]), SECRET)
    for more in (pack + b"\0", b"\0" + pack, pack + pack):
        with pytest.raises(SamplerError):
            ContainerReader(io.BytesIO(more), SECRET)


def moved(data: bytes, chance: random.Random) -> bytes:
    """Swap, drop, repeat or overwrite stretches."""
    spots = sorted(chance.randrange(len(data)) for _ in range(4))
    a, b, c, d = (data[: spots[0]], *(data[x:y] for x, y in itertools.pairwise(spots)))
    tail = data[spots[3] :]
    return chance.choice((a + c + b + d + tail, a + c + d + tail, a + b + b + c + d + tail, a + tail))


def test_moved_stretches_are_refused(pack: bytes) -> None:
    """Of 2,000 packs with stretches swapped, dropped or repeated, none opens."""
    chance = random.Random(8)
    for _ in range(2_000):
        mutant = moved(pack, chance)
        if mutant != pack:
            with pytest.raises(SamplerError):
                ContainerReader(io.BytesIO(mutant), SECRET)


def rebuilt(entries: list[tuple[str, bytes, dict[str, object]]]) -> bytes:
    """Make an outer zip of another shape, with the right passphrase."""
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w") as outer:
        for name, content, settings in entries:
            outer.pwd = SECRET.encode() if settings else None
            outer.encryption = settings.get("encryption")
            outer.encryption_kwargs = settings.get("kwargs")
            outer.writestr(name, content, compress_type=settings.get("compress", zipfile.ZIP_STORED))
    return out.getvalue()


AES = {"encryption": pyzipper.WZ_AES, "kwargs": {"force_wz_aes_version": 2}}


def inner_zip(*names: str) -> bytes:
    """Make a plain zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()


INNER = inner_zip("data/a.csv")
SHAPES = {
    "clear": [("payload.zip", INNER, {})],
    "renamed": [("Payload.zip", INNER, AES)],
    "two entries": [("payload.zip", INNER, AES), ("b.zip", INNER, AES)],
    "an added clear entry": [("payload.zip", INNER, AES), ("b.csv", b"x", {})],
    "an added empty entry": [("payload.zip", INNER, AES), ("b.csv", b"", {})],
    "deflated": [("payload.zip", INNER, AES | {"compress": zipfile.ZIP_DEFLATED})],
    "AES-128": [("payload.zip", INNER, AES | {"kwargs": {"nbits": 128}})],
    "AE-1": [("payload.zip", INNER, AES | {"kwargs": {"force_wz_aes_version": 1}})],
    "dated today": [("payload.zip", INNER, AES)],
    "empty": [],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_any_other_outer_shape_is_refused(shape: str) -> None:
    """A zip of another shape is refused even when its passphrase is right."""
    with pytest.raises(IntegrityError):
        ContainerReader(io.BytesIO(rebuilt(SHAPES[shape])), SECRET)


def sealed_around(inner: bytes, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Make a pack whose sealed bytes are anything."""
    out = io.BytesIO()
    with monkeypatch.context() as patch:
        patch.setattr(container, "_write_inner", lambda zipped, _: setattr(zipped, "_didModify", False))
        patch.setattr(container.zipfile, "ZipFile", lambda sink, *_, **__: Raw(sink, inner))
        write_container(out, [], SECRET)
    return out.getvalue()


class Raw:
    """Stands for the inner zip and writes other bytes."""

    def __init__(self, sink: io.BufferedWriter, data: bytes) -> None:
        sink.write(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    "inner",
    [b"", b"no zip", inner_zip("README.txt"), inner_zip("data/a", "data/A"), inner_zip("data/../b")],
)
def test_a_sealed_hostile_payload_is_refused(inner: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who knows the passphrase may still lie: the inner zip is scanned like a delivery."""
    with pytest.raises(UnreadableError):
        ContainerReader(io.BytesIO(sealed_around(inner, monkeypatch)), SECRET)


@pytest.mark.parametrize("data", [b"", b"x", b"nom;ville\n" * 10, bytes(500)])
def test_another_file_is_not_called_a_changed_pack(data: bytes) -> None:
    """A file that is no zip at all is unreadable, not tampered with."""
    with pytest.raises(UnreadableError):
        ContainerReader(io.BytesIO(data), SECRET)
