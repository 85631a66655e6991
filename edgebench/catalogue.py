"""workloads/*.toml -> Workload: read, checked, and looked up by name.

Every error is a CatalogueError that names the file, the place in it and the value found.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from edgebench import paths
from edgebench.errors import CatalogueError
from edgebench.model.suite import Suite, Suites
from edgebench.model.workload import (
    Answers,
    Artefact,
    DataSet,
    FileSource,
    InputEncoding,
    Pipeline,
    Variant,
    Workload,
)
from edgebench.recipes import recipe as recipes
from edgebench.sample_sets import sample_set
from edgebench.tasks import task
from edgebench.toml_reader import read

MOST_SAMPLE_BYTES = 64 << 20
SUITES = "suites.toml"

Noun = TypeVar("Noun")


@dataclass(frozen=True)
class Catalogue:
    """What the folder workloads/ offers, by name."""

    revision: int
    workloads: Mapping[str, Workload]
    suites: Mapping[str, Suite]

    def find(self, *names: str) -> list[Workload]:
        """These workloads, in this order; the name of a family stands for all of its workloads.

        Raises CatalogueError for an unknown name, with the nearest one.
        """
        return [one for name in names for one in self._family(name) or [self._workload(name)]]

    def _family(self, name: str) -> list[Workload]:
        """A workload comes before a family of the same name."""
        return (
            [] if name in self.workloads else [one for one in self.workloads.values() if one.family == name]
        )

    def _workload(self, name: str) -> Workload:
        return _named(self.workloads, name, "workload", "workloads")

    def suite(self, name: str) -> list[tuple[Workload, list[Variant]]]:
        """A suite's workloads and their variants, in its order."""
        chosen = []
        for entry in _named(self.suites, name, "suite", "suites").entries:
            found = self._workload(entry.workload)
            variants = [variant(found, each) for each in entry.variants]
            chosen.append((found, variants or found.variant))
        return chosen


