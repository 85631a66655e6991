"""The rules of the repository, each on one branch that keeps it and on some that break it."""

from __future__ import annotations

import pytest
from msgspec import structs

from edgebench import checks
from edgebench.checks.changed import Change, ProfileFile, Proposal, Withdrawals
from edgebench.checks.repository import withdrawals_appended
from edgebench.energy.trace_file import TraceFile
from edgebench.model.energy import RawTrace
from tests import build

FOLDER = "results/vm-amd-epyc-2/mobilenet-v2"
RESULT = f"{FOLDER}/tflite-tflite-int8-single-stream-0123456789abcdef.json"
TRACE_ID = "fedcba9876543210" + "0" * 48
TRACE = f"{FOLDER}/power-{TRACE_ID[:16]}.csv.gz"
PROFILE = "edgebench/devices/vm-amd-epyc-2.toml"
WITHDRAWN = "results/withdrawn.toml"
RULES = checks.repository_rules()


def added(path: str = RESULT, mode: str = "100644", size: int = 50_000) -> Change:
    return Change(path=path, status="added", mode=mode, bytes=size, blob="b1")


def gone(path: str = RESULT) -> Change:
    return Change(path=path, status="removed", mode="")


def edited(path: str = RESULT, mode: str = "100644") -> Change:
    return Change(path=path, status="changed", mode=mode, bytes=50_000, blob="b1")


def traced(**raw):
    named = structs.replace(RawTrace(sha256=TRACE_ID, bytes=900, samples=9), **raw)
    return build.metered(by=build.meter(raw=named))


SOUND = Proposal(
    changes=(added(), added(TRACE), added(PROFILE, size=900), edited(WITHDRAWN)),
    base={"results/README.md": "b2", WITHDRAWN: "b3"},
    results={RESULT: traced()},
    traces={TRACE: TraceFile(sha256=TRACE_ID, bytes=900, head='# {"driver":"x"}')},
    profiles={PROFILE: ProfileFile('slug = "vm-amd-epyc-2"')},
    withdrawals=Withdrawals(b"a\n", b"a\nb\n"),
)


def with_changes(*changes: Change, **more) -> Proposal:
    return structs.replace(SOUND, changes=(*SOUND.changes, *changes), **more)


def a_path(path: str) -> Proposal:
    return with_changes(added(path))


def many(count: int, size: int = 50) -> Proposal:
    return Proposal(
        tuple(added(f"{FOLDER}/tflite-x-server-{place:016x}.json", size=size) for place in range(count))
    )


BROKEN = {
    "only-results": [
        with_changes(edited("edgebench/checks/submission/path.py")),
        with_changes(added(".github/workflows/x.yml")),
        with_changes(edited("results/README.md")),
        with_changes(edited("edgebench/devices/pi5.toml")),
        with_changes(added("edgebench/devices/pi6.toml")),
        with_changes(gone("edgebench/devices/pi5.toml")),
    ],
    "only-added": [
        with_changes(edited(f"{FOLDER}/tflite-x-server-0123456789abcde0.json")),
        with_changes(gone(f"{FOLDER}/tflite-x-server-0123456789abcde0.json")),
        with_changes(gone(f"{FOLDER}/power-0123456789abcde0.csv.gz")),
        Proposal((gone(WITHDRAWN),)),
        structs.replace(SOUND, base={RESULT: "another"}),
    ],
    "file-mode": [
        Proposal((added(mode="120000"),)),
        Proposal((added(mode="160000"),)),
        Proposal((added(mode="100755"),)),
        with_changes(added(PROFILE, mode="120000")),
        Proposal((edited(WITHDRAWN, mode="120000"),)),
        Proposal((added("results", mode="120000"),)),
    ],
    "path-characters": [
        a_path(f"{FOLDER}/Tflite-x-0123456789abcdef.json"),
        a_path(f"{FOLDER}/a b-0123456789abcdef.json"),
        a_path(f"{FOLDER}/a\nb-0123456789abcdef.json"),
        a_path(f"{FOLDER}/\u202ea-0123456789abcdef.json"),
        a_path(f"{FOLDER}/\udcff-0123456789abcdef.json"),
        a_path(f"{FOLDER}/.hidden-0123456789abcdef.json"),
        a_path("results/../edgebench/x.json"),
        a_path("results/pi5/-rf/x-0123456789abcdef.json"),
        a_path("Results/pi5/x/x-0123456789abcdef.json"),
    ],
    "history-clean": [structs.replace(SOUND, passing=("results/notes.txt",))],
    "path-length": [
        a_path(f"{FOLDER}/{'a' * 200}-0123456789abcdef.json"),
        a_path(f"results/{'a' * 64}/{'b' * 64}/{'c' * 100}-0123456789abcdef.json"),
    ],
    "path-place": [
        a_path("results/x-0123456789abcdef.json"),
        a_path(f"{FOLDER}/deeper/x-0123456789abcdef.json"),
        a_path(f"{FOLDER}/x.json"),
        a_path(f"{FOLDER}/readme.txt"),
        a_path("results"),
        a_path("results/signatures/mobilenet-v2/tflite-x-0123456789abcdef.json"),
        a_path("results/signatures/x/power-0123456789abcdef.csv.gz"),
    ],
    "names-collide": [
        structs.replace(SOUND, base={RESULT.replace("tflite-tflite", "TFLite-tflite"): "b2"}),
        structs.replace(SOUND, base={"results/VM-amd-epyc-2/other/x.json": "b2"}),
        a_path(RESULT.upper()),
    ],
    "file-count": [many(201)],
    "file-size": [
        Proposal((added(size=256 * 1024 + 1),)),
        Proposal((added(TRACE, size=5 * 1024 * 1024 + 1),)),
        with_changes(added(PROFILE, size=16 * 1024 + 1)),
    ],
    "total-size": [many(21, 256 * 1024)],
    "trace-named": [
        structs.replace(SOUND, results={}),
        structs.replace(SOUND, results={RESULT: traced(bytes=901)}),
        structs.replace(SOUND, results={RESULT: traced(sha256="0" * 64)}),
        structs.replace(SOUND, results={RESULT: build.metered()}),
        structs.replace(SOUND, results={RESULT.replace("mobilenet-v2", "yolov3-tiny"): traced()}),
        structs.replace(SOUND, traces={TRACE: TraceFile(sha256="0" * 64, bytes=900)}),
    ],
    "trace-there": [
        Proposal((added(),), results={RESULT: traced()}),
        structs.replace(SOUND, changes=(added(), added(TRACE.replace("mobilenet-v2", "yolov3-tiny")))),
    ],
    "trace-readable": [
        structs.replace(SOUND, traces={TRACE: TraceFile(sha256=TRACE_ID, bytes=900, fault="It is cut short")})
    ],
    "profile-readable": [structs.replace(SOUND, profiles={PROFILE: ProfileFile("slug = 1", "Expected str")})],
    "withdrawals-appended": [
        structs.replace(SOUND, withdrawals=Withdrawals(b"a\n", b"b\na\n")),
        structs.replace(SOUND, withdrawals=Withdrawals(b"a\nb\n", b"a\n")),
    ],
    "private-text": [
        structs.replace(SOUND, profiles={PROFILE: ProfileFile("# /home/jane/notes")}),
        structs.replace(SOUND, traces={TRACE: TraceFile(TRACE_ID, 900, '# {"model":"plug at 10.0.0.7"}')}),
        structs.replace(SOUND, withdrawals=Withdrawals(b"a\n", b"a\nreason = 'ask jane@example.org'\n")),
    ],
    "supersedes-known": [
        structs.replace(SOUND, results={RESULT: build.edited(traced(), {"provenance.supersedes": "0" * 64})})
    ],
}  # fmt: skip


