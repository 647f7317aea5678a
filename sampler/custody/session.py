"""What every step is given: the home, the vault, the registry, who acts, the clock, and where to talk."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sampler.custody.deadlines import reached
from sampler.model.canonical import canonical_json
from sampler.policy.settings import PolicySettings
from sampler.registry.home import Home
from sampler.registry.journal import Journal
from sampler.registry.private_files import write_private
from sampler.registry.store import Registry
from sampler.vault import sshsig
from sampler.vault.store import Vault

SIGNING_KEY = "signing"
ME = "p1"


def silent(_message: str) -> None:
    """The progress sink of someone who does not listen."""


Advance = Callable[[float], None]


@contextmanager
def no_bar(_what: str, _total: float | None) -> Iterator[Advance]:
    """The progress bar of someone who does not look."""
    yield lambda _done: None


@dataclass(slots=True)
class Session:
    """One command's view of the world; nothing else reads the clock or the environment."""

    home: Home
    vault: Vault
    registry: Registry
    now: Callable[[], datetime]
    zone: str
    say: Callable[[str], None] = silent
    actor: str = ME
    bar: Callable[[str, float | None], AbstractContextManager[Advance]] = no_bar
    policy: PolicySettings = field(default_factory=PolicySettings)
    hunt_roots: tuple[Path, ...] = ()  # where copies that nobody registered are hunted before a destruction
    ci: bool = False  # this process runs on a build server
    keys_folder: Path | None = None  # where key stores are kept
    timer: bool = False  # nobody sits there: what is refused every day alike is put on record once a day
    workers: int = 0  # processes that sanitize; 0 lets the engine decide
    journal: Journal = field(init=False)

    def __post_init__(self) -> None:
        self.journal = Journal(self.home.journal)
        self.registry.sign = self.sign_event

    def sign_event(self, message: bytes) -> bytes:
        """Sign a ledger event by the home's key."""
        return Ed25519PrivateKey.from_private_bytes(self.vault.unwrapped(SIGNING_KEY)).sign(message)

    def moment(self) -> str:
        """Now, in UTC, to the second; never before the ledger's last event, whatever the clock says."""
        return self._latest().isoformat(timespec="seconds")

    def today(self, zone: str = "") -> str:
        """Today's date where the home is, or in a deal's zone: deadlines are local dates.

        A day that the ledger has seen stays reached when the clock is set back.
        """
        return reached(self._latest(), ZoneInfo(zone or self.zone)).isoformat()

    def day_of(self, moment: str, zone: str = "") -> str:
        """The local date of a recorded moment."""
        return reached(datetime.fromisoformat(moment), ZoneInfo(zone or self.zone)).isoformat()

    def _latest(self) -> datetime:
        now, last = self.now().astimezone(UTC), self.registry.last_moment()
        return max(now, datetime.fromisoformat(last)) if last else now

    def fingerprint(self) -> str:
        """The fingerprint of the key that signs documents and events."""
        return sshsig.fingerprint(self.registry.chain()[1])

    def sign_document(self, document: dict[str, object]) -> tuple[bytes, str]:
        """Give the canonical bytes of a document and the SSH signature over them."""
        data = canonical_json(document)
        return data, sshsig.sign(self.vault.unwrapped(SIGNING_KEY), data)

    def write_signed(self, name: str, document: dict[str, object]) -> bytes:
        """Write `name.json` and `name.json.sig` among the home's documents; give the bytes."""
        data, signature = self.sign_document(document)
        path = self.home.documents / f"{name}.json"
        write_private(path.with_suffix(".json.sig"), signature.encode())
        write_private(path, data)
        signers = f"sampler {sshsig.public_line(self.registry.chain()[1])}\n"
        write_private(self.home.documents / "allowed_signers", signers.encode())
        return data
