"""`python -m sampler` and the `sampler` command."""

import sys

from sampler.cli.main import hush, run


def main() -> None:
    """Run the command line and leave with its exit code."""
    hush()
    sys.exit(run())


if __name__ == "__main__":
    main()
