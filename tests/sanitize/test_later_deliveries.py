"""What left in one delivery of a deal stays as it left in all that follow: the newcomer moves."""

import csv
import io
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from shells import Shell
from small_sample import KEY, sources_of

from sampler.cli.session import working
from sampler.errors import IntegrityError
from sampler.sanitize.apart import Apart, until_apart
from sampler.sanitize.compile import compile_recipe
from sampler.sanitize.files import sanitize_file
from sampler.sanitize.learning import delivered
from sampler.sanitize.learning.delivered import Delivered
from sampler.sanitize.plan import Plan
from sampler.sanitize.recipes.recipe import read_recipe
from sampler.surrogates import phones
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates

COUNT = 3_000
RECIPE = "version: 1\ntables: {t.csv: {tel: surrogate PHONE_NUMBER, email: surrogate EMAIL_ADDRESS}}\n"


def numbers(seed: int) -> list[str]:
    """Distinct French mobiles: so many deliveries of them meet in 60,000 fictitious ones."""
    drawn = random.Random(seed).sample(range(10_000_000, 99_999_999), COUNT)
    return [f"+33 6 {number:08d}" for number in drawn]


def mailboxes(seed: int) -> list[str]:
    """Short mailboxes of one surname, which meet where initials do."""
    rows = random.Random(seed).sample(range(26**3), COUNT)
    return [f"{_letters(number)}.dupont@acme.fr" for number in rows]


