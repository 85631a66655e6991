"""The page's finder judges as the static one: the same questions over the same rows give the same answers."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest

from edgebench import paths
from edgebench.publish.finder import combinations, question, view
from edgebench.publish.wording.boundaries import MEASURED_AT
from tests.publish.finder.lots import lot, many, row
from tests.publish.scripts import node as javascript

node = shutil.which("node")
pytestmark = pytest.mark.skipif(node is None, reason="no node on this machine")

QUESTIONS = (
    "workload=silent",
    "task=object-detection",
    "task=object-detection&p90<=30fps",
    "task=object-detection&acc>=0.20&p90<=50ms&power<=10W@wall_ac&price<=150USD",
    "workload=ssd&acc>=0.25&p50<=12.5ms&order=accuracy",
    "workload=yolo&p99<=20ms&energy<=0.05J@module_dc&order=energy",
    "task=object-detection&p90<=4ms&price<=90USD&judge=value",
    "task=object-detection&p90<=1us",
    "task=object-detection&p90<=2.2ms&on=board&runtime=tflite&precision=int8",
    "task=object-detection&memory<=100MiB&slowdown<=5%&order=room",
    "task=object-detection&memory<=200MB&trust>=reproduced&since>=2026-06-01&order=latency",
    "task=object-detection&p99<=&order=energy&boundary=module_dc",
    "task=object-detection&acc>=0.5&price<=60USD",
    "task=object-detection&on=vm&p90<=20ms&price<=150USD",
    "workload=nothing&p90<=1ms",
)
AMOUNTS = (
    ("33ms", "time"), ("33", "time"), ("30 fps", "time"), ("60/s", "time"), ("29.97 FPS", "time"),
    ("0,5 s", "time"), ("12.5µs", "time"), (".5 ms", "time"), ("ms", "time"), ("-3 ms", "time"),
    ("3 W", "time"), ("10", "power"), ("750mW", "power"), ("0.5 J", "energy"), ("12 mJ", "energy"),
    ("150 USD", "price"), ("$150", "price"), ("149.99", "price"), ("100", "memory"), ("1.5 GiB", "memory"),
    ("200MB", "memory"), ("70 %", "percent"), ("70", "percent"), ("0.7", "percent"), ("0.20", "share"),
    ("22%", "share"), ("", "time"), ("0 fps", "time"), ("1e3", "time"), ("5 %", "percent"),
)  # fmt: skip
SCRIPT = """
import { readFileSync } from "node:fs";
const [folder] = process.argv.slice(1);
const of = (name) => import(`${folder}/${name}`);
const { view } = await of("finder_view.js");
const { addressOf, amountText, fromParts, parseAmount, shown } = await of("finder_question.js");
const { rowsOf } = await of("dom.js");
const { read } = await of("state.js");
const given = JSON.parse(readFileSync(0, "utf8"));
const answers = given.questions.map((text) => {
  const { question } = fromParts(read(text), () => true);
  const lots = given.meta.workloads
    .map((of, place) => [of, given.shards[place]])
    .map(([of, shard]) => ({ of, rows: rowsOf(shard), devices: rowsOf(shard.devices) }))
    .filter(({ of }) => of.name === question.workload || of.task === question.task);
  return [false, true].map((everything) => view(question, given.meta, lots, everything));
});
const amounts = given.amounts.map(([text, of]) => {
  const base = parseAmount(text, of);
  return [base, base === null ? null : amountText(base, of), base === null ? null : shown(base, of)];
});
const addresses = given.questions.map((text) => addressOf(fromParts(read(text), () => true).question, true));
console.log(JSON.stringify({ answers, amounts, addresses }));
"""
SILENT = lot(row(7, workload="silent", accuracy="no labelled data"), name="silent")
LOTS = (many(1, 140), many(2, 90, "yolo"), SILENT)


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    shards = [json.loads(next(iter(combinations.shards(lot).values()))) for lot in LOTS]
    meta = json.loads(json.dumps(view.meta(LOTS, {})))
    given = {"questions": QUESTIONS, "amounts": AMOUNTS, "meta": meta, "shards": shards}
    return run(given, script_folder())


def script_folder() -> Path:
    return paths.shipped("site") / "scripts"


def run(given: dict[str, Any], scripts: Path) -> dict[str, Any]:
    assert node is not None
    command = [node, "--input-type=module", "--eval", SCRIPT, scripts.as_uri()]
    made = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    found: dict[str, Any] = json.loads(made.stdout)
    return found


@pytest.mark.parametrize("place", range(len(QUESTIONS)), ids=QUESTIONS)
def test_the_same_rows_stand_in_the_same_groups_with_the_same_text(told: dict[str, Any], place: int) -> None:
    asked = question.read(QUESTIONS[place], share=True)
    for everything in (False, True):
        drawn = view.view(asked, LOTS, everything=everything)
        assert told["answers"][place][everything] == json.loads(msgspec.json.encode(drawn))


def test_the_questions_try_every_group() -> None:
    answers = [view.view(question.read(text, share=True), LOTS) for text in QUESTIONS]
    groups = ("fits", "nearly", "unknown", "out", "uncounted", "offers", "without")
    for group in (*groups, "more_fits", "more_nearly"):
        assert any(getattr(one, group) for one in answers), group
    bars = [cell for one in answers for row in one.nearly for cell in row.cells]
    assert {cell.bad for cell in bars} == {cell.bad_end for cell in bars} == {True, False}


def test_a_boundary_that_does_not_exist_is_ignored_by_name() -> None:
    body = """
    const { read } = await import(`${given[0]}/state.js`);
    const ignored = (text) => own.fromParts(read(text), () => true).ignored;
    return [own.BOUNDARIES, ignored("task=x&power<=10W@mars"), ignored("task=x&boundary=mars")];
    """
    known, power, boundary = javascript.run("finder_question.js", body, script_folder().as_uri())
    assert known == list(MEASURED_AT)
    assert (power, boundary) == (["power<=10W@mars"], ["boundary=mars"])


@pytest.mark.parametrize("place", range(len(AMOUNTS)), ids=[f"{text} as {of}" for text, of in AMOUNTS])
def test_what_is_typed_is_read_alike(told: dict[str, Any], place: int) -> None:
    text, of = AMOUNTS[place]
    base = question.parse_amount(text, of)
    shown = (None, None) if base is None else (question.amount_text(base, of), question.shown(base, of))
    assert told["amounts"][place] == [base, *shown]


def test_an_address_is_written_alike_and_read_again_asks_the_same(told: dict[str, Any]) -> None:
    for text, written in zip(QUESTIONS, told["addresses"], strict=True):
        asked = question.read(text, share=True)
        assert written == question.write(asked, share=True)
        assert question.read(written, share=True) == asked
