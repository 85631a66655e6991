"""What the finder judges: ranked rows of the usual load on physical devices, and shards that stay small."""

from __future__ import annotations

import json
import zlib

from edgebench.model.result import Result
from edgebench.publish import site
from edgebench.publish.finder import combinations
from edgebench.publish.finder.combinations import SHARD_BYTES, Lot
from tests import build
from tests.publish.catalogue import MEASURED, ONNX, PI5, PROFILES, WORKLOADS, measured, metered
from tests.publish.finder.lots import many


def lot(*results: Result) -> Lot:
    made = site.gather(results, WORKLOADS, PROFILES)
    return next(one for one in combinations.lots(made) if one.of.name == "mobilenet-v2")


def test_a_ranked_row_of_a_physical_device_is_judged() -> None:
    found = lot(measured(8.42, PI5, MEASURED))
    (row,) = found.rows
    assert (row.harness, row.precision, row.trust) == ("tflite", "uint8", "self-reported")
    assert found.devices[row.device].name.startswith("Raspberry Pi 5, 8")


def test_everything_else_is_counted_by_its_class() -> None:
    found = lot(
        measured(8.0, PI5, MEASURED),
        measured(8.0, session=2),
        measured(7.2, PI5, ONNX, {"variant.weights": "synthetic"}, session=4),
    )
    assert [found.devices[row.device].kind for row in found.rows] == ["vm", "board"]
    assert found.classes == (("synthetic weights", 1),)


def test_another_scenario_is_another_question() -> None:
    assert lot(build.offline(), build.paced()).rows == ()
    assert lot(build.offline(), build.paced()).classes == ()


def test_what_is_missing_has_its_reason() -> None:
    (row,) = lot(measured(8.0, PI5)).rows
    assert (row.energy, row.power, row.accuracy) == ("no meter", "no meter", "no labelled data")
    assert row.slowdown == "no Sustained run"


def test_power_has_the_relative_interval_of_its_energy() -> None:
    (row,) = lot(metered(8.0, PI5, MEASURED)).rows
    assert isinstance(row.power, combinations.Known)
    assert isinstance(row.energy, combinations.Known)
    assert row.power.low is not None
    assert row.energy.low is not None
    assert abs(row.power.low / row.power.value - row.energy.low / row.energy.value) < 1e-6


def test_a_shard_has_its_rows_and_devices_in_columns() -> None:
    (data,) = combinations.shards(lot(measured(8.0, PI5, MEASURED))).values()
    shard = json.loads(data)
    row = dict(zip(shard["columns"], shard["rows"][0], strict=True))
    device = dict(zip(shard["devices"]["columns"], shard["devices"]["rows"][row["device"]], strict=True))
    assert (row["variant"], device["kind"]) == ("tflite-int8, 4 threads", "board")


def test_no_shard_is_larger_than_it_may_be_and_none_loses_a_row() -> None:
    lots = many(3, 4000)
    made = combinations.shards(lots)
    assert len(made) > 1
    assert all(len(zlib.compress(data, 9)) <= SHARD_BYTES for data in made.values())
    rows = [row for data in made.values() for row in json.loads(data)["rows"]]
    assert [row[0] for row in rows] == [row.id for row in lots.rows]
