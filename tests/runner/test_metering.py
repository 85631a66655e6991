"""When a sampler's times are drawn at random, and what is noted of the clocks."""

from __future__ import annotations

import pytest
from msgspec import structs

from edgebench.model.meter import Rail, Specification
from edgebench.runner.metering import Metering, _in_step
from tests.runner.test_energy import bound, recorders, tree

__all__ = ["tree"]
POINTS = Specification(
    kind="sampler",
    model="any",
    boundary="board_dc",
    includes=(),
    rails=(Rail("a"),),
    total_rule="a",
    update_period_us=0,
    period_us=100_000,
)


@pytest.mark.parametrize(
    ("query_ms", "drawn"), [(None, True), (100, True), (33.4, True), (50.5, True), (70, False), (0.03, False)]
)
def test_points_are_drawn_in_step_with_the_inference_and_while_nobody_knows_its_time(query_ms, drawn):
    query_ns = None if query_ms is None else query_ms * 1e6
    assert _in_step(POINTS, query_ns) is drawn


def test_counters_and_means_miss_nothing_between_two_readings():
    assert not _in_step(structs.replace(POINTS, kind="counter"), None)
    assert not _in_step(structs.replace(POINTS, averaging_us=100_000), None)
    assert not _in_step(None, None)


def test_ctrl_c_before_the_window_leaves_no_recorder_behind(tmp_path, tree, monkeypatch):
    def interrupted(_):
        assert len(recorders()) == 1
        raise KeyboardInterrupt

    monkeypatch.setattr(Metering, "_rest", interrupted)
    with pytest.raises(KeyboardInterrupt), Metering(bound(tree), tmp_path, 0, (), None, 1):
        pass
    assert recorders() == []
