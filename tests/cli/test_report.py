"""A cell as the end of a run prints it, and as `--json` tells it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from edgebench.cli import curve_report, terminal
from edgebench.cli.description import describe
from edgebench.cli.report import COLUMNS, RIGHT, WHAT, as_json, as_row, status
from edgebench.curve import curves
from edgebench.model.process import Stages
from edgebench.model.quality import Agreement
from edgebench.model.result import Result
from edgebench.runner.journal import Scored
from edgebench.runner.running import Outcome
from tests import build
from tests.build import metered, multi_stream, offline, paced, rapl, result, server, streams, sustained
from tests.runner.test_running import cell


def outcome(one: Result) -> Outcome:
    names = {"workload": one.workload.name, "variant": one.variant.name, "scenario": one.load.scenario}
    return Outcome(cell(**names), Path("there.json"), one, None)


def row(one: Result) -> list[str]:
    return as_row(outcome(one))


def document(one: Result) -> dict[str, Any]:
    return as_json(outcome(one))


@pytest.mark.parametrize(
    ("one", "scenario", "judged", "beside"),
    [
        (result(), "SingleStream, 1 thread", "p90 8.33 ms\n8.30–8.35", "8.01 ms\n124 /s"),
        (paced(), "SingleStream, 1 thread\nevery 20 ms", "p90 8.33 ms\n8.30–8.35", "8.01 ms\n50.0 /s"),
        (
            multi_stream(),
            "MultiStream, 1 thread\n8 samples a query",
            "p99 66.6 ms\n66.4–66.8",
            "64.1 ms\n124 /s",
        ),
        (offline(), "Offline, 1 thread\nbatch 4 × 2 streams", "498 /s\n496–499", "—\n498 /s"),
        (server(), "Server, 1 thread\np99 within 33 ms", "96.0 /s\none search", "8.01 ms\n96.0 /s"),
        (
            server(found=False),
            "Server, 1 thread\np99 within 1 ms",
            "bound < service time",
            "8.01 ms\n—",
        ),
        (streams(), "Streams, 1 thread\np99 within 33 ms", "4 streams\none search", "8.01 ms\n498 /s"),
        (streams(count=1), "Streams, 1 thread\np99 within 33 ms", "1 stream\none search", "8.01 ms\n124 /s"),
        (
            sustained(),
            "Sustained, 1 thread",
            "116 /s\nwithin 1\n1.08× the time at first",
            "8.01 ms\n116 /s",
        ),
    ],
)
def test_a_row_says_what_was_asked_what_it_is_judged_by_and_the_usual_figures(
    one: Result, scenario: str, judged: str, beside: str
) -> None:
    assert row(one)[1:4] == [scenario, judged, beside]


def test_what_was_asked_for_beside_the_usual_is_in_the_title():
    asked = {"provenance.repeat.accelerator": "GPU", "provenance.repeat.precision": "bf16"}
    assert ", 2 threads, GPU, bf16, " in describe(build.result(changes=asked)).title


def test_the_stages_of_a_pipeline_stand_below_its_latencies():
    stages = Stages(preprocess_ns=10_000_000, inference_ns=28_000_000, postprocess_ns=2_000_000)
    windows = [build.process([8.0] * 5, stages=stages, stages_reason=None)] * 5
    described = describe(build.result(processes=windows, changes={"load.scope": "pipeline"}))
    rows = [row for row in described.figures if row[0].endswith(("process", "inference"))]
    assert rows == [
        ["preprocess", "2.00 ms", "25.0 % of a query, in the mean"],
        ["inference", "5.60 ms", "70.0 % of a query, in the mean"],
        ["postprocess", "400 µs", "5.0 % of a query, in the mean"],
    ]
    assert ", single-stream, pipeline, standard" in described.title


def test_a_scope_other_than_usual_is_in_what_repeats_the_result():
    assert "--scope" not in describe(build.result()).repeat
    changed = build.result(changes={"provenance.repeat.scope": "pipeline"})
    assert "--scope pipeline" in describe(changed).repeat


def test_a_row_has_no_space_that_a_terminal_might_lack() -> None:
    for one in (offline(), server(), streams(), sustained(), paced()):
        assert not {"\u00a0", "\u2009"} & set("".join(row(one)))


def test_a_stateful_model_has_its_real_time_factor() -> None:
    assert row(result(changes={"load.chunk_ns": 32_000_000}))[3].endswith("\nRTF 0.251")


def test_a_cell_that_was_only_scored_has_no_figures() -> None:
    agreement = result().agreement
    assert isinstance(agreement, Agreement)
    scored = Scored(0, None, None, agreement, None)
    only = Outcome(cell(), None, None, scored)
    assert as_row(only)[1:] == ["SingleStream, 1 thread", "", "", "32 of 32 agree\naccuracy only"]
    assert {as_json(only)[name] for name in ("judged", "points", "last_minute_samples_per_second")} == {None}


@pytest.mark.parametrize("width", [120, 80])
def test_the_table_fits_the_terminal_and_no_name_is_broken(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "stdout", lambda: Console(width=width, highlight=False, markup=False))
    every = [result(), multi_stream(), offline(), server(), server(found=False), streams(), sustained()]
    terminal.table(COLUMNS, [row(one) for one in every], RIGHT, [WHAT])
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= width
    for told in ("mobilenet-v2", "ONNX Runtime 1", "p99 66.6 ms", "496–499", "one search", "4 streams"):
        assert told in shown


class TestJson:
    def test_what_was_asked_and_found_is_null_where_the_scenario_has_none(self) -> None:
        names = ("scope", "batch", "samples_per_query", "streams", "period_ns", "bound_ns")
        told = [tuple(document(one)[name] for name in names) for one in (result(), offline(), server())]
        assert told == [
            ("model", 1, 1, None, None, None),
            ("model", 4, 4, 2, None, None),
            ("model", 1, 1, 1, None, 33_000_000),
        ]

    def test_the_judged_figure_has_its_interval_or_the_reason(self) -> None:
        judged = document(offline())["judged"]
        assert (judged["metric"], judged["reason"]) == ("throughput_mhz", None)
        assert judged["low"] < judged["value"] < judged["high"]
        assert document(server(found=False))["judged"] == {
            "metric": "throughput_mhz",
            "value": None,
            "low": None,
            "high": None,
            "reason": "bound_below_service_time",
        }
        assert document(streams())["judged"]["reason"] == "one_search"

    def test_sustained_has_its_last_minute(self) -> None:
        told = document(sustained())
        assert told["last_minute_samples_per_second"] == pytest.approx(115.7)
        assert told["last_over_first_minute"] == pytest.approx(1250 / 1157, rel=1e-5)
        assert document(result())["last_over_first_minute"] is None

    def test_points_are_those_of_the_file(self) -> None:
        assert [point["rate_uhz"] for point in document(server())["points"]] == [
            *(None, 64_000_000, 128_000_000, 96_000_000, 112_000_000, 104_000_000, 100_000_000, 98_000_000),
            *(97_000_000, 96_000_000, 96_000_000),
        ]  # fmt: skip
        assert document(result())["points"] is None

    def test_a_latency_that_has_no_meaning_is_null(self) -> None:
        told = document(offline())
        assert [told[f"latency_p{number}_ns"] for number in (50, 90, 99)] == [None] * 3


def sweep() -> list[Result]:
    return [result(8.0 / count, {"sut.threads": count}) for count in (1, 2)]


class TestTheCurve:
    def test_it_is_a_row_a_step_under_its_columns(self) -> None:
        (curve,) = curves(sweep())
        assert curve_report.heading(curve) == (
            "mobilenet-v2, SingleStream, LiteRT 2.0.2, tflite-int8, AMD EPYC, 2026-11-21"
        )
        columns = ["threads", "p50", "samples/s", "speed-up", "95 % interval", "efficiency"]
        assert curve_report.columns(curve) == columns
        assert curve_report.rows(curve) == [
            ["1", "8.01 ms", "124 /s", "1", "", ""],
            ["2", "4.01 ms", "249 /s", "2.00×", "1.99–2.01", "100 %"],
        ]

    def test_in_json_it_has_every_digit(self) -> None:
        (told,) = curve_report.as_json(curves(sweep()))
        assert (told["workload"], told["variant"], told["harness"], told["over"]) == (
            "mobilenet-v2",
            "tflite-int8",
            "tflite",
            "threads",
        )
        first, second = told["steps"]
        assert (first["threads"], first["speed_up"], first["efficiency"]) == (1, None, None)
        assert second["speed_up"]["value"] == pytest.approx(2, rel=1e-3)
        assert second["efficiency"] == pytest.approx(1, rel=1e-3)


def test_answers_below_the_target_are_part_of_the_status() -> None:
    assert status(result(changes={"quality.met": "no"})).split(", ")[0] == "below-target"


class TestEnergy:
    """6 W at the wall of which 2 W idle, 8 ms a query."""

    def told(self, one: Result) -> list[str]:
        return row(one)[3].split("\n")[2:]

    def test_a_row_has_value_interval_and_boundary(self) -> None:
        assert self.told(metered()) == ["48.2 mJ", "48.0–48.4", "wall_ac"]

    def test_without_a_stated_accuracy_it_has_no_interval_and_an_untried_driver_says_so(self) -> None:
        one = metered(by=rapl(validated="emulated-only"))
        assert self.told(one) == ["48.2 mJ", "repeatability only", "soc_package", "meter emulated-only"]

    def test_a_meter_that_failed_says_why_and_one_that_nobody_asked_for_is_not_told(self) -> None:
        assert self.told(result(changes={"energy_reason": "meter_lost"})) == ["energy: meter lost"]
        assert self.told(result()) == []

    def test_the_document_has_joules_an_expanded_uncertainty_and_the_boundary(self) -> None:
        one = metered(others=[(rapl(), 0.5)])
        stored = one.energy
        assert stored is not None
        energy = document(one)["energy"]
        assert document(one)["energy_reason"] is None
        assert energy["j_per_sample"] == stored.gross_per_sample_nj / 1e9
        half = stored.coverage_factor_milli * (stored.gross_u_nj or 0) / 1e12
        assert energy["uncertainty_j"] == pytest.approx(half)
        assert (energy["boundary"], energy["watts"], energy["idle_watts"]) == ("wall_ac", 6.0, 2.0)
        assert energy["net_j_per_sample"] == pytest.approx(energy["j_per_sample"] * 2 / 3, rel=1e-6)
        assert energy["samples_per_j"] * energy["j_per_sample"] == pytest.approx(1)
        assert (energy["meter"], energy["validated"]) == ("yokogawa-wt310", "metal")
        (other,) = energy["other_meters"]
        assert (other["meter"], other["boundary"], other["ratio"]) == ("powercap-rapl", "soc_package", 0.5)

    def test_what_is_missing_in_it_has_its_reason(self) -> None:
        energy = document(metered(by=rapl(), idle_watts=None))["energy"]
        assert (energy["uncertainty_j"], energy["uncertainty_reason"]) == (None, "accuracy_unspecified")
        assert (energy["net_j_per_sample"], energy["net_reason"]) == (None, "meter_lost")
        assert (energy["j_per_right_answer"], energy["j_per_right_answer_reason"]) == (None, "no_data_set")
        assert energy["idle_watts"] is None

    def test_without_energy_there_is_the_reason_alone(self) -> None:
        assert (document(result())["energy"], document(result())["energy_reason"]) == (None, "no_meter")
        broken = document(metered(changes={"energy.primary": 1}))
        assert (broken["energy"], broken["energy_reason"]) == (None, "unknown")
