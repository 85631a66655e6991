"""The chart of choices: what is on the line, what is dashed, and that plotly takes its figures."""

from __future__ import annotations

import pytest

from edgebench.leaderboard import Board
from edgebench.model.result import Result
from edgebench.publish.charts import choices, figure, linear_axis, pareto
from edgebench.publish.charts.pareto import Pareto
from edgebench.publish.site import Site
from tests.build import rapl
from tests.publish.boards.test_answers import gathered
from tests.publish.catalogue import MEASURED, ONNX, PART, PI5, measured, metered

TWO = {**PI5, "device.cpu.model": "Two", "device.slug": "board"}
THREE = {**PI5, "device.cpu.model": "Three", "device.slug": "board"}
FAST, SLOW = metered(4.0, PI5, session=1, watts=12.0), metered(16.0, TWO, session=2, watts=2.0)
BEATEN = metered(20.0, THREE, session=3, watts=9.0)


def board_of(*results: Result) -> tuple[Board, Site]:
    made = gathered(*results)
    return made.boards["mobilenet-v2"][0], made


def charts(*results: Result) -> tuple[Pareto, ...]:
    board, made = board_of(*results)
    return pareto.of_rows(board.tables[0].rows, board.metric, 703_640, made)


class TestTheLine:
    def test_it_holds_what_nothing_beats_in_both(self) -> None:
        chart = charts(FAST, SLOW, BEATEN)[0]
        assert chart.key == "judged-energy-wall_ac-with-fan-and-psu"
        assert [point.on_line for point in chart.wide.points] == [True, True, False]
        assert chart.finding.startswith(
            "Energy a sample, wall_ac with fan and psu against Latency p90: "
            "2 of 3 rows on the line: Raspberry Pi 5"
        )

    def test_a_step_whose_gain_is_not_significant_is_dashed(self) -> None:
        alike = metered(16.0, TWO, session=2, watts=2.98)
        steps = charts(metered(16.1, PI5, session=1, watts=3.0), alike, BEATEN)[0].wide.steps
        assert [step.dashed for step in steps] == [False, False]
        near = metered(17.0, TWO, session=2, watts=2.8)
        steps = charts(metered(16.0, PI5, session=1, watts=3.0), near, BEATEN)[0].wide.steps
        assert [step.dashed for step in steps] == [False, True, True]

    def test_sessions_without_a_meter_say_nothing_of_energy(self) -> None:
        without = [measured(4.0, PI5, session=session) for session in (7, 8)]
        chart = charts(FAST, *without, SLOW, BEATEN)[0]
        assert [point.on_line for point in chart.wide.points] == [True, True, False]

    def test_both_error_bars_are_drawn(self) -> None:
        assert [len(point.bars) for point in charts(FAST, SLOW, BEATEN)[0].wide.points] == [2, 2, 2]


def test_an_accuracy_of_a_part_of_the_set_is_no_point() -> None:
    devices = {4.0: PI5, 16.0: TWO, 20.0: THREE}
    whole = [measured(ms, {**on, **MEASURED}, session=int(ms)) for ms, on in devices.items()]
    part = measured(30.0, {**PI5, **ONNX, **PART}, session=3)
    (chart,) = (one for one in charts(*whole, part) if one.key == "judged-accuracy")
    assert len(chart.wide.points) == 3


class TestWhatIsDrawn:
    def test_one_boundary_at_a_time_and_the_others_are_counted(self) -> None:
        other = metered(8.0, PI5, ONNX, session=9, by=rapl(), watts=3.0)
        chart = charts(FAST, SLOW, BEATEN, other, measured(9.0, TWO, ONNX, session=8))[0]
        assert chart.count == 3
        assert chart.note == (
            "Only rows measured at wall_ac with fan and psu are here. "
            "Elsewhere: 1 at soc_package with soc, by powercap-rapl. 1 row has no energy."
        )

    def test_two_points_make_no_chart(self) -> None:
        assert charts(FAST, SLOW) == ()

    def test_accuracy_has_the_targets_line_and_no_log(self) -> None:
        results = [measured(ms, MEASURED, one, session=at) for at, (ms, one) in enumerate(
            ((8.0, PI5), (9.0, TWO), (10.0, THREE)))]  # fmt: skip
        (chart,) = charts(*results)
        assert (chart.key, chart.wide.y_title) == ("judged-accuracy", "Top-1 (%, linear)")
        assert chart.wide.target
        assert chart.wide.target.label == "target 70.4\u00a0%"

    def test_every_point_is_within_the_plot(self) -> None:
        for drawing in (charts(FAST, SLOW, BEATEN)[0].wide, charts(FAST, SLOW, BEATEN)[0].narrow):
            for point in drawing.points:
                assert drawing.plot.left <= point.x <= drawing.plot.right
                assert drawing.plot.top <= point.y <= drawing.plot.bottom


class TestTheInteractiveFigure:
    def test_plotly_takes_it(self) -> None:
        graph_objects = pytest.importorskip("plotly.graph_objects")
        board, made = board_of(FAST, SLOW, BEATEN)
        ranked = board.tables[0].rows
        for x, y in choices.pairs_of(ranked, board.metric, made):
            graph_objects.Figure(figure.of_pair(choices.plotted(ranked, x, y), x, y, made))

    def test_names_are_escaped_since_plotly_reads_markup(self) -> None:
        hostile = metered(8.0, {**TWO, "device.cpu.model": "<b>&x"}, session=5)
        board, made = board_of(FAST, hostile, BEATEN)
        ranked = board.tables[0].rows
        x, y = next(choices.pairs_of(ranked, board.metric, made))
        texts = [text for trace in figure.of_pair(choices.plotted(ranked, x, y), x, y, made)["data"]
                 for text in trace.get("text", ())]  # fmt: skip
        assert any(text.startswith("&lt;b&gt;&amp;x<br>") for text in texts)


@pytest.mark.parametrize(("least", "step"), [(0.3, 0.5), (1.0, 1.0), (1.1, 2.0), (6.0, 10.0)])
def test_steps_are_one_two_or_five(least: float, step: float) -> None:
    assert linear_axis.nice(least) == pytest.approx(step)
