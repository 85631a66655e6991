"""Results as a table: one row a cell or a process, exact values, and a reason beside what is missing."""

from __future__ import annotations

import sys

import pytest
from msgspec import structs

from edgebench import data_frame, histogram, parallel, store, table
from edgebench.errors import EdgebenchError, ResultError
from tests.build import metered, mobilenet_v2, process, rapl, result

pandas = pytest.importorskip("pandas", reason="pandas is not installed")

SLOW, QUICK = process([8.0] * 10, 100), process([6.0] * 10, 100)


@pytest.fixture
def saved(tmp_path):
    """A result's file, with these windows and fields."""

    def save(windows, **changes):
        fields = {name.replace("__", "."): value for name, value in changes.items()}
        return store.save(result(8.0, fields, processes=windows), tmp_path)

    return save


def test_a_row_is_a_cell_with_its_figures_and_their_intervals(saved):
    path = saved([SLOW, QUICK])
    frame = data_frame.load(path)
    summary = store.read(path).summary
    assert len(frame) == 1
    row = frame.iloc[0]
    assert (row["processes"], row["queries"], row["samples"]) == (2, 2000, 2000)
    assert (row["latency_p50_low_ns"], row["latency_p50_ns"], row["latency_p50_high_ns"]) == (
        summary.latency_p50_ns.low, summary.latency_p50_ns.value, summary.latency_p50_ns.high,
    )  # fmt: skip
    throughput = summary.throughput_mhz.value
    assert throughput is not None
    assert row["throughput_samples_per_second"] == throughput / 1000
    assert (row["load_ns"], row["first_query_ns"], row["peak_memory_bytes"]) == (
        42_000_000,
        11_000_000,
        83_886_080,
    )
    assert (row["latency_p50_ns_reason"], row["latency_p50_interval_reason"]) == (pandas.NA, pandas.NA)


def test_an_interval_that_is_missing_has_its_reason(saved):
    row = data_frame.load(saved([SLOW])).iloc[0]
    assert row["latency_p50_ns"] > 0
    assert row["latency_p50_low_ns"] is row["latency_p50_high_ns"] is pandas.NA
    assert row["latency_p50_interval_reason"] == "one_process"
    assert (row["streams_reason"], row["streams_interval_reason"]) == ("not_applicable", "not_applicable")


def test_the_energy_of_a_cell_has_its_interval_its_power_and_what_idling_takes(tmp_path):
    one = metered(changes={"energy.windows.1.flags": ["short"], "energy.windows.2.flags": ["gap", "short"]})
    energy = one.energy
    assert energy is not None
    row = data_frame.load(store.save(one, tmp_path)).iloc[0]
    half = energy.coverage_factor_milli * (energy.gross_u_nj or 0) / 1000
    assert row["energy_j_per_sample"] == energy.gross_per_sample_nj / 1e9
    assert row["energy_low_j_per_sample"] == round(energy.gross_per_sample_nj - half) / 1e9
    assert row["energy_uncertainty_j"] == half / 1e9
    assert (row["mean_watts"], row["idle_watts"], row["energy_flags"]) == (
        pytest.approx(6.0),
        2.0,
        "gap, short",
    )


def test_without_a_meter_a_cell_says_so(saved):
    row = data_frame.load(saved([SLOW])).iloc[0]
    assert row["energy_j_per_sample"] is row["mean_watts"] is pandas.NA
    assert (row["energy_j_per_sample_reason"], row["energy_interval_reason"]) == ("no_meter", "no_meter")


def test_what_was_withdrawn_is_left_out_unless_it_is_asked_for(saved, tmp_path):
    kept, withdrawn = saved([SLOW]), saved([QUICK])
    entry = f'[[withdrawn]]\nid = "{store.result_id(withdrawn.read_bytes())}"\ndate = 2026-11-21\n'
    (tmp_path / "withdrawn.toml").write_text(f'{entry}reason = "The fan was unplugged."\nby = "ada"\n')
    assert data_frame.load(tmp_path)["path"].tolist() == [str(kept)]
    assert len(data_frame.load(tmp_path, withdrawn=True)) == 2


def test_every_row_says_its_licence_and_where_it_belongs(saved, tmp_path):
    path = saved([SLOW])
    row = data_frame.load(path).iloc[0]
    assert (row["licence"], row["place"]) == ("CC0-1.0", str(path.relative_to(tmp_path)))


def test_other_rows_than_there_are_are_refused(saved):
    with pytest.raises(EdgebenchError, match="rows 'queries'"):
        data_frame.load(saved([SLOW]), "queries")  # type: ignore[arg-type]


def test_every_value_that_can_be_missing_has_a_reason_column_beside_it():
    for columns in table.COLUMNS.values():
        reasons = {name.removesuffix("_reason") for name in columns if name.endswith("_reason")}
        assert {"latency_p50_ns", "throughput_samples_per_second", "energy_j_per_sample"} <= reasons
        assert {one for one in reasons if not one.endswith("_interval")} - {"accuracy"} <= columns.keys()


