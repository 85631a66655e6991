"""`edgebench compare` as a user has it: text, markdown, JSON, and exit codes that tell what happened."""

import json

import pytest

from edgebench import store
from tests.build import metered, process, rapl, result

NOISE = (1.0, 1.005, 0.995, 1.002, 0.998)
DEVICE = "vm-amd-epyc-2"


@pytest.fixture
def save(tmp_path):
    """A cell of the folder of results: its typical latency, a version, a session."""

    def saved(ms, version="1.30.0", session=1, folder="results", **changes):
        fields = {"sut.runtime.version": version, "session.id": f"{session:016x}"}
        fields |= {name.replace("__", "."): value for name, value in changes.items()}
        windows = [process([ms * factor], 2001) for factor in NOISE]
        return str(store.save(result(ms, fields, processes=windows), tmp_path / folder))

    return saved


def test_a_slowdown_in_one_session_is_significant_and_exit_0_without_a_gate(run, save):
    finished = run("compare", save(8.0), save(8.4, "1.31.0"))
    assert finished.returncode == 0, finished.stderr
    assert "sut.runtime.version 1.30.0 → 1.31.0" in finished.stdout
    assert "1.050 (1.044 to 1.056): significant, worse" in finished.stdout
    assert "B significantly worse in 3, better in 0" in finished.stdout


def test_it_is_exit_5_for_a_gate_and_the_table_is_there(run, save):
    finished = run("compare", save(8.0), save(8.4, "1.31.0"), "--fail-on-regression")
    assert finished.returncode == 5
    assert "significant, worse" in finished.stdout
    assert finished.stderr == "significant regressions: 3\n"


@pytest.mark.parametrize("ms", [8.0, 8.08, 7.6])
def test_a_gate_lets_pass_what_is_equal_or_1_percent_slower_or_faster(run, save, ms):
    assert run("compare", save(8.0), save(ms, "1.31.0"), "--fail-on-regression").returncode == 0


def test_one_session_each_is_not_testable_and_no_gate_lets_it_pass(run, save):
    sides = save(8.0), save(9.0, "1.31.0", session=2)
    finished = run("compare", *sides)
    assert finished.returncode == 0
    assert "1.125: not testable, one session each" in finished.stdout
    gated = run("compare", *sides, "--fail-on-regression")
    assert gated.returncode == 3
    assert "nothing could be tested" in gated.stderr


def test_three_sessions_a_side_are_testable(run, save):
    for session, ms in enumerate((8.0, 8.02, 7.98)):
        save(ms, session=session, folder="old")
        save(ms * 1.1, "1.31.0", session=session + 10, folder="new")
    finished = run("compare", "old", "new", "--json")
    (pair,) = json.loads(finished.stdout)["pairs"]
    p50 = pair["metrics"][0]
    assert (p50["verdict"], p50["unit"], p50["sessions"], p50["processes"]) == (
        "significant", "session", [3, 3], [15, 15],
    )  # fmt: skip
    assert p50["ratio"] == pytest.approx(1.1, rel=1e-3)


def test_two_versions_of_one_folder_are_named_by_their_version(run, save):
    save(8.0)
    save(8.4, "1.31.0")
    for sides in (("results@1.30", "results@1.31"), (f"{DEVICE}/mobilenet-v2@1.30", f"{DEVICE}@1.31")):
        assert run("compare", *sides, "--fail-on-regression").returncode == 5


def test_json_is_one_document_with_the_files_and_what_differs(run, save):
    a, b = save(8.0), save(8.4, "1.31.0")
    flag, form = run("compare", a, b, "--json"), run("compare", a, b, "--format", "json")
    assert flag.stdout == form.stdout
    document = json.loads(flag.stdout)
    assert (document["tests"], document["regressions"], document["left_out"]) == (3, 3, [])
    (pair,) = document["pairs"]
    assert (pair["a"], pair["b"]) == ([a], [b])
    assert pair["differs"] == {"sut.runtime.version": ["1.30.0", "1.31.0"]}
    assert [one["metric"] for one in pair["metrics"]] == [
        "latency_p50_ns",
        "latency_p90_ns",
        "throughput_mhz",
    ]
    assert {one["better"] for one in pair["metrics"]} == {"a"}
    assert all(one["low"] < one["ratio"] < one["high"] for one in pair["metrics"])
    assert all(1.02 < one["smallest_detectable_ratio"] < 1.03 for one in pair["metrics"])


