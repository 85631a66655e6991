"""Image classification: one class for a picture, judged by top-1 accuracy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from edgebench.errors import CatalogueError, DataError
from edgebench.model.quantity import Count, FileName, Positive, Ppm
from edgebench.model.workload import DataSet, Variant, Workload
from edgebench.tasks import classes, listing, options, pictures
from edgebench.tasks.task import Example, Score

if TYPE_CHECKING:
    from edgebench.tasks.task import Array


USUAL_CROP_PPM = 875_000


class WorkloadOptions(Struct, frozen=True, forbid_unknown_fields=True):
    size: Positive
    """Side of the square the model sees, in pixels."""
    crop_ppm: Ppm | None = None
    """Side of the middle square that is kept, as a share of the picture's shorter side; 0.875 if not said."""
    stretch: Positive | None = None
    """Instead: the whole picture is made a square of this side, and the middle `size` of it is kept."""


class VariantOptions(Struct, frozen=True, forbid_unknown_fields=True):
    label_offset: Count = 0
    """Outputs before class 0: 1 for the 1001-class models, whose output 0 is `background`."""


class DataSetOptions(Struct, frozen=True, forbid_unknown_fields=True):
    index: FileName = "ilsvrc_index.tsv"
    """Tab-separated with a header line: class index, synset, file."""
    classes: Positive = 1000
    """How many that index knows."""
    labels: FileName | None = None
    """Instead: MLPerf Tiny's list, see listing.labelled. A file it calls .bin may be there as a .jpg."""
    pictures: listing.RelativePath | None = None
    """Where the files lie, if not beside the list: a folder below that of all data sets."""


RAW = ".bin"
"""A file of this ending is the sample itself, [size, size, RGB] uint8, as MLPerf Tiny's are."""


class Task:
    """An answer is the five best classes, best first, or all where there are fewer; a label is a class."""

    measure = "top1"
    splits = False

    def __init__(self, workload: Workload, variant: Variant) -> None:
        self._workload = options.of_workload(WorkloadOptions, workload)
        self._variant = options.of_variant(VariantOptions, workload, variant)
        options.check_square_picture(workload, self._workload.size)
        _check_one_crop(self._workload, f"workload {workload.name}: options")

    def examples(self, folder: Path, data_set: DataSet) -> Sequence[Example]:
        """The pictures of the list that are there: it names more than any subset holds."""
        chosen = options.read(DataSetOptions, data_set.options, f"data set {data_set.name}: options")
        pictures_in = listing.beside(folder, data_set, chosen.pictures) if chosen.pictures else folder
        found = []
        for where, name, right in _listed(folder, chosen):
            if path := listing.member(pictures_in, name, data_set, where, (".jpg",) if chosen.labels else ()):
                found.append(Example(path.name, path, right))
        listing.check_some(len(found), pictures_in, chosen.labels or chosen.index)
        return found

    def preprocess(self, encoded: bytes, example: Example) -> Array:
        chosen = self._workload
        if example.path.suffix == RAW:
            return pictures.unpacked(encoded, chosen.size, example.name)
        picture = pictures.opened(encoded, example.name)
        if chosen.stretch:
            return pictures.middle(pictures.stretched(picture, chosen.stretch), chosen.size)
        crop_ppm = USUAL_CROP_PPM if chosen.crop_ppm is None else chosen.crop_ppm
        return pictures.centre_crop(picture, chosen.size, crop_ppm)

    def postprocess(self, outputs: Sequence[Array], example: Example | None, sample: Array) -> list[int]:
        return [index - self._variant.label_offset for index in classes.best_classes(outputs, 5)]

    def score(self, answers: Sequence[tuple[Example, list[int]]]) -> Score:
        of_five = all(len(answer) == 5 for _, answer in answers)
        return classes.top1(answers, {"top5_ppm": classes.top5_ppm(answers)} if of_five else {})

    def digest(self, answer: list[int]) -> list[int]:
        return answer[:1]

    def agrees(self, answer: Sequence[int], stored: Sequence[int]) -> bool:
        return list(answer) == list(stored)


def _listed(folder: Path, chosen: DataSetOptions) -> Iterator[tuple[str, str, int]]:
    """Each line of the list as (file:line, file, class)."""
    if chosen.labels:
        yield from listing.labelled(folder / chosen.labels)
        return
    listed: set[str] = set()
    for number, (where, (label, _, name, *_)) in enumerate(listing.rows(folder / chosen.index, "\t", 3)):
        if number == 0:
            _check_header(label, where)
            continue
        right = listing.whole_number(label, where)
        if right >= chosen.classes:
            raise DataError(f"{where}: class {right} of {chosen.classes}")
        if name in listed:
            raise DataError(f"{where}: {name} is listed twice")
        listed.add(name)
        yield where, name, right


def _check_header(label: str, where: str) -> None:
    """The first line is passed over, and must not be a picture."""
    if label.isdecimal():
        raise DataError(f"{where}: the header line is missing", "add one: index, synset, file")


def _check_one_crop(chosen: WorkloadOptions, where: str) -> None:
    """Raises CatalogueError when both ways to crop are asked for, or more is kept than there is."""
    if chosen.stretch is None:
        return
    if chosen.crop_ppm is not None:
        raise CatalogueError(f"{where}: stretch and crop_ppm are two ways to crop", "say one of them")
    if chosen.stretch < chosen.size:
        raise CatalogueError(f"{where}: stretch is {chosen.stretch}, less than size, {chosen.size}")