def test_a_row_is_a_process_with_its_own_figures(saved):
    path = saved([SLOW, QUICK])
    frame = data_frame.load(path, "processes")
    assert frame["process"].tolist() == [0, 1]
    assert frame["latency_p50_ns"].tolist() == [
        histogram.percentile(one.latency, 500_000) for one in (SLOW, QUICK)
    ]
    assert frame["throughput_samples_per_second"].tolist() == pytest.approx([124.984, 166.639], abs=1e-3)
    assert frame["queries"].tolist() == [1000, 1000]
    assert (frame["load_ns"] == 42_000_000).all()
    assert (frame["first_query_ns"] == 11_000_000).all()
    assert (frame["peak_memory_bytes"] == 83_886_080).all()


def test_every_row_says_what_was_measured_on_what_and_where_it_stands(saved):
    path = saved([SLOW, QUICK])
    row = data_frame.load(path, "processes").iloc[1]
    assert row["kind":"runtime_version"].to_dict() == {
        "kind": "measured",
        "device": "vm-amd-epyc-2",
        "device_class": "vm",
        "device_unit": "5eed0001",
        "workload": "mobilenet-v2",
        "workload_revision": mobilenet_v2().revision,
        "division": "closed",
        "variant": "tflite-int8",
        "weights": "pretrained",
        "harness": "tflite",
        "runtime": "LiteRT",
        "runtime_version": "2.0.2",
    }
    assert (row["scenario"], row["tier"], row["threads"], row["pinned"], row["batch"]) == (
        "single-stream", "standard", 2, False, 1,
    )  # fmt: skip
    assert row["result_id"] == store.result_id(path.read_bytes())
    assert row["path"] == str(path)


def test_a_percentile_that_is_missing_is_na_with_the_reason_beside_it(saved):
    frame = data_frame.load(saved([process([8.0] * 10, 60)]), "processes")
    assert frame["latency_p99_ns"].isna().all()
    assert frame["latency_p99_ns_reason"].tolist() == ["too_few_queries"]
    assert frame["latency_p90_ns_reason"].isna().all()


def test_calls_timed_in_groups_have_throughput_and_no_percentile(saved):
    frame = data_frame.load(saved([process([0.004] * 10, 310_000, calls_per_clock=10)]), "processes")
    assert frame["latency_p50_ns"].isna().all()
    assert frame["latency_p50_ns_reason"].tolist() == ["batched"]
    assert frame["throughput_samples_per_second"].notna().all()


def test_accuracy_is_a_share_with_its_interval_or_na_with_its_reason(saved):
    scored = {
        "metric": "top1", "data_set": {"name": "imagenet", "sha256": "0" * 64, "samples": 200},
        "evidence": "subset", "value_ppm": 890_000, "low_ppm": 839_000, "low_ppm_reason": None,
        "high_ppm": None, "high_ppm_reason": "too_few_samples", "details": {},
    }  # fmt: skip
    row = data_frame.load(saved([SLOW], accuracy=scored, accuracy_reason=None)).iloc[0]
    assert (row["accuracy_metric"], row["accuracy_value"], row["accuracy_low"]) == ("top1", 0.89, 0.839)
    assert row["accuracy_high"] is pandas.NA
    assert row["accuracy_high_reason"] == "too_few_samples"
    assert (row["accuracy_samples"], row["accuracy_data_set"]) == (200, "imagenet")
    without = data_frame.load(saved([SLOW])).iloc[0]
    assert without["accuracy_value"] is pandas.NA
    assert without["accuracy_reason"] == "no_data_set"


def test_findings_are_rules_with_a_comma(saved):
    (found,) = set(data_frame.load(saved([SLOW, structs.replace(QUICK, swapped_bytes=4096)]))["findings"])
    assert {"noisy-between-processes", "swapped", "virtual-machine"} <= set(found.split(", "))


def test_a_folder_is_all_results_below_it_in_the_order_of_their_paths(saved, tmp_path):
    saved([SLOW, QUICK])
    saved([SLOW], device__slug="pi5")
    frame = data_frame.load(tmp_path, "processes")
    assert frame["device"].tolist() == ["pi5", "vm-amd-epyc-2", "vm-amd-epyc-2"]
    assert frame["path"].is_monotonic_increasing


@pytest.mark.parametrize("rows", ["cells", "processes"])
def test_columns_and_their_types_do_not_depend_on_what_was_found(saved, tmp_path, rows):
    (tmp_path / "empty").mkdir()
    empty, full = data_frame.load(tmp_path / "empty", rows), data_frame.load(saved([SLOW]), rows)
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns) == list(table.columns(rows))
    assert empty.dtypes.equals(full.dtypes)


def test_numbers_can_be_computed_with(saved):
    frame = data_frame.load(saved([SLOW, QUICK]), "processes")
    by_device = frame.groupby(["device", "workload"])["latency_p50_ns"].mean()
    assert by_device["vm-amd-epyc-2", "mobilenet-v2"] == pytest.approx(7e6, rel=1e-3)


def test_a_file_that_cannot_be_read_is_named(saved, tmp_path):
    saved([SLOW])
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    with pytest.raises(ResultError, match=r"broken\.json: it is not whole JSON"):
        data_frame.load(tmp_path)


