"""Which results may be compared, and the names of what differs."""

from __future__ import annotations

import pytest

from edgebench import comparison
from edgebench.comparison import CELL_FIELDS, RANKING_FIELDS, cell_key, device_class, differences, ranking_key
from tests.build import digest, meter, metered, rapl, result

OTHER = {
    "workload.name": "mobilenet-v1",
    "workload.revision": 2,
    "workload.division": "open",
    "workload.input_shapes": {"image": [192, 192, 3]},
    "workload.outputs_scope": "raw-heads",
    "workload.sample_set": {"name": "pictures", "sha256": digest("other pictures"), "samples": 64},
    "variant.weights": "synthetic",
    "load.scope": "pipeline",
    "load.tier": "reference",
    "load.batch": 8,
    "load.samples_per_query": 8,
    "load.bound_ns": 33_000_000,
    "load.period_ns": 100_000_000,
    "load.percentile_ppm": 990_000,
    "quality.met": "no",
}
OTHER_CELL = {
    "variant.name": "tflite-fp32",
    "variant.files": [{"name": "model.tflite", "sha256": digest("other"), "bytes": 7}],
    "variant.precision": {"inputs": "fp32", "weights": "fp32", "activations": "fp32"},
    "device.slug": "pi5",
    "device.unit": "5eed0002",
    "device.profile_revision": 2,
    "sut.harness": "onnxruntime",
    "sut.provider": "XNNPACK",
    "sut.threads": 1,
    "sut.affinity": [1],
    "sut.options": {"threads": 1},
    "tool.harness_sha256": digest("other harness"),
    "provenance.repeat.streams": 2,
}


class TestTheKeys:
    def test_a_result_is_comparable_with_itself(self) -> None:
        assert ranking_key(result()) == ranking_key(result(9.0))
        assert cell_key(result()) == cell_key(result(9.0))
        assert differences(result(), result(9.0)) == ()

    @pytest.mark.parametrize("field", OTHER)
    def test_results_that_differ_in_what_was_asked_are_not_ranked_together(self, field: str) -> None:
        changed = result(changes={"provenance.repeat.batch": 1, field: OTHER[field]})
        assert ranking_key(changed) != ranking_key(result())
        assert differences(result(), changed) == (field,)

    @pytest.mark.parametrize("field", OTHER_CELL)
    def test_results_that_differ_in_what_ran_are_ranked_together_but_no_repeats(self, field: str) -> None:
        changed = result(changes={field: OTHER_CELL[field]})
        assert ranking_key(changed) == ranking_key(result())
        assert differences(result(), changed) == (field,)

    def test_every_field_of_a_key_can_be_read_by_its_name(self) -> None:
        key = cell_key(result())
        assert [name for name, _ in key.fields] == list(CELL_FIELDS)
        assert key["workload.name"] == "mobilenet-v2"
        assert set(RANKING_FIELDS) < set(CELL_FIELDS)

    def test_keys_can_be_members_of_a_set(self) -> None:
        assert len({cell_key(result()), cell_key(result(9.0)), cell_key(result(tier="smoke"))}) == 2

    def test_the_order_of_options_means_nothing_but_true_is_not_1(self) -> None:
        one = result(changes={"sut.options": {"threads": 2, "mmap": True}})
        turned = result(changes={"sut.options": {"mmap": True, "threads": 2}})
        other = result(changes={"sut.options": {"mmap": 1, "threads": 2}})
        assert differences(one, turned) == ()
        assert differences(one, other) == ("sut.options",)

    def test_another_build_of_one_version_is_another_version(self) -> None:
        rebuilt = result(changes={"sut.runtime.build": "with-xnnpack"})
        assert differences(result(), rebuilt) == ("sut.runtime.version",)

    def test_packages_beside_the_runtime_do_not_separate_cells(self) -> None:
        assert differences(result(), result(changes={"sut.packages": {"numpy": "2.3.0"}})) == ()


class TestTheClass:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, "vm"),
            ({"device.kind": "board", "device.virtual": "none"}, "physical"),
            ({"device.kind": "board", "device.virtual": "container"}, "physical"),
            ({"device.kind": "board", "device.virtual": "unknown"}, "vm"),
            ({"device.kind": "vm", "device.virtual": "none"}, "vm"),
            ({"device.emulated": "user", "device.virtual": "none"}, "emulated"),
        ],
    )
    def test_only_what_runs_on_bare_hardware_is_physical(
        self, changes: dict[str, object], expected: str
    ) -> None:
        assert device_class(result(changes=changes)) == expected

    def test_classes_are_not_ranked_together(self) -> None:
        board = result(changes={"device.kind": "board", "device.virtual": "none"})
        assert differences(result(), board, RANKING_FIELDS) == ("class",)


class TestEnergy:
    def test_a_result_without_energy_has_no_place_in_a_ranking_by_energy(self) -> None:
        assert comparison.energy_ranking_key(result()) is None

    def test_boundary_and_what_it_includes_separate_rankings_by_energy(self) -> None:
        keys = {
            comparison.energy_ranking_key(metered(by=meter(boundary=boundary, boundary_includes=includes)))
            for boundary, includes in (
                ("wall_ac", ["fan", "psu"]),
                ("wall_ac", ["psu", "fan"]),
                ("wall_ac", []),
                ("board_dc", []),
            )
        }
        assert len(keys) == 3

    def test_the_driver_separates_them_only_where_the_accuracy_is_unspecified(self) -> None:
        stated = [metered(by=meter(driver=driver)) for driver in ("one", "other")]
        unstated = [metered(by=rapl(driver=driver)) for driver in ("one", "other")]
        assert len({comparison.energy_ranking_key(one) for one in stated}) == 1
        assert len({comparison.energy_ranking_key(one) for one in unstated}) == 2

    def test_the_boundary_means_nothing_to_a_ranking_by_latency(self) -> None:
        assert ranking_key(metered()) == ranking_key(result())

    @pytest.mark.parametrize(
        "other", [{"driver": "shelly"}, {"model": "WT333E"}, {"accuracy": [*(meter().accuracy or ())] * 2}]
    )
    def test_one_meter_is_one_driver_model_and_accuracy_on_one_unit(self, other: dict[str, object]) -> None:
        assert comparison.one_meter([metered(), metered(9.0)])
        assert not comparison.one_meter([metered(), metered(by=meter(**other))])
        assert not comparison.one_meter([metered(), metered(changes={"device.unit": "5eed0002"})])

    def test_energies_of_two_boundaries_may_not_be_compared(self) -> None:
        assert comparison.energy_obstacle([metered(), metered(by=meter(boundary="board_dc"))]) == (
            "not comparable: they differ in energy.boundary (wall_ac, board_dc)"
        )
        assert comparison.energy_obstacle([metered(), metered(by=meter(boundary_includes=["psu"]))]) == (
            "not comparable: they differ in energy.boundary_includes (fan+psu, psu)"
        )

    def test_meters_of_unspecified_accuracy_may_only_be_compared_with_themselves(self) -> None:
        elsewhere = metered(by=rapl(), changes={"device.unit": "5eed0002"})
        assert comparison.energy_obstacle([metered(by=rapl()), metered(9.0, by=rapl())]) == ""
        assert comparison.energy_obstacle([metered(by=rapl()), elsewhere]) == (
            "not comparable: accuracy unspecified on different meters: device.unit (5eed0001, 5eed0002)"
        )

    def test_different_meters_that_state_their_accuracy_may_be_compared(self) -> None:
        assert comparison.energy_obstacle([metered(), metered(by=meter(driver="shelly"))]) == ""
