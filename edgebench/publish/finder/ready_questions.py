"""Questions that are asked often, each a page of its own; one is the worked example of the front page."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from edgebench.publish.finder import judge, question, view
from edgebench.publish.finder.combinations import VIRTUAL, Lot
from edgebench.publish.finder.question import Question


class Ready(Struct, frozen=True):
    """address: what follows # in the finder's address."""

    slug: str
    title: str
    address: str


READY = (
    Ready(
        "object-detection-10-w",
        "Object detection within 50 ms, at most 10 W at the wall and 150 USD",
        "task=object-detection&p90<=50ms&power<=10W@wall_ac&price<=150USD",
    ),
    Ready(
        "object-detection-30-fps",
        "Object detection at 30 frames a second",
        "task=object-detection&p90<=30fps",
    ),
    Ready(
        "image-classification-15-w",
        "Image classification, at least 70 % right, within 50 ms, at most 15 W at the wall",
        "task=image-classification&acc>=70%&p90<=50ms&power<=15W@wall_ac",
    ),
    Ready(
        "image-classification-70-percent",
        "Image classification, at least 70 % right, within 20 ms",
        "task=image-classification&acc>=70%&p90<=20ms",
    ),
    Ready(
        "mobilenet-v2-10-w",
        "MobileNetV2 within 50 ms, at most 10 W at the wall",
        "workload=mobilenet-v2&p90<=50ms&power<=10W@wall_ac",
    ),
    Ready(
        "keyword-spotting-20-mj",
        "Keyword spotting, at least 90 % right, for at most 20 mJ a word at the wall",
        "task=keyword-spotting&acc>=90%&p99<=50ms&energy<=20mJ@wall_ac",
    ),
    Ready(
        "wake-word-100-usd",
        "A wake word on a board for at most 100 USD",
        "task=wake-word&p99<=10ms&price<=100USD&on=board",
    ),
    Ready(
        "voice-activity-1-ms",
        "Voice activity, 99 of 100 answers within 1 ms",
        "task=voice-activity&p99<=1ms",
    ),
)


def asked(ready: Ready, lots: Sequence[Lot]) -> Question:
    """Its question; whether an accuracy is a share is its task's."""
    plain = question.read(ready.address)
    mine = judge.asked_of(plain, lots)
    return question.read(ready.address, share=bool(mine) and mine[0].of.share)


def example(lots: Sequence[Lot]) -> Ready:
    """Of those that something fits the one whose answer has the most columns with a value, then the most
    conditions; of equals the first. Where nothing physical has been ranked, the first workload that virtual
    machines ran.
    """
    return _only_virtual(lots) or max(READY, key=lambda ready: _telling(asked(ready, lots), lots))


def _telling(one: Question, lots: Sequence[Lot]) -> tuple[int, int, int]:
    """Columns with a value, conditions; more conditions first where nothing fits."""
    fits = view.view(one, lots).fits
    columns = list(zip(*(row.cells for row in fits), strict=True))
    told = sum(any(not cell.missing for cell in column) for column in columns)
    return told, len(one.limits), len(one.chosen)


def _only_virtual(lots: Sequence[Lot]) -> Ready | None:
    if any(device.kind != VIRTUAL for lot in lots for device in lot.devices):
        return None
    first = next((lot for lot in lots if lot.rows), None)
    return Ready("", first.of.title, f"workload={first.of.name}&on={VIRTUAL}") if first else None
