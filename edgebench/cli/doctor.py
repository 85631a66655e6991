"""`edgebench doctor`: this device as edgebench sees it, and what mends each problem."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edgebench.cli.terminal import Json, document, stdout, table

if TYPE_CHECKING:
    from edgebench.runner.diagnosis import Diagnosis


def doctor(
    file: Annotated[
        Path | None,
        typer.Argument(help="Where --write-profile writes. Default: NAME.toml in this folder."),
    ] = None,
    write_profile: Annotated[
        bool,
        typer.Option(
            "--write-profile", help="Draft a profile of this machine, if edgebench does not know it yet."
        ),
    ] = False,
    json: Json = False,
) -> None:
    """This device as edgebench sees it: identity, clocks, throttling, contention, runtimes, own floor.

    Each problem comes with what mends it. Takes a few seconds: every runtime runs a model.
    """
    from edgebench.errors import DataError

    if write_profile:
        _write_profile(file, json)
        return
    if file is not None:
        raise DataError(f"doctor does not read {file}", f"to write a profile: doctor --write-profile {file}")
    from edgebench.runner.diagnosis import diagnose

    found = diagnose()
    if json:
        document(found)
    else:
        _tell(found)


def _tell(found: Diagnosis) -> None:
    from rich.text import Text

    from edgebench.cli.doctor_report import facts

    table(["", ""], facts(found))
    print()
    table(
        ["harness", "runtime", "accelerators", "usable"],
        [
            [
                one.harness,
                one.runtime_text(),
                ", ".join(one.accelerators),
                one.verdict() if one.usable else "no: see below",
            ]
            for one in found.harnesses
        ],
    )
    print()
    usable = [one for one in found.meters if one.usable]
    if usable:
        table(["meter", "boundary", "reads"], [[one.meter, one.boundary, one.says] for one in usable])
    else:
        print("No power meter is usable here as it is; each driver and why: edgebench list meters")
    print()
    if not found.problems:
        print("No problem found.")
    for one in found.problems:
        stdout().print(Text(f"! {one.seen}"))
        # Never broken: a command is there to be copied.
        stdout().print(Text(f"  {one.mend}"), soft_wrap=True)


def _write_profile(file: Path | None, json: bool) -> None:
    from edgebench.runner import profiling

    outcome = profiling.write_profile(file)
    if json:
        document(outcome)
    elif outcome.written is None:
        print(f"Nothing written: this machine is {outcome.profile} ({outcome.recognised_by}).")
    else:
        print(f"Wrote {outcome.written}: a profile named {outcome.profile}.")
        print("Check it, add public facts with their sources, and open a pull request that puts it")
        print("into edgebench/devices/ (see CONTRIBUTING.md, Devices).")