def variant(of: Workload, name: str) -> Variant:
    """The workload's variant of this name. Raises CatalogueError with the nearest name."""
    return _named({each.name: each for each in of.variant}, name, f"variant of {of.name}", "workloads")


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Every workload and suite of a folder, the shipped one by default."""
    folder = folder or paths.shipped("workloads")
    if not folder.is_dir():
        raise CatalogueError(f"{folder}: there is no such folder of workloads")
    files = sorted(path for path in folder.glob("*.toml") if path.name != SUITES)
    workloads = {path.stem: load_workload(path) for path in files}
    suites = read(folder / SUITES, Suites)
    _refuse_twice((suite.name for suite in suites.suite), "suite", folder / SUITES)
    catalogue = Catalogue(suites.revision, workloads, {suite.name: suite for suite in suites.suite})
    try:
        for name in catalogue.suites:
            catalogue.suite(name)
    except CatalogueError as error:
        raise CatalogueError(f"{folder / SUITES}: {error.message}", error.hint) from None
    return catalogue


def catalogue_revision(folder: Path | None = None) -> int:
    """The number that rises with every change under workloads/."""
    return read((folder or paths.shipped("workloads")) / SUITES, Suites).revision


def load_workload(path: Path) -> Workload:
    """One workload, with everything checked that can be checked without its files."""
    loaded = read(path, Workload)
    if loaded.name != path.stem:
        raise CatalogueError(
            f'{path}: name: "{loaded.name}" is not the file\'s name', f"rename it {loaded.name}.toml"
        )
    _refuse_twice((each.name for each in loaded.variant), "variant", path)
    _refuse_twice((each.name for each in loaded.data_set), "data_set", path)
    _refuse_twice((each.name for each in loaded.bound), "bound", path)
    for place, problem in _problems(loaded):
        raise CatalogueError(f"{path}: {place}: {problem}")
    return loaded


def _problems(of: Workload) -> Iterator[tuple[str, str]]:
    """What the types cannot say: place and problem."""
    if not of.variant:
        yield "variant", "there is none"
    if of.quality.target_ppm > of.quality.reference_ppm:
        yield (
            "quality.target_ppm",
            f"{of.quality.target_ppm} is above the reference, {of.quality.reference_ppm}",
        )
    for data_set in of.data_set:
        yield from _data_set_problems(data_set)
    chosen = task.named(of.task)
    if chosen is None:
        yield "task", f'there is no task "{of.task}"'
        return
    if sample_set.named(of.sample_set.generator) is None:
        yield "sample_set.generator", f'there is no generator "{of.sample_set.generator}"'
    if of.pipeline is not None:
        yield from _pipeline_problems(of.pipeline, of, splits=chosen.splits)
    for stored in of.answers:
        yield from _answers_problems(stored, of, chosen.measure)
    for each in of.variant:
        for key, problem in _variant_problems(each, of):
            yield f'variant "{each.name}": {key}', problem


def _data_set_problems(of: DataSet) -> Iterator[tuple[str, str]]:
    if ".." in of.folder.split("/"):
        yield f'data_set "{of.name}": folder', f'"{of.folder}" leaves the folder of data sets'
    if of.evidence == "full" and of.examples is None:
        yield f'data_set "{of.name}": examples', "a full set says how many it has"


def _pipeline_problems(of: Pipeline, within: Workload, *, splits: bool) -> Iterator[tuple[str, str]]:
    if sample_set.named(of.generator) is None:
        yield "pipeline.generator", f'there is no generator "{of.generator}"'
    if within.chunk_ns is not None:
        yield "pipeline", "a workload with chunk_ns is asked chunk after chunk and has no encoded files"
    if splits:
        yield "pipeline", f'a file of task "{within.task}" is several samples, not one query'
    if len(of.shape) != (3 if of.encoding == "jpeg" else 2) or (of.encoding == "jpeg" and of.shape[2] != 3):
        yield "pipeline.shape", f"{of.shape} is neither a picture's, [480, 640, 3], nor a sound's, [1, 16000]"
    elif of.bytes_decoded() > MOST_SAMPLE_BYTES:
        yield "pipeline.shape", f"{of.samples} samples of {of.shape} are more than 64 MiB"


def _answers_problems(of: Answers, within: Workload, measure: str) -> Iterator[tuple[str, str]]:
    if of.variant not in {each.name for each in within.variant}:
        yield "answers", f'there is no variant "{of.variant}"'
    if len(of.answers) != within.sample_set.samples:
        yield (
            f"answers of {of.variant}",
            f"{len(of.answers)} rows; the sample set has {within.sample_set.samples} samples",
        )
    if of.measure != measure:
        yield f"answers of {of.variant}: measure", f'"{of.measure}" is not the task\'s, "{measure}"'


def _variant_problems(of: Variant, within: Workload) -> Iterator[tuple[str, str]]:
    others = {each.name: each for each in within.variant if each.name != of.name}
    for name in of.stand_in_for:
        if name not in others:
            yield "stand_in_for", f'there is no other variant "{name}"'
    if (same := of.same_weights_as) is not None:
        if same not in others:
            yield "same_weights_as", f'there is no other variant "{same}"'
        elif others[same].same_weights_as is not None:
            yield "same_weights_as", f'"{same}" has its weights from another; name that one'
    yield from _state_problems(of, within)
    yield from _input_problems(of.input)
    yield from _artefact_problems(of, "")
    if not of.source and not of.recipe:
        yield "source", "there is neither a source nor a recipe"


def _state_problems(of: Variant, within: Workload) -> Iterator[tuple[str, str]]:
    for key, given in (("state", of.state), ("input.context", of.input.context)):
        if given and within.chunk_ns is None:
            yield key, "only a workload with chunk_ns has any"
    for name in of.state_shapes:
        if name not in of.state.values():
            yield "state_shapes", f'no state enters by "{name}"'


def _input_problems(of: InputEncoding) -> Iterator[tuple[str, str]]:
    for key, numbers in (("input.mean", of.mean), ("input.scale", of.scale)):
        if not numbers or not all(map(math.isfinite, numbers)):
            yield key, f"expected one finite number, or one a channel, got {numbers}"
    if 0 in of.scale:
        yield "input.scale", "0 cannot be divided by"
    if len(of.mean) != len(of.scale):
        yield "input.scale", f"it has {len(of.scale)} numbers, mean has {len(of.mean)}"
    if any(length < 1 for length in of.shape):
        yield "input.shape", f"{of.shape} has a dimension below 1"


def _artefact_problems(of: Artefact, within: str) -> Iterator[tuple[str, str]]:
    if any(isinstance(source, FileSource) for source in of.source):
        yield f"{within}source", "a file on one machine is no source for everyone"
    for recipe in of.recipe:
        if recipes.named(recipe.name) is None:
            yield f"{within}recipe", f'there is no recipe "{recipe.name}"'
        for part in recipe.inputs:
            yield from _artefact_problems(part, f'recipe "{recipe.name}": input "{part.file}": ')


def _named(known: Mapping[str, Noun], name: str, noun: str, many: str) -> Noun:
    if name in known:
        return known[name]
    nearest = difflib.get_close_matches(name, known, n=1)
    guess = f": did you mean {nearest[0]}?" if nearest else f"; there are {', '.join(known)}"
    raise CatalogueError(f'unknown {noun} "{name}"{guess}', f"edgebench list {many}")


def _refuse_twice(names: Iterable[str], noun: str, path: Path) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise CatalogueError(f'{path}: {noun} "{name}" is there twice')
        seen.add(name)
