"""`edgebench`: the commands, and the one place where an error becomes a line and an exit code."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from edgebench import __version__
from edgebench.cli import (
    check,
    compare,
    doctor,
    export,
    import_,
    prepare,
    publish,
    repeat,
    review,
    run,
    show,
    sign,
    submit,
)
from edgebench.cli import list as listing
from edgebench.cli.terminal import INTERRUPTED, printable
from edgebench.errors import EdgebenchError

app = typer.Typer(
    name="edgebench",
    help="Measure deep networks on edge hardware: numbers that can be trusted, repeated and compared.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(listing.app, name="list")
app.command("doctor")(doctor.doctor)
app.command("prepare")(prepare.prepare)
app.command("run")(run.run)
app.command("show")(show.show)
app.command("compare")(compare.compare)
app.command("repeat")(repeat.repeat)
app.command("check")(check.check)
app.command("submit")(submit.submit)
app.command("review")(review.review)
app.command("sign")(sign.sign)
app.command("import")(import_.import_)
app.command("publish")(publish.publish)
app.command("export")(export.export)


def _version(asked: bool) -> None:
    if asked:
        print(f"edgebench {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Options of edgebench itself."""


def main() -> NoReturn:
    """Run the command line and exit.

    0 done, 2 wrong input, 3 nothing measured, 4 a check failed, 5 a significant regression, 130 interrupted.
    """
    _make_streams_safe()
    try:
        status = app(standalone_mode=False)
        sys.stdout.flush()  # a full disk is an error of the command, not of the interpreter's end
    except EdgebenchError as error:
        status = complain(error.message, error.hint, error.exit_code)
    except TyperException as error:
        status = complain(error.format_message(), _usage_hint(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        status = complain("interrupted: nothing was being measured", None, INTERRUPTED)
    except BrokenPipeError:  # the reader of a pipe has gone: no one is left to tell
        sys.stderr.close()
        status = 1
    except OSError as error:
        sys.stdout = None  # what it still holds would fail again at the end
        where = f"{error.filename}: " if error.filename else ""
        status = complain(f"{where}{error.strerror or error}", "free some space, or check the folder", 2)
    sys.exit(status if isinstance(status, int) else 0)


def _make_streams_safe() -> None:
    """A closed stream swallows what is printed; a sign that the encoding lacks is shown by its number."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # until the end
        else:
            getattr(sys, name).reconfigure(errors="backslashreplace")


def complain(message: str, hint: str | None, status: int) -> int:
    """Say what happened, where, and what to do next; returns the exit code."""
    lines = [f"edgebench: {message}"] + ([f"  {hint}"] if hint else [])
    print(printable("\n".join(lines)), file=sys.stderr)
    return status


def _usage_hint(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "edgebench"
    return f"see: {command} --help"
