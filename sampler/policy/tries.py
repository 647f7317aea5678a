"""How wrong passphrases slow the next try down, and when they lock (USR-3)."""

from dataclasses import dataclass
from datetime import datetime

FREE = 2  # everybody mistypes
LONGEST = 15 * 60
LOCK_SECONDS = 60 * 60  # how long a lock of the key store lasts: nobody could lift it from inside


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries since the last right one, and when the last of them was (ISO, UTC)."""

    failures: int = 0
    last: str = ""

    def wait(self, now: str) -> int:
        """Seconds until the next try: none after two, then 2, 4, 8 … up to a quarter of an hour.

        A clock that was set back does not end the waiting, nor does one that reads nonsense.
        """
        if self.failures <= FREE:
            return 0
        delay = min(LONGEST, 1 << min(self.failures - FREE, 20))
        return max(0, min(delay, delay - self._passed(now)))

    def locked(self, most: int) -> bool:
        """Say whether so many wrong tries lock."""
        return self.failures >= most

    def lock_is_over(self, now: str) -> bool:
        """Say whether a lock that ends by itself has ended."""
        return self._passed(now) >= LOCK_SECONDS

    def _passed(self, now: str) -> int:
        try:
            passed = datetime.fromisoformat(now) - datetime.fromisoformat(self.last)
        except (ValueError, TypeError):
            return 0
        return max(0, int(passed.total_seconds()))
