"""`python -m edgebench`, and the command: Ctrl-C ends it in one line from its first moment on."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Load the command line, which takes its time, and run it."""
    try:
        from edgebench.cli.main import main as run
    except KeyboardInterrupt:
        sys.stderr.write("edgebench: interrupted: nothing was begun\n")
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