def test_markdown_is_for_a_pull_request(run, save):
    finished = run(
        "compare", save(8.0), save(8.4, "1.31.0"), "--format", "markdown", "--metric", "throughput"
    )
    table = [line for line in finished.stdout.splitlines() if line.startswith("|")]
    assert len(table) == 3
    assert table[2].startswith("| Throughput | 125 /s | 119 /s | 0.952 (")


def test_what_is_not_comparable_is_exit_2_and_names_the_field_with_both_values(run, save):
    finished = run("compare", save(8.0), save(8.0, "1.31.0", sut__threads=1))
    assert finished.returncode == 2
    assert finished.stdout == ""
    assert finished.stderr == (
        "edgebench: A and B cannot be compared: they differ in sut.runtime.version (1.30.0, 1.31.0), "
        "sut.threads (2, 1)\n  If all of this may differ: --vary sut.runtime.version --vary sut.threads\n"
    )


def test_what_may_differ_can_be_said(run, save):
    finished = run("compare", save(8.0), save(12.0, sut__threads=1), "--vary", "sut.threads")
    assert finished.returncode == 0
    assert "sut.threads 2 → 1" in finished.stdout


def test_a_cell_without_its_like_is_told(run, save):
    save(8.0)
    save(8.0, "1.31.0")
    save(15.0, sut__threads=1)
    finished = run("compare", "results@1.30", "results@1.31")
    assert finished.returncode == 0
    assert "left out: A: mobilenet-v2 tflite-int8, tflite, 1 thread" in finished.stdout


def test_calls_timed_in_groups_have_no_percentile_to_compare_and_say_so(run, tmp_path):
    paths = []
    for version in ("1.30.0", "1.31.0"):
        windows = [process([0.004] * 10, 310_000, calls_per_clock=10)] * 5
        made = result(8.0, {"sut.runtime.version": version}, processes=windows)
        paths.append(str(store.save(made, tmp_path)))
    finished = run("compare", *paths)
    assert finished.returncode == 0
    assert "left out: too fast to time singly (A and B)" in finished.stdout
    nothing = run("compare", *paths, "--metric", "latency_p50")
    assert nothing.returncode == 3
    assert "nothing could be compared" in nothing.stderr


def test_a_side_without_results_is_exit_3(run, save, tmp_path):
    (tmp_path / "empty").mkdir()
    finished = run("compare", save(8.0), "empty")
    assert finished.returncode == 3
    assert "B has nothing to compare" in finished.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.json", "."], "nowhere.json: there is no such file"),
        (
            [".", ".", "--vary", "runtime.versoin"],
            "unknown field 'runtime.versoin': did you mean runtime.version?",
        ),
        ([".", ".", "--metric", "latency_p95"], "unknown metric 'latency_p95': did you mean latency_p9"),
        ([".", ".", "--format", "yaml"], "yaml"),
        (["."], "Missing argument"),
    ],
)
def test_wrong_input_is_one_line_and_exit_2(run, arguments, words):
    finished = run("compare", *arguments)
    assert finished.returncode == 2
    assert finished.stdout == ""
    assert words in finished.stderr.splitlines()[0]


def test_energies_are_compared_by_process_and_refused_across_boundaries(run, tmp_path):
    sides = [
        str(store.save(metered(ms, {"sut.runtime.version": version}, by=by), tmp_path))
        for ms, version, by in ((8.0, "1.30.0", None), (8.4, "1.31.0", None), (8.0, "1.32.0", rapl()))
    ]
    finished = run("compare", *sides[:2], "--metric", "energy")
    assert finished.returncode == 0, finished.stderr
    assert "Energy a sample" in finished.stdout
    assert "48.2 mJ" in finished.stdout
    assert "significant, worse" in finished.stdout
    refused = run("compare", sides[0], sides[2], "--metric", "energy")
    assert refused.returncode == 2
    assert "energy.boundary (wall_ac, soc_package)" in refused.stderr
    beside = run("compare", sides[0], sides[2], "--metric", "energy", "--metric", "throughput", "--json")
    energy = json.loads(beside.stdout)["pairs"][0]["metrics"][0]
    assert (energy["metric"], energy["left_out"]) == ("energy_nj", "not_comparable")
