"""`edgebench compare`: two devices, versions or settings, and whether the difference is one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from edgebench.api import METRICS
from edgebench.api import compare as compared
from edgebench.cli.terminal import Json, document, note, table
from edgebench.errors import NothingComparedError

if TYPE_CHECKING:
    from edgebench.verdicts import Comparison

REGRESSION = 5

SIDE = "A result file, a folder of them, or device/workload; @VERSION after it keeps one runtime version."


def compare(
    a: Annotated[str, typer.Argument(metavar="A", help=f"What B is compared with. {SIDE}")],
    b: Annotated[str, typer.Argument(metavar="B", help="The same, of what may have changed.")],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            help="What may differ: runtime.version, device, variant, sut.threads ... Again for another; "
            "default: the device or the version of the runtime."
        ),
    ] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            help=f"What to compare, again for another; default: {', '.join(METRICS)} "
            "and what the scenario is judged by."
        ),
    ] = None,
    form: Annotated[
        Literal["table", "markdown", "json"],
        typer.Option("--format", help="For a terminal, for a pull request, or for a program."),
    ] = "table",
    fail_on_regression: Annotated[
        bool,
        typer.Option(
            "--fail-on-regression", help="Exit 5 if B is significantly worse, 3 if nothing is testable."
        ),
    ] = False,
    results: Annotated[
        Path | None,
        typer.Option(help="Where device/workload lies; default $EDGEBENCH_RESULTS, else results/."),
    ] = None,
    withdrawn: Annotated[
        bool, typer.Option("--withdrawn", help="Also results that were withdrawn, which are left out else.")
    ] = False,
    json: Json = False,
) -> None:
    """The ratio B / A with its interval, and whether it is significant, not shown, or not testable.

    What differs in anything else is refused, with the fields named. Exit 5 is a significant regression
    (with --fail-on-regression), 3 nothing to compare, 2 not comparable.
    """
    from edgebench.cli import comparison_report as report

    comparison = compared(a, b, vary=vary or (), metric=metric or (), results=results, withdrawn=withdrawn)
    if json or form == "json":
        document(report.as_json(comparison))
    elif form == "markdown":
        print(report.markdown(comparison))
    else:
        _print(comparison)
    if fail_on_regression:
        _gate(comparison)


def _print(comparison: Comparison) -> None:
    from edgebench.cli import comparison_report as report

    print(f"A {comparison.a}\nB {comparison.b}")
    for judged in comparison.judged:
        print("", *report.name(judged.pair), sep="\n")
        table(report.COLUMNS, report.rows(judged, comparison.tests), report.RIGHT)
    print(f"\n{report.summary(comparison)}")
    for line in report.left_out(comparison):
        print(line)


def _gate(comparison: Comparison) -> None:
    """A gate that could never close is none: without a single test it is not passed."""
    if comparison.regressions:
        note(f"significant regressions: {comparison.regressions}")
        raise typer.Exit(REGRESSION)
    if not comparison.tests:
        raise NothingComparedError(
            "nothing could be tested, so no regression could be found",
            "Measure both in one run: edgebench run --tier standard --harness NAME@OLD --harness NAME@NEW",
        )
