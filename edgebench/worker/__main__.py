"""Start the worker: its own folder leaves the path, and its modules come under a private name.

Beside a runtime's, names like `timing` or `samples` would be in the way, and edgebench/statistics.py
would shadow the standard library's.
"""

import importlib
import importlib.machinery
import os
import sys
import types

PACKAGE = "_edgebench_worker"


def start():
    """Answer requests on stdin until told to exit."""
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != folder]
    package = types.ModuleType(PACKAGE)
    package.__path__ = [folder]
    sys.modules[PACKAGE] = package
    importlib.import_module(PACKAGE + ".conversation").main()


if __name__ == "__main__":
    start()
