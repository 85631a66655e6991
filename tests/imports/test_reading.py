"""Files of strangers: limits, and numbers that are numbers."""

import os
import random
from decimal import Decimal

import pytest

from edgebench.errors import EdgebenchError, ImportRefusedError
from edgebench.imports import discover, reading
from edgebench.imports.report import File
from tests.imports import forms
from tests.imports.build import files, single_stream

FILE = File("a", b"")


def test_a_pipe_a_folder_and_what_is_not_there_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", ".", "absent"):
        with pytest.raises(ImportRefusedError):
            reading.read([tmp_path / name])


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(reading.LARGEST_BYTES + 1)
    with pytest.raises(ImportRefusedError, match="at most"):
        reading.read([tmp_path / "huge"])


def test_so_many_files_are_no_one_run(tmp_path):
    with pytest.raises(ImportRefusedError, match="9 files"):
        reading.read([tmp_path / "x"] * 9)


@pytest.mark.parametrize("value", ["1.5", "0.24", "2.71985e+06", 7, Decimal("0.01"), "0"])
def test_numbers_as_tools_print_them(value):
    assert reading.number(FILE, value, "x") == Decimal(str(value))


@pytest.mark.parametrize(
    "value",
    ["", "-1", "nan", "inf", "1e999", "0x10", "1_000", " 1", "1" * 19, None, True, [], Decimal(-1), "٣"],
)
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ImportRefusedError, match="x is"):
        reading.number(FILE, value, "x")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/data/local/tmp/a.tflite", "a.tflite"),
        (r"C:\models\a.onnx", "a.onnx"),
        ("a", "a"),
        ("", None),
        ("/\x1b[0m", None),
        (5, None),
    ],
)
def test_of_a_path_only_the_name_is_kept(path, name):
    assert reading.file_name(path) == name


def test_the_formats_are_the_files_of_the_folder():
    assert list(discover.formats()) == [
        "benchmark-app",
        "litert-benchmark",
        "loadgen",
        "tflite-benchmark",
        "trtexec",
    ]


@pytest.mark.parametrize("name", ["report", "../evil", "", "loadgen.x", "reading"])
def test_what_is_no_format_is_refused(name):
    with pytest.raises(ImportRefusedError, match="unknown format"):
        discover.named(name)


def test_a_near_name_is_offered():
    with pytest.raises(ImportRefusedError, match="did you mean loadgen"):
        discover.named("loadgn")


def damaged(data: bytes, dice: random.Random) -> bytes:
    """Cut, repeated, or with some bytes changed."""
    at = dice.randrange(max(1, len(data)))
    pieces = (b"", b"nan", b"-1", b"9" * 30, b"1e400", b"\xff\x00", b'"', b"{" * 50, b"[" * 50, b"\n")
    return dice.choice(
        (data[:at], data + data[at:], data[:at] + dice.choice(pieces) + data[at + dice.randrange(9) :])
    )


@pytest.mark.parametrize("name", discover.formats())
def test_a_damaged_file_is_read_or_refused_and_never_anything_else(name):
    dice = random.Random(6)
    whole = {
        "benchmark-app": files("benchmark_app/sync.json"),
        "litert-benchmark": files("litert_benchmark/mobilenet_v2.json"),
        "loadgen": single_stream(),
        "tflite-benchmark": [forms.benchmark_model()],
        "trtexec": [forms.trtexec_log(), forms.trtexec_times()],
    }[name]
    refused = 0
    for _ in range(300):
        broken = [
            File(one.name, damaged(one.data, dice) if dice.random() < 0.6 else one.data) for one in whole
        ]
        try:
            discover.named(name).parse(broken)
        except EdgebenchError:
            refused += 1
    assert 100 < refused <= 300
