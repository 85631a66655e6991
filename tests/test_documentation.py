"""What the documents show is true: commands, options, folders, and a README that a test has read."""

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from edgebench import catalogue
from edgebench.cli.main import app
from edgebench.harness import discover
from edgebench.model.reason import TEXT

ROOT = Path(__file__).parents[1]
PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "results/README.md", "docs/meters.md"]
COMMANDS = get_command(app).commands  # type: ignore[attr-defined]  # a group: typer types it as a command


def shown(page):
    """Every edgebench command line that a page shows, as words."""
    text = (ROOT / page).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = re.findall(r"(?:^|`|\s)(?:\.venv/bin/)?edgebench ([^`\n|]+)", text)
    return [shlex.split(line) for line in lines if line.split()[0] in COMMANDS or line.split()[0].islower()]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_that_is_shown_exists(page):
    for first, *words in shown(page):
        if first not in COMMANDS:
            continue
        options = {name for parameter in COMMANDS[first].params for name in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, (page, first, words)


@pytest.mark.parametrize("page", PAGES)
def test_no_command_is_shown_in_backticks_that_does_not_exist(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`edgebench ([a-z]+)", text)) | set(
        re.findall(r"^    edgebench ([a-z]+)", text, re.MULTILINE)
    )
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("page", [*PAGES, *(str(p.relative_to(ROOT)) for p in (ROOT / "docs").rglob("*.md"))])
def test_every_link_leads_somewhere(page):
    path = ROOT / page
    links = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize(
    "place", ["edgebench/**/*.py", "site/scripts/*.js", "site/layouts/**/*.html", "docs/*.md"]
)
def test_every_file_of_this_repository_that_code_and_documents_name_exists(place):
    named = re.compile(
        r"(?<![\w./-])(?:benchmarks|docs|edgebench|harnesses|site|tests)/[\w./-]+\.(?:html|js|json|md|py)\b"
    )
    names = {name for path in ROOT.glob(place) for name in named.findall(path.read_text("utf-8"))}
    assert [name for name in sorted(names) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_says_what_it_does_and_every_option_what_it_is_for(name):
    command = COMMANDS[name]
    assert command.help
    assert [p.name for p in command.params if p.param_type_name == "option" and not p.help] == []


def test_every_option_that_the_cure_of_a_missing_value_names_exists():
    known = {name for command in COMMANDS.values() for parameter in command.params for name in parameter.opts}
    named = {option for text in TEXT.values() for option in re.findall(r"--[a-z-]+", text.cure)}
    assert named
    assert named <= known


def test_every_workload_harness_and_suite_says_what_it_is():
    known = catalogue.load_catalogue()
    assert all(workload.summary and workload.title for workload in known.workloads.values())
    assert all(suite.summary for suite in known.suites.values())
    assert all(harness.title.endswith(".") for harness in discover.shipped().values())


def test_the_readme_makes_what_the_makefile_makes():
    makefile, readme = ((ROOT / name).read_text(encoding="utf-8") for name in ("Makefile", "README.md"))
    extras = re.search(r"RUN_EXTRAS := (.*)", makefile)
    assert extras
    assert f"'.[{','.join(extras[1].split())}]'" in readme
    for line in (
        "edgebench run --results out/results",
        "edgebench publish --results out/results --out out/site",
    ):
        assert line in makefile
        assert line in readme


def test_suite_quick_begins_with_what_needs_no_mirror():
    first_three = [workload.name for workload, _ in catalogue.load_catalogue().suite("quick")][:3]
    assert first_three == ["yolov3-tiny", "face-detection", "mobilenet-v2"]