def _letters(number: int) -> str:
    return "".join(chr(97 + number // 26**place % 26) for place in range(3))


def run(
    tels: Sequence[str], emails: Sequence[str], earlier: Dictionary | None, known: Delivered
) -> tuple[Plan, list[dict[str, str]]]:
    """The plan and rows of one delivery, under what was frozen before."""
    body = "\n".join(["tel;email", *map(";".join, zip(tels, emails, strict=True))]) + "\n"
    sources = sources_of({"t.csv": body.encode()})
    plan = compile_recipe(
        read_recipe(RECIPE.encode(), "r"), sources, key=KEY, earlier=earlier, delivered=known
    )

    def write(plan: Plan, surrogates: Surrogates, apart: Apart) -> bytes:
        out = io.BytesIO()
        sanitize_file(sources[0], plan, surrogates, out, apart=apart)
        return out.getvalue()

    plan, made = until_apart(sources, plan, KEY, write, delivered=known)
    return plan, list(csv.DictReader(io.StringIO(made.decode()), delimiter=";"))


def column(rows: list[dict[str, str]], name: str) -> list[str]:
    return [row[name].replace(" ", "") for row in rows]


@pytest.fixture(scope="module")
def first() -> tuple[Plan, list[dict[str, str]], bytes]:
    """The first delivery, and what it leaves to know."""
    known = Delivered()
    plan, rows = run(numbers(1), mailboxes(1), None, known)
    return plan, rows, known.to_bytes()


def test_a_newcomer_moves(first: tuple[Plan, list[dict[str, str]], bytes]) -> None:
    """Both deliveries in one: no delivered value has another surrogate, and all stay unique."""
    plan, rows, frozen = first
    new = sorted(set(numbers(2)) - set(numbers(1)))
    emails = sorted(set(mailboxes(2)) - set(mailboxes(1)))[: len(new)]
    new = new[: len(emails)]
    tels, boxes = [*numbers(1), *new], [*mailboxes(1), *emails]
    known = Delivered.from_bytes(frozen)
    again, both = run(tels, boxes, plan.dictionary, known)
    for name in ("tel", "email"):
        assert column(both, name)[:COUNT] == column(rows, name)
        assert len(set(column(both, name))) == len(both)
    assert not known.changed()
    # under the dictionary alone some would have moved: that is what is tested here
    _, moved = run(tels, boxes, plan.dictionary, Delivered())
    assert column(moved, "tel")[:COUNT] != column(rows, "tel")
    assert again.dictionary.bumps.items() >= plan.dictionary.bumps.items()


def test_the_surrogates_of_absent_values_stay_theirs(
    first: tuple[Plan, list[dict[str, str]], bytes],
) -> None:
    """A later delivery without the earlier values takes none of their surrogates; a third one has both."""
    plan, rows, frozen = first
    tels = sorted(set(numbers(2)) - set(numbers(1)))
    emails = sorted(set(mailboxes(2)) - set(mailboxes(1)))[: len(tels)]
    tels = tels[: len(emails)]
    known = Delivered.from_bytes(frozen)
    second, new = run(tels, emails, plan.dictionary, known)
    for name in ("tel", "email"):
        assert not set(column(new, name)) & set(column(rows, name))
    both = Delivered.from_bytes(known.to_bytes())
    _, third = run([*tels, *numbers(1)], [*emails, *mailboxes(1)], second.dictionary, both)
    assert column(third, "tel") == column(new, "tel") + column(rows, "tel")
    assert column(third, "email") == column(new, "email") + column(rows, "email")


def test_number_blocks_stay_those_of_the_first_delivery() -> None:
    """A later delivery with many phones takes no wider blocks: that would move those that left."""
    known = Delivered()
    few, many = numbers(1)[:100], [f"+33 6 {number:08d}" for number in range(20_000_000, 20_012_000)]
    emails = [f"n{number}@acme.fr" for number in range(len(many))]
    plan, rows = run(few, emails[:100], None, known)
    _, more = run([*few, *many[100:]], emails, plan.dictionary, Delivered.from_bytes(known.to_bytes()))
    assert column(more, "tel")[:100] == column(rows, "tel")
    wide, _ = run(many, emails, None, Delivered())
    assert (phones.KIND, phones.WIDE) in wide.dictionary.bumps


def test_what_is_frozen_reads_back() -> None:
    """Bytes and back; earlier surrogates win; too many are not known, and said; damage is refused."""
    known = Delivered({"A": (np.array([[1, 5], [7, 8]], dtype=np.uint64),)})
    known.take("A", np.array([[1, 6], [3, 9]], dtype=np.uint64))
    assert dict(known.changed()) == {"A": 1}
    again = Delivered.from_bytes(known.to_bytes())
    assert again.of("A").tolist() == [[1, 5], [3, 9], [7, 8]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivered, "MOST", 3)
        again.take("A", np.array([[2, 2]], dtype=np.uint64))
    assert again.many == {"A"}
    last = Delivered.from_bytes(again.to_bytes())
    assert last.any("A")
    assert not len(last.of("A"))
    for damaged in (
        b"",
        b"{}\n",
        known.to_bytes()[:-3],
        known.to_bytes().replace(b'"format": 1', b'"format": 9'),
    ):
        with pytest.raises(IntegrityError):
            Delivered.from_bytes(damaged)


def test_the_command_freezes_it_with_the_deal(founded: Shell) -> None:
    """Two deliveries of one deal: a phone keeps its surrogate; what is frozen is gone with the deal."""
    given = ("--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    Path("r.yaml").write_text("version: 1\ntables: {'*': {tel: surrogate PHONE_NUMBER}}\n")
    made = []
    for number, tels in ((1, numbers(1)), (2, [*numbers(1), *numbers(2)])):
        Path(f"d{number}.csv").write_text("\n".join(["tel", *dict.fromkeys(tels)]) + "\n")
        founded("ingest", f"d{number}.csv", *given)
        founded("sanitize", f"acme-{number}", "--recipe", "r.yaml")
        founded("export", f"acme-{number}s", "--into", f"out{number}")
        made.append(Path(f"out{number}", f"d{number}.csv").read_text().splitlines()[1:])
    assert made[1][:COUNT] == made[0]
    assert len(set(made[1])) == len(made[1])
    with working() as session:
        kept = session.registry.find("object", deal="acme", role="delivered", state="kept")
    assert len(kept) == 1
    founded("destroy", "--deal", "acme", "--yes")
    assert not list((founded.folder.parent / "home").rglob(f"{kept[0]['id']}*"))
