"""The shape of the package: imports go down, names say what a module holds, only the CLI prints or exits."""

from __future__ import annotations

import ast
import graphlib
import itertools
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WORKER = "edgebench/worker/"

# From the ground up, by the name after `edgebench.`: a module imports from its own layer and those before it.
LAYERS = (
    {"errors", "parallel", "paths", "plugin", "units"},
    {"model"},
    {
        "checks", "comparison", "curve", "difference", "energy", "energy_figures", "histogram", "json_guard",
        "leaderboard", "metrics", "missing", "pairing", "pairwise", "quality", "ranking", "result_reader",
        "review", "scrubber", "search", "signers", "statistics", "summary", "sustained", "tasks", "trust",
        "unranked", "verdicts",
    },
    {
        "additions", "catalogue", "data_frame", "export", "harness", "lab", "meters", "probes", "query",
        "recipes", "released", "sample_sets", "sessions", "signatures", "sources", "standing", "store",
        "table", "toml_reader", "withdrawals",
    },
    {"imports", "publish", "repository", "runner", "submission"},
    {"cli", "api", "__main__", ""},  # "": edgebench/__init__.py, which offers what api has
)  # fmt: skip
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}

SAYS_NOTHING = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
YOUNGER_THAN_PYTHON_3_8 = {"annotationlib", "compression", "graphlib", "tomllib", "zoneinfo"}

Sources = Mapping[str, str]  # path from the root, with slashes -> source text


@dataclass(frozen=True)
class Import:
    place: str  # file:line
    importer: str
    imported: str


