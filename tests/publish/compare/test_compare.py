"""A comparison: what it says, and that the script says the same of the same data."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import pytest

from edgebench import paths, statistics
from edgebench.publish import site
from edgebench.publish.compare import candidates, comparing
from edgebench.publish.compare.candidates import Device
from edgebench.publish.compare.comparing import Comparison
from edgebench.publish.pages import compare, device
from edgebench.publish.site import Site
from edgebench.publish.wording import phrase
from tests import build
from tests.build import rapl
from tests.publish.catalogue import MEASURED, ONNX, PI5, PROFILES, WORKLOADS, measured, metered

PI4 = {**PI5, "device.slug": "pi4", "device.cpu.model": "Cortex-A72"}
SQUEEZE = {"workload.name": "squeezenet", "provenance.repeat.workload": "squeezenet"}
NODE = shutil.which("node")


def gathered(*results: Any) -> Site:
    return site.gather(results, WORKLOADS, PROFILES, "/", None)


def three_of_few_a_minute(queries: int, of: Mapping[str, Any], first: int) -> list[Any]:
    return [few_a_minute(queries, of, first + n) for n in range(3)]


def few_a_minute(queries: int, of: Mapping[str, Any], session: int) -> Any:
    changes = {**of, **MEASURED, "session.id": f"{session:016x}"}
    return build.sustained(changes, queries, queries, rows=21, row_s=60)


def devices(*results: Any) -> list[Device]:
    """By slug."""
    found = gathered(*results)
    return [
        candidates.of_device(slug, device.title(lines), lines, found)
        for slug, lines in device.by_device(found).items()
    ]


def said(of: Comparison) -> str:
    return phrase.text(of.sentence)


def sessions(ms: float, of: Mapping[str, Any], first: int) -> list[Any]:
    return [measured(ms * (1 + 0.002 * n), of, MEASURED, session=first + n) for n in range(3)]


class TestOneSessionASide:
    PAIR = (measured(24.0, PI4, MEASURED), measured(8.0, PI5, MEASURED, session=2))

    def test_the_sentence_says_how_many_times_faster(self) -> None:
        told = said(comparing.compare(devices(*self.PAIR)))
        assert told.startswith(
            "Raspberry Pi 5 is 3.0 times faster than Cortex-A72, 4 cores on 1 shared ranking."
        )

    def test_it_says_that_nothing_was_tested(self) -> None:
        told = said(comparing.compare(devices(*self.PAIR)))
        assert "None of these ratios is tested: that takes three sessions a side." in told

    def test_turned_round_it_is_slower(self) -> None:
        told = said(comparing.compare(devices(*self.PAIR), baseline=1))
        assert told.startswith("Cortex-A72, 4 cores is 3.0 times slower than Raspberry Pi 5")

    def test_the_guard_band_is_outlined_and_no_interval_is_claimed(self) -> None:
        row = comparing.compare(devices(*self.PAIR)).groups[0].rows[0]
        assert row.ratios == ("", "about 3.0×")
        assert [point.tested for point in row.points] == [False]

    def test_within_five_percent_nothing_is_told_apart(self) -> None:
        pair = devices(measured(8.3, PI4, MEASURED), measured(8.0, PI5, MEASURED, session=2))
        found = comparing.compare(pair)
        assert found.groups[0].rows[0].ratios[1] == "within 5 %: not told apart"
        assert "are not told apart on 1 shared ranking" in said(found)

    def test_without_meters_the_energy_cannot_be_compared(self) -> None:
        assert "no meter on Raspberry Pi 5 and Cortex-A72" in said(comparing.compare(devices(*self.PAIR)))


class TestThreeSessionsASide:
    def test_the_ratio_has_its_interval(self) -> None:
        results = [*sessions(24.0, PI4, 1), *sessions(8.0, PI5, 4)]
        row = comparing.compare(devices(*results)).groups[0].rows[0]
        assert row.points[0].tested
        assert row.ratios[1] == "3.00\u00a0±\u00a00.01×"

    def test_a_small_difference_is_not_significant(self) -> None:
        results = [*sessions(8.05, PI4, 1), *sessions(8.0, PI5, 4)]
        assert comparing.compare(devices(*results)).groups[0].rows[0].ratios[1] == "not significant"


class TestRatesOfFewQueriesAMinute:
    """Each is known to a query, which no number of sessions averages away (decision 0035)."""

    def test_a_query_more_is_not_significant(self) -> None:
        results = [*three_of_few_a_minute(10, PI4, 1), *three_of_few_a_minute(11, PI5, 4)]
        row = comparing.compare(devices(*results)).groups[0].rows[0]
        assert [point.tested for point in row.points] == [True]
        assert row.ratios[1] == "not significant"

    def test_the_interval_of_a_ratio_holds_it(self) -> None:
        results = [*three_of_few_a_minute(10, PI4, 1), *three_of_few_a_minute(20, PI5, 4)]
        assert comparing.compare(devices(*results)).groups[0].rows[0].ratios[1] == "2.0\u00a0±\u00a00.3×"

    def test_untested_the_guard_band_is_as_wide(self) -> None:
        pair = devices(few_a_minute(10, PI4, 1), few_a_minute(11, PI5, 2))
        assert comparing.compare(pair).groups[0].rows[0].ratios[1] == "within 16 %: not told apart"


class TestEnergy:
    def test_of_one_boundary_it_is_compared(self) -> None:
        pair = devices(metered(24.0, PI4, MEASURED), metered(8.0, PI5, MEASURED, session=2))
        assert "Its energy, in 1 shared ranking with one boundary: less on 1." in said(
            comparing.compare(pair)
        )

    def test_of_two_boundaries_it_is_not(self) -> None:
        pair = devices(metered(24.0, PI4, MEASURED), metered(8.0, PI5, MEASURED, session=2, by=rapl()))
        found = comparing.compare(pair)
        assert "measured at soc_package and at wall_ac" in said(found)
        assert found.groups[0].rows[0].energy_ratios == ("", "")


def test_a_virtual_machine_is_never_compared_with_a_device() -> None:
    found = comparing.compare(devices(measured(8.0, PI5, MEASURED), measured(8.0, MEASURED, session=2)))
    assert "cannot be compared: virtual machine and physical device are ranked apart" in said(found)
    assert found.groups == ()


def test_a_workload_that_one_lacks_is_left_out() -> None:
    results = (*TestOneSessionASide.PAIR, measured(3.0, PI5, MEASURED, SQUEEZE, session=2))
    assert [row.title for row in comparing.compare(devices(*results)).groups[0].rows] == ["MobileNetV2"]


class TestVariants:
    RESULTS = (
        measured(24.0, PI4, MEASURED),
        measured(8.0, PI5, MEASURED, session=2),
        measured(6.0, PI5, MEASURED, ONNX, session=2),
    )

    def test_the_best_of_each_may_be_another_variant(self) -> None:
        assert comparing.compare(devices(*self.RESULTS)).groups[0].rows[0].ratios[1] == "about 4.0×"

    def test_the_sentence_says_that_they_differ_and_what_else_is_shared(self) -> None:
        more = (build.offline(8.0, {**PI5, **MEASURED}), build.offline(3.0, {**PI4, **MEASURED}))
        told = said(comparing.compare(devices(*self.RESULTS, *more)))
        assert "1 ranking of other scenarios is below." in told
        assert "On 1 of them the variants differ: each device runs its fastest that meets the target." in told

    def test_the_same_variant_is_the_one_that_most_have(self) -> None:
        found = comparing.compare(devices(*self.RESULTS), variants="same")
        assert [cell.note for cell in found.groups[0].rows[0].cells] == ["LiteRT, tflite-int8"] * 2


class TestPairs:
    def test_popular_pairs_have_pages(self) -> None:
        found = [str(page.path) for page in compare.pages(gathered(*TestOneSessionASide.PAIR))]
        assert found == ["compare/index.html", "compare/pi4-and-pi5/index.html"]

    def test_devices_without_a_common_ranking_have_none(self) -> None:
        alone = gathered(measured(8.0, PI5, MEASURED), measured(8.0, MEASURED, session=2))
        assert [str(page.path) for page in compare.pages(alone)] == ["compare/index.html"]


def many() -> list[Device]:
    results = [
        *sessions(24.0, PI4, 1),
        *sessions(8.0, PI5, 4),
        measured(6.1, PI5, MEASURED, ONNX, session=4),
        metered(7.0, PI4, MEASURED, SQUEEZE, session=9),
        metered(2.03, PI5, MEASURED, SQUEEZE, session=10, watts=5),
        measured(0.041, {**PI4, "device.slug": "n100", "device.kind": "pc"}, MEASURED, session=11),
        measured(8.0, MEASURED, session=12),
        build.offline(8.0, {**PI5, **MEASURED}),
        build.offline(3.0, {**PI4, **MEASURED}),
        *three_of_few_a_minute(10, PI4, 1),
        *three_of_few_a_minute(11, PI5, 4),
        few_a_minute(10, {**PI4, "device.slug": "n100", "device.kind": "pc"}, 11),
    ]
    return devices(*results)


@pytest.mark.skipif(NODE is None, reason="no node here")
class TestScript:
    @pytest.mark.parametrize("variants", ["best", "same"])
    @pytest.mark.parametrize("slugs", [["pi4", "pi5"], ["pi5", "n100", "pi4"], ["pi5", "vm-amd-epyc-2"]])
    def test_it_makes_the_same_of_the_same_data(self, slugs: list[str], variants: Any) -> None:
        by_slug = {one.slug: one for one in many()}
        chosen = [by_slug[slug] for slug in slugs]
        for baseline in range(len(chosen)):
            expected = plain(comparing.compare(chosen, baseline, variants))
            assert by_script(chosen, baseline, variants) == expected

    @pytest.mark.parametrize("freedom", [2.0, 4.7, 30.0, 9_999.0])
    def test_its_quantiles_are_those_of_python(self, freedom: float) -> None:
        imported = f"import {{ tQuantile }} from '{script('statistics.js')}';"
        found = node(f"{imported} console.log(tQuantile(0.975, {freedom}))")
        assert math.isclose(float(found), statistics.t_quantile(0.975, freedom), rel_tol=1e-9)


def plain(of: Comparison) -> Any:
    """As JSON; phrases by name, which Python keeps as pairs."""
    view = json.loads(msgspec.json.encode(of))
    return {**view, "sentence": [{"text": text, "strong": strong} for text, strong in view["sentence"]]}


def by_script(chosen: Sequence[Device], baseline: int, variants: str) -> Any:
    shards = [json.loads(candidates.shard(one)) for one in chosen]
    found = node(
        f"import {{ compare }} from '{script('comparing.js')}';"
        f"import {{ rowsOf }} from '{script('dom.js')}';"
        f"const shards = {json.dumps(shards)};"
        "const devices = shards.map((shard) => ({ ...shard.device, rows: rowsOf(shard) }));"
        f"console.log(JSON.stringify(compare(devices, {baseline}, '{variants}')));"
    )
    return json.loads(found)


def script(name: str) -> str:
    return (paths.shipped("site") / "scripts" / name).as_uri()


def node(source: str) -> str:
    assert NODE is not None
    done = subprocess.run(
        [NODE, "--input-type=module", "--eval", source],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
