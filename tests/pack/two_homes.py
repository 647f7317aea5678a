"""A sender's and a recipient's home that share nothing but what is sent between them."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from shells import Answer, Shell


@dataclass
class Homes:
    """Both command lines; each runs with its own home, key store and working folder."""

    shell: Shell
    patch: pytest.MonkeyPatch
    root: Path

    def __post_init__(self) -> None:
        (self.root / "theirs").mkdir()

    def sender(self, *arguments: str, code: int = 0) -> Answer:
        """Run as the sender."""
        return self._run("", "work", arguments, code)

    def recipient(self, *arguments: str, code: int = 0) -> Answer:
        """Run as the recipient."""
        return self._run("their-", "theirs", arguments, code)

    def _run(self, prefix: str, work: str, arguments: tuple[str, ...], code: int) -> Answer:
        self.patch.setenv("SAMPLER_HOME", str(self.root / f"{prefix}home"))
        self.patch.setenv("SAMPLER_KEYSTORE", str(self.root / f"{prefix}keys"))
        self.patch.chdir(self.root / work)
        return self.shell(*arguments, code=code)

    def send(self) -> None:
        """Pack for the recipient and carry the pack over; only the bytes and the passphrase travel."""
        packed = json.loads(
            self.sender("pack", "acme-1s", "--to", "dev@vendor.example", "--output", "p.zip", "--json").out
        )
        shutil.copy(self.root / "work" / "p.zip", self.root / "theirs" / "p.zip")
        (self.root / "theirs" / "pp").write_text(packed["passphrase"])

    def found(self) -> str:
        """Make the recipient's home; give their key's fingerprint."""
        made = self.recipient(
            "init", "--accept-weak-keystore", "--me", "Dev Un <dev@vendor.example>", "--json"
        )
        return str(json.loads(made.out)["fingerprint"])

    def statement(self, kind: str) -> Path:
        """Carry a statement and its signature to the sender; give its path there."""
        (path,) = (self.root / "their-home" / "documents").glob(f"statement-*-{kind}.json")
        for name in (path.name, f"{path.name}.sig"):
            shutil.copy(path.with_name(name), self.root / "work" / name)
        return self.root / "work" / path.name
