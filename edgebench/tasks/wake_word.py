"""Wake words: whether and when a stream of sound features holds the one word that a model listens for.

The decision is microWakeWord's as pymicro-wakeword 2.5.0 takes it: the word is heard where the mean of the
last `sliding_window` probabilities is above the cutoff; before there are that many, nothing is. That package
has no rule for what follows, and its own program stops at the first detection. Here nothing is heard for a
second, so that a word counts once: ESPHome's devices let a hundred frames of 10 ms pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct, field

from edgebench.errors import CatalogueError, DataError, HarnessError
from edgebench.model.quantity import Count, FileName, Positive, Ppm, Slug
from edgebench.model.workload import DataSet, Variant, Workload
from edgebench.statistics import wilson
from edgebench.tasks import audio_front_end, classes, listing, options, sound, trace
from edgebench.tasks.task import Example, Score

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

ONE = 256
"""What probability 1 would be in the models' uint8 output: its scale is 1/256."""
SECOND_NS = 10**9
HOUR_MS = 3_600_000


class WorkloadOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """Silence around a recording: the front end settles before it, the window fills after it."""

    silence_before_ms: Count
    silence_after_ms: Count


class VariantOptions(Struct, frozen=True, forbid_unknown_fields=True):
    word: Slug
    probability_cutoff_ppm: Ppm
    sliding_window: Positive
    """In chunks."""


Spoken = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}: [A-Za-z0-9_][A-Za-z0-9._+-]{0,199}$")]


class DataSetOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """Every other .wav file of the folder holds no wake word."""

    spoken: list[Spoken]
    """`word: file` for each recording of a wake word."""
    left_out: list[FileName] = field(default_factory=list)


class Heard(Struct, frozen=True):
    """An answer. detections: the chunk at which the word was heard, each time. means: in thousandths."""

    detections: list[int]
    means: list[int]
    chunks: int


class Task:
    """An example is a recording, its label the wake word in it or None. A sample is int8 features."""

    measure = "trace30"
    apart = 30
    """Thousandths. One step of the value before the sigmoid is up to 14 of the output's 256; builds of TFLite
    differ by one or two such steps in some chunks, by 11 thousandths at most in the mean of a second of the
    sample set. A lost chunk or a clip without a reset moves some second by more than 30."""
    splits = False

    def __init__(self, workload: Workload, variant: Variant) -> None:
        self._silence = options.of_workload(WorkloadOptions, workload)
        self._word = options.of_variant(VariantOptions, workload, variant)
        if workload.chunk_ns is None or len(workload.inputs) != 1:
            raise CatalogueError(f"workload {workload.name}: a wake word takes chunk_ns and one input")
        self._chunk_ns = workload.chunk_ns
        ((_, *self._chunk),) = workload.inputs.values()

    def examples(self, folder: Path, data_set: DataSet) -> Sequence[Example]:
        chosen = options.read(DataSetOptions, data_set.options, f"data set {data_set.name}: options")
        words = {name: word for word, name in (each.split(": ") for each in chosen.spoken)}
        for name in words:
            listing.member(folder, name, data_set, f"data set {data_set.name}")
        found = [
            Example(path.name, path, words.get(path.name))
            for path in sorted(folder.glob("*.wav"))
            if path.name not in chosen.left_out
        ]
        listing.check_some(len(found), folder, "*.wav")
        return found

    def preprocess(self, encoded: bytes, example: Example) -> Array:
        import numpy

        recording = sound.opened(encoded, example.name)
        around = (self._silence.silence_before_ms, self._silence.silence_after_ms)
        padded = numpy.pad(recording, [milliseconds * sound.RATE // 1000 for milliseconds in around])
        frames = audio_front_end.frames(padded)
        chunks = len(frames) // self._chunk[0]
        if not chunks:
            raise DataError(f"{example.name}: {len(padded)} samples with silence are too short for a chunk")
        return frames[: chunks * self._chunk[0]].reshape(chunks, *self._chunk)

    def postprocess(self, outputs: Sequence[Array], example: Example | None, sample: Array) -> Heard:
        import numpy

        probabilities = trace.of_chunks(outputs[0], len(sample))
        if probabilities.dtype != numpy.uint8:
            raise HarnessError(f"the runtime returned {probabilities.dtype} values; uint8 are expected")
        return Heard(
            detections=self._detections(probabilities.tolist()),
            means=trace.means(probabilities / ONE, self._chunks_a_second()),
            chunks=len(sample),
        )

    def score(self, answers: Sequence[tuple[Example, Heard]]) -> Score:
        """The share of recordings judged rightly, with Wilson's interval; details hold what a user feels.

        Without recordings of the word there is no false_reject_ppm, without others no
        false_accepts_per_hour_milli. A word heard twice in its own recording counts once.
        """
        ours = [bool(heard.detections) for example, heard in answers if example.label == self._word.word]
        others = [heard for example, heard in answers if example.label != self._word.word]
        rejects, wrong = ours.count(False), sum(bool(heard.detections) for heard in others)
        right = len(answers) - rejects - wrong
        low, high = wilson(right, classes.count(answers))
        return Score(
            metric="clips-right",
            value_ppm=classes.share_ppm(right, len(answers)),
            low_ppm=round(low * 1e6),
            high_ppm=round(high * 1e6),
            samples=len(answers),
            details=_false_rejects(rejects, len(ours)) | self._false_accepts(others),
        )

    def digest(self, answer: Heard) -> list[int]:
        return [len(answer.detections), *answer.means]

    def agrees(self, answer: Sequence[int], stored: Sequence[int]) -> bool:
        return answer[0] == stored[0] and trace.agree(answer[1:], stored[1:], self.apart)

    def _detections(self, probabilities: Sequence[int]) -> list[int]:
        window, cutoff_ppm = self._word.sliding_window, self._word.probability_cutoff_ppm
        found: list[int] = []
        for chunk in range(window - 1, len(probabilities)):
            total = sum(probabilities[chunk - window + 1 : chunk + 1])
            deaf = bool(found) and chunk - found[-1] <= self._chunks_a_second()
            if total * 10**6 > cutoff_ppm * ONE * window and not deaf:
                found.append(chunk)
        return found

    def _chunks_a_second(self) -> int:
        return max(1, SECOND_NS // self._chunk_ns)

    def _false_accepts(self, others: Sequence[Heard]) -> dict[str, int]:
        """How often the word was heard where it is not, in all and an hour; added silence is no sound."""
        silence_ms = self._silence.silence_before_ms + self._silence.silence_after_ms
        lengths = [heard.chunks * self._chunk_ns // 10**6 - silence_ms for heard in others]
        heard_ms = sum(max(0, length) for length in lengths)
        accepts = sum(len(heard.detections) for heard in others)
        counted = {"false_accepts": accepts, "negative_ms": heard_ms}
        if heard_ms:
            counted["false_accepts_per_hour_milli"] = round(accepts * 1000 * HOUR_MS / heard_ms)
        return counted


def _false_rejects(rejects: int, positives: int) -> dict[str, int]:
    counted = {"positives": positives, "false_rejects": rejects}
    if positives:
        counted["false_reject_ppm"] = classes.share_ppm(rejects, positives)
    return counted