def module_name(path: str) -> str:
    """edgebench/checks/__init__.py -> edgebench.checks"""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported_names(tree: ast.AST, path: str) -> Iterator[tuple[int, str]]:
    """Line and absolute dotted name of everything imported, also inside functions."""
    package = module_name(path).split(".")
    if not path.endswith("/__init__.py"):
        package = package[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{stem}.{alias.name}") for alias in node.names)


def imports_within(sources: Sources) -> list[Import]:
    """Imports from one module of edgebench to another. The worker is judged by `worker_faults`."""
    modules = {module_name(path) for path in sources}
    found = []
    for path, text in sources.items():
        for line, name in imported_names(ast.parse(text), path):
            if name.split(".")[0] != "edgebench" or path.startswith(WORKER):
                continue
            parent, _, last = name.rpartition(".")
            if parent == "edgebench" and last.startswith("__"):
                continue  # `from edgebench import __version__` reads a string set before any import
            target = name if name in modules or not parent else parent
            found.append(Import(f"{path}:{line}", module_name(path), target))
    return found


def layer(module: str) -> str:
    """edgebench.checks.throttling -> checks"""
    return module.removeprefix("edgebench").removeprefix(".").split(".")[0]


def homeless(sources: Sources) -> list[str]:
    return [
        f"{path}: '{layer(module_name(path))}' has no layer. Give it one in LAYERS of tests/test_imports.py"
        for path in sources
        if not path.startswith(WORKER) and layer(module_name(path)) not in LEVEL
    ]


def empty_places(sources: Sources) -> list[str]:
    modules = {layer(module_name(path)) for path in sources}
    return [
        f"'{name}' has a layer and no module. Take it out of LAYERS of tests/test_imports.py"
        for name in LEVEL
        if name not in modules
    ]


def upward_imports(sources: Sources) -> list[str]:
    found = []
    for item in imports_within(sources):
        low, high = layer(item.importer), layer(item.imported)
        if high == "worker":
            found.append(f"{item.place}: imports {item.imported}, which is started and never imported")
        elif {low, high} <= LEVEL.keys() and LEVEL[high] > LEVEL[low]:  # `homeless` names the others
            found.append(
                f"{item.place}: '{low}' (layer {LEVEL[low]}) imports {item.imported} (layer {LEVEL[high]}). "
                "Imports go down only"
            )
    return found


def cycle(sources: Sources) -> list[str]:
    """The imports that close one circle of modules, or nothing."""
    places = {(item.importer, item.imported): item.place for item in imports_within(sources)}
    graph: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter()
    for importer, imported in places:
        graph.add(importer, imported)
    try:
        graph.prepare()
    except graphlib.CycleError as error:
        ring = error.args[1]  # each imports the one before it
        return [f"{places[b, a]}: {b} imports {a}" for a, b in itertools.pairwise(ring)]
    return []


def worker_faults(sources: Sources) -> list[str]:
    """What would stop the worker from running alone on a board with Python 3.8, numpy and a runtime."""
    allowed = (sys.stdlib_module_names - YOUNGER_THAN_PYTHON_3_8) | {"numpy"}
    return [
        f"{path}:{line}: imports {name}; the worker has the standard library of Python 3.8 and numpy"
        for path, text in sources.items()
        for line, name in imported_names(ast.parse(text, feature_version=(3, 8)), path)
        if name.split(".")[0] not in allowed and not name.startswith("edgebench.worker.")
    ]


def of_worker(sources: Sources) -> dict[str, str]:
    return {path: text for path, text in sources.items() if path.startswith(WORKER)}


def empty_names(sources: Sources) -> list[str]:
    return [
        f"{path}: a module called '{part}' says nothing; name it after what it holds"
        for path in sources
        for part in module_name(path).split(".")
        if part in SAYS_NOTHING
    ]


def prints_and_exits(sources: Sources) -> list[str]:
    """Outside the CLI. The worker talks on its own channel and ends its own process."""
    found = []
    for path, text in sources.items():
        if path.startswith(("edgebench/cli/", WORKER)) or path == "edgebench/__main__.py":
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
            elif isinstance(node, ast.Raise) and node.exc:
                called = ast.unparse(node.exc)
            else:
                continue
            if called in {"print", "exit", "quit", "sys.exit", "os._exit", "SystemExit"}:
                found.append(
                    f"{path}:{node.lineno}: {called}. Only edgebench/cli prints or exits; raise an error"
                )
    return found


def expect_none(faults: list[str]) -> None:
    assert not faults, "\n".join(["", *faults])


@pytest.fixture(scope="module")
def package() -> Sources:
    files = sorted((ROOT / "edgebench").rglob("*.py"))
    return {
        file.relative_to(ROOT).as_posix(): file.read_text("utf-8")
        for file in files
        if file.relative_to(ROOT).parts[1] != "data"  # a wheel's copy of the shipped folders
    }


class TestThePackage:
    def test_every_module_has_a_layer(self, package: Sources) -> None:
        expect_none(homeless(package))

    def test_every_layer_is_of_modules_that_exist(self, package: Sources) -> None:
        expect_none(empty_places(package))

    def test_imports_go_down_only(self, package: Sources) -> None:
        expect_none(upward_imports(package))

    def test_no_modules_import_each_other_in_a_circle(self, package: Sources) -> None:
        expect_none(cycle(package))

    def test_the_worker_needs_only_python_3_8_and_numpy(self, package: Sources) -> None:
        expect_none(worker_faults(of_worker(package)))

    def test_every_name_says_something(self, package: Sources) -> None:
        expect_none(empty_names(package))

    def test_only_the_cli_prints_or_exits(self, package: Sources) -> None:
        expect_none(prints_and_exits(package))


class TestTheRules:
    def test_an_upward_import_is_named_with_its_line_and_both_layers(self) -> None:
        sources = {
            "edgebench/units.py": "import json\nfrom edgebench.model import result",
            "edgebench/model/result.py": "",
        }
        (message,) = upward_imports(sources)
        assert message == (
            "edgebench/units.py:2: 'units' (layer 0) imports edgebench.model.result (layer 1). "
            "Imports go down only"
        )

    @pytest.mark.parametrize(
        "line",
        [
            "import edgebench.runner",
            "from edgebench import runner",
            "from edgebench.runner import run",
            "from ..runner import run",
            "from .. import runner",
            "def late():\n    import edgebench.runner",
            "if TYPE_CHECKING:\n    from edgebench.runner import Plan",
            "from edgebench import run",
        ],
    )
    def test_no_way_of_writing_an_upward_import_escapes(self, line: str) -> None:
        sources = {"edgebench/checks/cap.py": line, "edgebench/runner.py": "", "edgebench/__init__.py": ""}
        assert len(upward_imports(sources)) == 1

    def test_imports_down_sideways_and_of_the_version_are_fine(self) -> None:
        text = "import json, edgebench.units\nfrom edgebench import metrics, __version__\nfrom . import cap"
        sources = {
            "edgebench/__init__.py": "",
            "edgebench/units.py": "",
            "edgebench/metrics.py": "",
            "edgebench/checks/__init__.py": "",
            "edgebench/checks/cap.py": "",
            "edgebench/checks/steady.py": text,
        }
        assert upward_imports(sources) == homeless(sources) == cycle(sources) == []

    def test_a_circle_is_found_even_when_half_of_it_hides_in_a_function(self) -> None:
        sources = {
            "edgebench/metrics.py": "from edgebench.checks.cap import check",
            "edgebench/checks/cap.py": "def late():\n    from edgebench.metrics import METRICS",
        }
        assert sorted(cycle(sources)) == [
            "edgebench/checks/cap.py:2: edgebench.checks.cap imports edgebench.metrics",
            "edgebench/metrics.py:1: edgebench.metrics imports edgebench.checks.cap",
        ]

    def test_a_new_package_is_told_to_take_a_layer(self) -> None:
        (message,) = homeless({"edgebench/telescopes/hubble.py": ""})
        assert message == (
            "edgebench/telescopes/hubble.py: 'telescopes' has no layer. "
            "Give it one in LAYERS of tests/test_imports.py"
        )

    def test_a_name_that_no_module_has_is_told_to_leave_its_layer(self) -> None:
        sources = {f"edgebench/{name}.py": "" for name in LEVEL if name not in {"", "units"}}
        assert empty_places({**sources, "edgebench/__init__.py": ""}) == [
            "'units' has a layer and no module. Take it out of LAYERS of tests/test_imports.py"
        ]

    def test_nothing_imports_the_worker(self) -> None:
        sources = {"edgebench/runner.py": "from edgebench.worker import main", WORKER + "loop.py": ""}
        assert upward_imports(sources) == [
            "edgebench/runner.py:1: imports edgebench.worker, which is started and never imported"
        ]

    @pytest.mark.parametrize(
        "line", ["import edgebench.units", "import psutil", "import tomllib", "from .. import units"]
    )
    def test_the_worker_may_not_import(self, line: str) -> None:
        assert len(worker_faults({WORKER + "loop.py": line})) == 1

    def test_the_worker_may_import_the_old_standard_library_and_numpy(self) -> None:
        lines = "import json, os\nimport numpy\nfrom importlib import util\nfrom . import tally"
        assert worker_faults({WORKER + "loop.py": lines}) == []

    def test_the_worker_may_not_use_syntax_younger_than_python_3_8(self) -> None:
        with pytest.raises(SyntaxError):
            worker_faults({WORKER + "loop.py": "match 1:\n    case 1: pass"})

    def test_a_module_called_utils_is_refused_at_any_depth(self) -> None:
        sources = {"edgebench/utils.py": "", "edgebench/cli/common/text.py": "", "edgebench/units.py": ""}
        assert len(empty_names(sources)) == 2

    @pytest.mark.parametrize(
        "line",
        [
            "print(1)",
            "sys.exit(1)",
            "exit()",
            "raise SystemExit",
            "raise SystemExit(2)",
            "def f():\n    print()",
        ],
    )
    def test_printing_and_exiting_are_for_the_cli(self, line: str) -> None:
        assert len(prints_and_exits({"edgebench/runner.py": line})) == 1
        assert prints_and_exits({"edgebench/cli/run.py": line, "edgebench/__main__.py": line}) == []
