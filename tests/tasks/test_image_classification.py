"""Image classification from encoded picture to score."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest
from msgspec import structs

from edgebench.errors import CatalogueError, DataError
from edgebench.model.workload import Option
from edgebench.tasks import task
from edgebench.tasks.image_classification import Task
from edgebench.tasks.task import Example
from tests.tasks.build import NO_SAMPLE, data_set, png, variant, workload

SCORES = [numpy.array([[9, 1, 2, 8, 3, 4, 5]], numpy.uint8)]


def made(label_offset: int = 0) -> Task:
    return Task(workload(size=8), variant({"label_offset": label_offset}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ilsvrc_index.tsv").write_text("index\tsynset\tfile\n0\tn1\ttench.png\n1\tn2\tgoldfish.png\n")
    (tmp_path / "goldfish.png").write_bytes(png())
    return tmp_path


def test_it_is_found_by_the_name_of_the_workloads_task() -> None:
    assert isinstance(task.load(workload("image-classification", size=8), variant()), Task)


@pytest.mark.parametrize("name", ["mind-reading", "boxes", "task", "a.b", "image-classification.x"])
def test_a_task_that_is_not_there_is_named_with_its_workload(name: str) -> None:
    with pytest.raises(CatalogueError, match=f"workload tiny: there is no task '{name}'"):
        task.load(workload(name), variant())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "workload tiny: options: .*missing required field `size`"),
        ({"size": 8, "sizes": 8}, "workload tiny: options: .*unknown field `sizes`"),
        ({"size": 8, "crop_ppm": 2_000_000}, r"workload tiny: options: .*\$\.crop_ppm"),
        ({"size": 8, "stretch": 9, "crop_ppm": 1_000_000}, "stretch and crop_ppm are two ways to crop"),
        ({"size": 8, "stretch": 7}, "stretch is 7, less than size, 8"),
        ({"size": 9}, r"inputs are .*\[8, 8, 3\].*, its option size is 9"),
    ],
)
def test_wrong_options_of_a_workload_are_named(options: dict[str, Option], message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        Task(structs.replace(workload(), options=options), variant())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1000\tn3\tgoldfish2.png\n", r"tsv:4: class 1000 of 1000"),
        ("1\tn2\tgoldfish.png\n", r"tsv:4: goldfish.png is listed twice"),
    ],
)
def test_a_list_that_would_score_wrongly_is_refused(folder: Path, line: str, message: str) -> None:
    with (folder / "ilsvrc_index.tsv").open("a") as index:
        index.write(line)
    with pytest.raises(DataError, match=message):
        made().examples(folder, data_set())


def test_a_list_without_its_header_is_refused(folder: Path) -> None:
    (folder / "ilsvrc_index.tsv").write_text("1\tn2\tgoldfish.png\n")
    with pytest.raises(DataError, match="the header line is missing"):
        made().examples(folder, data_set())


def test_wrong_options_of_a_variant_are_named_with_both() -> None:
    with pytest.raises(CatalogueError, match=r"workload tiny: options of variant onnx-fp32: .*`offset`"):
        Task(workload(size=8), variant({"offset": 1}))


def test_examples_are_the_pictures_of_the_index_that_are_there(folder: Path) -> None:
    assert made().examples(folder, data_set()) == [Example("goldfish.png", folder / "goldfish.png", 1)]


def test_a_folder_without_any_of_the_pictures_is_an_error(folder: Path) -> None:
    (folder / "goldfish.png").unlink()
    with pytest.raises(DataError, match=r"has none of the files wanted \(ilsvrc_index\.tsv\)"):
        made().examples(folder, data_set())


def test_a_label_that_is_no_number_is_named_by_its_line(folder: Path) -> None:
    (folder / "ilsvrc_index.tsv").write_text("index\tsynset\tfile\nfirst\tn1\ttench.png\n")
    with pytest.raises(DataError, match=r"ilsvrc_index\.tsv:2: 'first' is not a whole number"):
        made().examples(folder, data_set())


def test_examples_of_mlperf_tinys_list_may_lie_beside_it_as_other_pictures(tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "y_labels.csv").write_text("7.bin,2,1\n8.bin,2,0\n9.bin,2,0\n")
    (tmp_path / "photographs").mkdir()
    (tmp_path / "photographs" / "7.jpg").touch()
    (tmp_path / "photographs" / "9.bin").touch()
    chosen = data_set(labels="y_labels.csv", pictures="photographs")
    found = made().examples(tmp_path / "some", chosen)
    assert [(each.name, each.label) for each in found] == [("7.jpg", 1), ("9.bin", 0)]
    assert {each.path.parent for each in found} == {tmp_path / "photographs"}


@pytest.mark.parametrize("place", ["../photographs", "/etc", "a/../../b", ""])
def test_pictures_cannot_lie_outside_the_data_sets(place: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"data set some: options: .*\$\.pictures"):
        made().examples(tmp_path, data_set(labels="y_labels.csv", pictures=place))


def test_a_file_called_bin_is_the_sample_itself() -> None:
    sample = made().preprocess(bytes(range(192)), Example("x.bin", Path("x.bin"), 0))
    assert (sample.shape, sample.dtype.name, sample[0, 1].tolist()) == ((8, 8, 3), "uint8", [3, 4, 5])


def test_raw_pixels_of_another_length_are_refused() -> None:
    with pytest.raises(DataError, match=r"x\.bin: 191 bytes, 192 are expected"):
        made().preprocess(bytes(191), Example("x.bin", Path("x.bin"), 0))


def test_of_two_classes_there_is_no_top5() -> None:
    answer = made().postprocess([numpy.array([[0.25, 0.75]])], None, NO_SAMPLE)
    assert made().score([(Example("a", Path("a"), 1), answer)]).details == {}


def test_a_sample_is_a_square_of_bytes_without_a_batch() -> None:
    sample = made().preprocess(png(20, 30, (1, 2, 3)), Example("x.png", Path("x.png"), 0))
    assert (sample.shape, sample.dtype.name, sample[0, 0].tolist()) == ((8, 8, 3), "uint8", [1, 2, 3])


def test_a_stretched_sample_is_the_middle_of_the_whole_picture_made_square() -> None:
    stretching = Task(workload(size=8, stretch=10), variant())
    edge = png(20, 40, (9, 9, 9))
    whole = stretching.preprocess(edge, Example("x.png", Path("x.png"), 0))
    assert (whole.shape, numpy.unique(whole).tolist()) == ((8, 8, 3), [9])


def test_an_answer_is_the_five_best_classes() -> None:
    assert made().postprocess(SCORES, None, NO_SAMPLE) == [0, 3, 6, 5, 4]


def test_a_model_with_a_background_class_is_counted_from_the_class_after_it() -> None:
    assert made(label_offset=1).postprocess(SCORES, None, NO_SAMPLE) == [-1, 2, 5, 4, 3]


def test_the_score_is_top1_with_top5_beside_it() -> None:
    first = Example("a", Path("a"), 3)
    score = made().score([(first, [3, 1, 2, 4, 5]), (first, [1, 2, 4, 5, 3])])
    assert (score.metric, score.value_ppm, score.details) == ("top1", 500_000, {"top5_ppm": 1_000_000})


def test_answers_agree_when_the_first_class_is_the_same() -> None:
    assert made().digest([7, 1, 2]) == [7]
    assert made().agrees([7], [7])
    assert not made().agrees([7], [8])
