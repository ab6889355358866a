"""`make demo-reset`: the demo's data are removed; the next `make demo` starts over."""

import shutil
import sys

from .leftovers import Running
from .processes import ServiceError
from .run import HOME


def main() -> int:
    if not HOME.exists():
        print("There is nothing to reset: no demo has run in this folder yet.")
        return 0
    running = Running(HOME)
    try:
        running.take()
        shutil.rmtree(HOME)
        running.release()
    except ServiceError as error:
        print(error)
        return 1
    except OSError as error:
        print(f"The demo's data in {HOME} can't be removed: {error.strerror}.")
        return 1
    print("The demo's data are gone; the next `make demo` starts over.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
