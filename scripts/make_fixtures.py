"""Make the invented deliveries: `fixtures/` (style A, 200 people), or another one for a test or a demo.

    python scripts/make_fixtures.py            write fixtures/
    python scripts/make_fixtures.py --check    rebuild and compare (what CI does)
    python scripts/make_fixtures.py --into DIR --style B --seed 7 --people 50
    python scripts/make_fixtures.py --zip OUT --passphrase-file FILE [--legacy] [--style B --seed 7 ...]

Everything is drawn from SHA-256 of the seed, so any Python gives the same bytes, and `--check` compares byte
for byte. The one exception is Parquet, where pyarrow writes its own version and chooses encodings: there, and
for that member of `delivery.zip`, schema and values are compared. An AES zip has a random salt and is never
committed.
"""

import argparse
import io
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # when a test loads this file by its path
import fixture_style_a
import fixture_style_b
import pyarrow as pa
import pyarrow.parquet as pq
from fixture_files import stored_zip
from fixture_people import MOST_PEOPLE, cast
from fixture_truth import Style, Truth
from fixture_zip import aes_zip, legacy_zip

COMMITTED = Path(__file__).resolve().parent.parent / "fixtures"
SEED = 20250602
ARCHIVE = "delivery.zip"
README = """# An invented delivery

Nobody in these files exists: `scripts/make_fixtures.py` invents them from a seed and CI checks that it still
gives these bytes. Phones stand in the blocks kept for fiction, e-mail domains end in `.example`, social
security numbers name communes that do not exist, SIREN begin with 0 and IBANs name bank 99999. Towns and
streets are ordinary ones; the people at them are not. `delivery.zip` holds the same files, as a prospect
would send them.

Do not edit: run `python scripts/make_fixtures.py` instead.
"""


def build(dest: Path, *, seed: int, style: Style, people: int = 200) -> Truth:
    """Write a delivery of invented people into `dest` and tell everything that is known of it.

    The same seed, style and number give the same files. Another seed gives other people; the two styles share
    no surname and no first name.
    """
    style = Style(style)
    everybody = cast(style, seed, people)
    made = (fixture_style_a if style is Style.A else fixture_style_b).delivery(seed, everybody)
    dest.mkdir(parents=True, exist_ok=True)
    for name, content in made.files.items():
        (dest / name).write_bytes(content)
    return Truth(
        style=style,
        seed=seed,
        files=tuple(sorted(made.files)),
        people=everybody.people,
        staff=everybody.staff,
        companies=everybody.companies,
        mentions=tuple(made.collected.mentions),
        columns=tuple(made.collected.columns),
        joins=tuple(made.collected.join(left, right) for left, right in made.joins),
        unreadable=made.unreadable,
    )


def contents(folder: Path, truth: Truth) -> dict[str, bytes]:
    """The files of a delivery, by name."""
    return {name: (folder / name).read_bytes() for name in truth.files}


def commit(folder: Path) -> None:
    """Write what is committed as `fixtures/`: the demo delivery, loose and zipped."""
    truth = build(folder, seed=SEED, style=Style.A)
    (folder / ARCHIVE).write_bytes(stored_zip(contents(folder, truth)))
    (folder / "README.md").write_text(README, encoding="utf-8", newline="\n")


def differences(old: Path, new: Path) -> list[str]:
    """The names of the files that are not the same in both folders."""
    names = {path.name for folder in (old, new) if folder.is_dir() for path in folder.iterdir()}
    return sorted(name for name in names if not _same(old / name, new / name))


def _same(old: Path, new: Path) -> bool:
    if not (old.is_file() and new.is_file()):
        return False
    return _same_bytes(new.name, old.read_bytes(), new.read_bytes())


def _same_bytes(name: str, old: bytes, new: bytes) -> bool:
    if name.endswith(".parquet"):
        return bool(_rows(old).equals(_rows(new), check_metadata=True))
    if name == ARCHIVE:
        return _same_archive(old, new)
    return old == new


def _rows(content: bytes) -> pa.Table:
    """The table in a Parquet file, read without pyarrow's threads: with them, the exit aborts at times."""
    return pq.ParquetFile(pa.BufferReader(content), pre_buffer=False).read(use_threads=False)


def _same_archive(old: bytes, new: bytes) -> bool:
    """Same members in the same order with the same dates and rights, each the same by its own rule."""
    with zipfile.ZipFile(io.BytesIO(old)) as one, zipfile.ZipFile(io.BytesIO(new)) as two:
        pairs = list(zip(one.infolist(), two.infolist(), strict=False))
        return len(one.infolist()) == len(two.infolist()) and all(
            (a.filename, a.date_time, a.compress_type, a.external_attr)
            == (b.filename, b.date_time, b.compress_type, b.external_attr)
            and _same_bytes(a.filename, one.read(a), two.read(b))
            for a, b in pairs
        )


def check() -> int:
    """Rebuild what is committed and name what differs."""
    with tempfile.TemporaryDirectory() as scratch:
        commit(Path(scratch))
        names = differences(COMMITTED, Path(scratch))
    for name in names:
        print(f"fixtures/{name} differs from what scripts/make_fixtures.py makes", file=sys.stderr)
    if not names:
        print("fixtures/ is what scripts/make_fixtures.py makes")
    return 1 if names else 0


def encrypted(
    out: Path, passphrase_file: Path, *, legacy: bool, seed: int, style: Style, people: int
) -> None:
    """Write a delivery as an encrypted zip; the passphrase is the first line of the file."""
    passphrase = passphrase_file.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
    if not passphrase:
        raise SystemExit("make_fixtures: the passphrase file is empty")
    with tempfile.TemporaryDirectory() as scratch:
        truth = build(Path(scratch), seed=seed, style=style, people=people)
        (legacy_zip if legacy else aes_zip)(out, contents(Path(scratch), truth), passphrase)


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Make the invented deliveries.")
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--check", action="store_true", help="rebuild fixtures/ elsewhere and compare")
    act.add_argument("--into", type=Path, metavar="DIR", help="write the files of a delivery into DIR")
    act.add_argument("--zip", type=Path, metavar="OUT", help="write a delivery as an encrypted zip")
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="its first line encrypts the zip"
    )
    parser.add_argument("--legacy", action="store_true", help="ZipCrypto instead of AES-256")
    parser.add_argument("--style", type=Style, choices=list(Style), default=Style.A)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--people", type=int, default=200, help=f"at most {MOST_PEOPLE}")
    found = parser.parse_args(words)
    if (found.zip is None) != (found.passphrase_file is None):
        parser.error("--zip and --passphrase-file go together")
    if not 1 <= found.people <= MOST_PEOPLE:
        parser.error(f"--people: from 1 to {MOST_PEOPLE}")
    return found


def main(words: list[str] | None = None) -> int:
    """Do what the command line asks."""
    found = _arguments(words)
    choice = {"seed": found.seed, "style": found.style, "people": found.people}
    if found.check:
        return check()
    if found.zip is not None:
        encrypted(found.zip, found.passphrase_file, legacy=found.legacy, **choice)
    elif found.into is not None:
        build(found.into, **choice)
    else:
        commit(COMMITTED)
    return 0


if __name__ == "__main__":
    sys.exit(main())