def test_only_a_table_of_processes_asks_how_a_histogram_is_written(saved, tmp_path):
    good = store.read(saved([SLOW]))
    gaps = structs.replace(SLOW.latency, counts=[1, -1, -1, 8])
    odd = structs.replace(good, processes=[structs.replace(SLOW, latency=gaps)])
    (tmp_path / "odd.json").write_bytes(store.encode(odd))
    assert len(data_frame.load(tmp_path)) == 2
    with pytest.raises(ResultError, match="two runs of empty buckets follow each other"):
        data_frame.load(tmp_path, "processes")


def test_without_pandas_the_extra_is_named(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(EdgebenchError, match="pandas, which is not installed") as refused:
        data_frame.load(tmp_path)
    assert refused.value.hint == "Add it with: pip install 'edgebench[site]'"


def test_energy_is_the_process_s_own_and_its_uncertainty_its_result_s(tmp_path):
    one = metered(by=rapl(), idle_watts=None, changes={"energy.windows.1.flags": ["short"]})
    assert one.energy is not None
    frame = data_frame.load(store.save(one, tmp_path), "processes")
    due = [1e-6 * window.gross_uj / window.queries for window in one.energy.windows]
    assert frame["energy_j_per_sample"].tolist() == pytest.approx(due)
    assert frame["mean_watts"].tolist() == pytest.approx([6.0] * 5)
    assert frame["energy_flags"].tolist() == ["", "short", "", "", ""]
    row = frame.iloc[0]
    assert row[["energy_boundary", "energy_boundary_includes", "meter", "meter_validated"]].tolist() == [
        "soc_package", "soc", "powercap-rapl", "metal",
    ]  # fmt: skip
    assert frame["energy_uncertainty_j"].isna().all()
    assert row["energy_uncertainty_j_reason"] == "accuracy_unspecified"
    assert row["net_energy_j_per_sample_reason"] == "meter_lost"
    assert row["energy_repeatability_j"] == one.energy.repeatability_nj / 1e9


def test_without_a_meter_energy_is_na_with_its_reason(saved):
    frame = data_frame.load(saved([SLOW]))
    assert frame[["energy_j_per_sample", "energy_boundary", "mean_watts"]].isna().all(axis=None)
    assert frame["energy_j_per_sample_reason"].tolist() == ["no_meter"]


def test_a_table_has_one_row_a_cell_and_the_other_one_row_a_process(saved, tmp_path):
    saved([SLOW, QUICK])
    saved([SLOW, QUICK, SLOW], device__slug="pi5")
    assert len(data_frame.load(tmp_path)) == 2
    by_cell = data_frame.load(tmp_path, "processes").groupby("device")["process"].apply(list)
    assert by_cell.to_dict() == {"pi5": [0, 1, 2], "vm-amd-epyc-2": [0, 1]}


UNITS = ("_ns", "_per_second", "_ratio", "_bytes", "_j", "_j_per_sample", "_watts")
COUNTS_AND_SHARES = {
    "workload_revision", "threads", "batch", "load_streams", "samples_per_query", "processes", "process",
    "queries", "samples", "streams", "streams_low", "streams_high", "accuracy_value", "accuracy_low",
    "accuracy_high", "accuracy_samples",
}  # fmt: skip


@pytest.mark.parametrize("rows", ["cells", "processes"])
def test_the_name_of_a_number_holds_its_unit_unless_it_is_a_count_or_a_share(rows):
    numbers = {name for name, one in table.columns(rows).items() if one.kind in {"Int64", "Float64"}}
    assert {name for name in numbers if not name.endswith(UNITS)} <= COUNTS_AND_SHARES


def reasons(rows):
    """Of each column with a reason of its own, that of the reason."""
    names = table.columns(rows)
    return [(name, f"{name}_reason") for name in names if f"{name}_reason" in names]


@pytest.mark.parametrize("rows", ["cells", "processes"])
@pytest.mark.parametrize("windows", [[SLOW], [SLOW, QUICK]])
def test_a_value_is_missing_exactly_where_it_has_a_reason(saved, rows, windows):
    frame = data_frame.load(saved(windows), rows)
    assert len(reasons(rows)) >= 10
    unlike = [name for name, why in reasons(rows) if (frame[name].isna() == frame[why].isna()).any()]
    assert set(unlike) <= OF_WHAT_WAS_NOT_MEASURED


OF_WHAT_WAS_NOT_MEASURED = {
    "accuracy_low", "accuracy_high", "energy_uncertainty_j", "net_energy_j_per_sample",
}  # fmt: skip
"""Then `accuracy_reason` and `energy_j_per_sample_reason` say why."""


def test_many_files_give_the_same_table_as_one_after_the_other(saved, tmp_path, monkeypatch):
    for unit in ("00000001", "00000002", "00000003"):
        saved([SLOW, QUICK], device__unit=unit)
    one_by_one = data_frame.load(tmp_path)
    monkeypatch.setattr(parallel, "FEWEST", 1)  # a process for each core
    pandas.testing.assert_frame_equal(data_frame.load(tmp_path), one_by_one)