def test_every_rule_has_branches_that_break_it() -> None:
    assert BROKEN.keys() == RULES.keys()


def test_readings_that_the_base_has_are_there() -> None:
    here = Proposal((added(),), base={TRACE: "b4"}, results={RESULT: traced()})
    assert RULES["trace-there"].check(here) == []


def test_a_sound_branch_breaks_none() -> None:
    assert checks.problems_of_branch(SOUND) == []
    assert checks.problems_of_branch(many(200)) == []
    assert checks.problems_of_branch(many(20, 256 * 1024)) == []


@pytest.mark.parametrize(("rule", "proposal"), [(rule, one) for rule, ones in BROKEN.items() for one in ones])
def test_a_broken_branch_is_refused_with_what_where_and_what_to_do(rule: str, proposal: Proposal) -> None:
    problems = RULES[rule].check(proposal)
    assert problems
    assert all(one.rule == rule and one.what.endswith(".") and one.todo and one.where for one in problems)
    assert all(one.where.isascii() and one.where.isprintable() for one in problems)


def test_a_branch_that_leaves_results_alone_is_none_of_their_business() -> None:
    code = (
        edited("README.md"),
        added("edgebench/x y.py", "100755"),
        edited("results/README.md"),
        added(PROFILE),
    )
    assert checks.problems_of_branch(Proposal(code)) == []


def test_the_same_file_that_the_base_has_meanwhile_is_no_conflict() -> None:
    assert checks.problems_of_branch(structs.replace(SOUND, base={RESULT: "b1"})) == []


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (".x", "'.x' is hidden."),
        ("-x", "'-x' begins with a hyphen, as options do."),
        ("a b", "'a b' holds a space."),
        ("a\nb", r"'a\nb' holds a line break."),
        ("a\u202eb", r"'a\u202eb' holds U+202E RIGHT-TO-LEFT OVERRIDE."),
        ("A", "'A' holds 'A'."),
        ("a\udcff", r"'a\udcff' holds a byte that is no UTF-8."),
    ],
)
def test_the_character_that_is_wrong_is_named(path: str, says: str) -> None:
    (problem,) = RULES["path-characters"].check(Proposal((added(f"results/{path}"),)))
    assert problem.what == says


def test_a_rename_is_named_on_both_its_ends() -> None:
    other = RESULT.replace("0123456789abcdef", "fedcba9876543210")
    problems = checks.problems_of_branch(Proposal((gone(), added(other))))
    assert [(one.rule, one.where) for one in problems] == [("only-added", RESULT)]


@pytest.mark.parametrize(
    ("before", "after", "adds"),
    [
        (b"", b"[[withdrawn]]\n", True),
        (b"a\n", b"a\nb\n", True),
        (b"a\n", b"a\n", True),
        (b"a", b"a\nb\n", True),
        (b"a", b"ab\n", False),
        (b"a\n", b"b\n", False),
        (b"a\nb\n", b"a\n", False),
        (b"a\n", b"", False),
    ],
)
def test_only_what_is_added_at_the_end_is_new(before: bytes, after: bytes, *, adds: bool) -> None:
    assert withdrawals_appended.only_adds(before, after) is adds
