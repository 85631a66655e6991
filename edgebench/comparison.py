"""When two results may be compared: two keys, functions of a result, and the names of what differs.

Results of one ranking key may stand in one ranking. Results of one cell key measured the same
thing: they are repeats. NUMBERS ("Comparable") is written down here and nowhere else.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Literal

from msgspec import Struct, structs

from edgebench import energy_figures
from edgebench.errors import ComparisonError, meant
from edgebench.model.energy import Meter
from edgebench.model.result import Result

DeviceClass = Literal["physical", "vm", "emulated"]


def device_class(result: Result) -> DeviceClass:
    """A container runs on the bare hardware; a virtual machine, named by its hypervisor, does not."""
    device = result.device
    if device.emulated != "none":
        return "emulated"
    return "vm" if device.hypervisor or device.kind == "vm" else "physical"


def _gib(count: int | None) -> int | None:
    return None if count is None else round(count / 2**30)


def _unless_offline(result: Result, count: int) -> int | None:
    return None if result.load.scenario == "offline" else count


def _of_meter(read: Callable[[Meter], object]) -> Callable[[Result], object]:
    """Of the primary meter; None without energy."""

    def of_result(result: Result) -> object:
        energy = energy_figures.sound(result)
        return None if energy is None else read(energy_figures.primary(energy))

    return of_result


def _driver_unless_accurate(result: Result) -> str | None:
    """Without a stated accuracy only values of one driver are ranked together."""
    energy = energy_figures.sound(result)
    if energy is None or energy.gross_u_nj is not None:
        return None
    return energy_figures.primary(energy).driver


_DERIVED: Mapping[str, Callable[[Result], object]] = {
    "class": device_class,
    # Two builds of one version are two versions.
    "sut.runtime.version": lambda result: (result.sut.runtime.version, result.sut.runtime.build),
    # What the kernel keeps for itself differs by a few MiB from boot to boot.
    "device.memory_gib": lambda result: _gib(result.device.memory_bytes),
    # As asked for: of all streams together, however many a pilot or a search found.
    "sut.threads": lambda result: result.provenance.repeat.threads,
    # In Offline every system answers in the batches that suit it best.
    "load.batch": lambda result: _unless_offline(result, result.load.batch),
    "load.samples_per_query": lambda result: _unless_offline(result, result.load.samples_per_query),
    "energy.boundary": _of_meter(lambda meter: meter.boundary),
    "energy.boundary_includes": _of_meter(lambda meter: sorted(meter.boundary_includes)),
    "energy.driver": _of_meter(lambda meter: meter.driver),
    "energy.model": _of_meter(lambda meter: meter.model),
    "energy.accuracy": _of_meter(lambda meter: meter.accuracy),
    "energy.driver_unless_accurate": _driver_unless_accurate,
}
"""Fields of a key that are not one field of the file."""

RANKING_FIELDS = (
    "kind",
    "workload.name",
    "workload.revision",
    "workload.division",
    "workload.input_shapes",
    "workload.outputs_scope",
    "workload.sample_set",
    "variant.weights",
    "load.scenario",
    "load.scope",
    "load.tier",
    "load.batch",
    "load.samples_per_query",
    "load.bound_ns",
    "load.period_ns",
    "load.percentile_ppm",
    "load.chunk_ns",
    "load.includes_input_copy",
    "class",
    "quality.met",
)
CELL_FIELDS = (
    *RANKING_FIELDS,
    "variant.name",
    "variant.format",
    "variant.files",
    "variant.recipe",
    "variant.precision",
    "device.slug",
    "device.profile_revision",
    "device.unit",
    "device.power_mode",
    "device.governor",
    "device.cpu_max_khz",
    "device.gpu_max_khz",
    "sut.harness",
    "sut.runtime.name",
    "sut.runtime.version",
    "tool.harness_sha256",
    "sut.provider",
    "sut.accelerator",
    "sut.execution_precision",
    "sut.threads",
    "sut.affinity",
    "sut.options",
    # As asked for: what a pilot or a search found is a result.
    "provenance.repeat.batch",
    "provenance.repeat.streams",
)
_BRINGS: Mapping[str, tuple[str, ...]] = {
    # One thread is pinned unless it is all there are; several are pinned to as many cores.
    "sut.threads": ("sut.affinity",),
    "load.batch": ("load.samples_per_query", "provenance.repeat.batch"),
    "provenance.repeat.batch": ("load.batch", "load.samples_per_query"),
}
"""Fields that a setting changes with its own, so that who varies it varies them."""
_SETTINGS = {"batch": "load.batch"}
"""Names of settings that several fields end in."""
VERSION_FIELDS = ("sut.runtime.version", "tool.harness_sha256")
ROW_FIELDS = (
    # Any unit of the same device will do. A generic profile (`vm`, `pc`) says too little about it.
    "device.slug",
    "device.cpu.model",
    "device.cpu.cores",
    "device.cpu.online",
    "device.memory_gib",
    "device.cooling",
    *(
        name
        for name in CELL_FIELDS
        if name not in RANKING_FIELDS
        and name not in {"device.slug", "device.profile_revision", "device.unit", *VERSION_FIELDS}
    ),
)
BOUNDARY_FIELDS = ("energy.boundary", "energy.boundary_includes")
"""In which energies must not differ, whatever is done with them."""
_HASHABLE = {str, int, type(None), bool}
METER_FIELDS = (*BOUNDARY_FIELDS, "energy.driver", "energy.model", "energy.accuracy", "device.unit")
"""Results that agree in these were measured with one meter. A meter has no number of its own in a file."""


class Key(Struct, frozen=True):
    """Names of fields and their values; equal and hashed by both. `key["load.tier"]` is one value."""

    names: tuple[str, ...]
    values: tuple[object, ...]

    @property
    def fields(self) -> tuple[tuple[str, object], ...]:
        return tuple(zip(self.names, self.values, strict=True))

    def __getitem__(self, name: str) -> object:
        return dict(self.fields)[name]


def ranking_key(result: Result) -> Key:
    """What results of one ranking have in common."""
    return key_of(result, RANKING_FIELDS)


def energy_ranking_key(result: Result) -> Key | None:
    """The same for a ranking by energy: also the boundary and what it includes, and the driver where the
    accuracy is unspecified. None without energy.
    """
    if energy_figures.sound(result) is None:
        return None
    return key_of(result, (*RANKING_FIELDS, *BOUNDARY_FIELDS, "energy.driver_unless_accurate"))


def one_meter(results: Sequence[Result]) -> bool:
    """Whether all these energies were measured with one meter, whose own errors they share."""
    return not _differing(results, METER_FIELDS)


def meter_key(result: Result) -> Key:
    """What energies measured with one meter have in common."""
    return key_of(result, METER_FIELDS)


def energy_obstacle(results: Sequence[Result]) -> str:
    """Why these energies may not be compared, with the fields named; empty where they may.

    The boundary and what it includes are the same; on different meters, each states its accuracy.
    """
    if differ := _differing(results, BOUNDARY_FIELDS):
        return f"not comparable: they differ in {_told(results, differ)}"
    found = [energy_figures.sound(result) for result in results]
    if all(energy is None or energy.gross_u_nj is not None for energy in found) or one_meter(results):
        return ""
    differ = _differing(results, METER_FIELDS)
    return f"not comparable: accuracy unspecified on different meters: {_told(results, differ)}"


def _differing(results: Sequence[Result], fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in fields if len(_values(results, name)) > 1)


def _values(results: Sequence[Result], name: str) -> list[object]:
    """Different ones, in the order of the results."""
    return list(dict.fromkeys(_frozen(read_field(result, name)) for result in results))


def _told(results: Sequence[Result], names: Sequence[str]) -> str:
    """`energy.boundary (wall_ac, soc_package), energy.accuracy`: values where they are words."""
    told = []
    for name in names:
        words = [_word(value) for value in _values(results, name)]
        told.append(f"{name} ({', '.join(words)})" if all(words) else name)
    return ", ".join(told)


def _word(value: object) -> str:
    if isinstance(value, tuple):
        return "+".join(value) or "nothing" if all(isinstance(one, str) for one in value) else ""
    return str(value)


def cell_key(result: Result) -> Key:
    """What repeats of one cell have in common."""
    return key_of(result, CELL_FIELDS)


def row_key(result: Result) -> Key:
    """What results of one row of a ranking have in common, whatever the version of runtime and harness."""
    return key_of(result, ROW_FIELDS)


def version_key(result: Result) -> Key:
    """The version that a row shows."""
    return key_of(result, VERSION_FIELDS)


def differences(a: Result, b: Result, fields: tuple[str, ...] = CELL_FIELDS) -> tuple[str, ...]:
    """Names of the fields in which two results differ; none: they are repeats of one cell."""
    first, second = key_of(a, fields), key_of(b, fields)
    pairs = zip(first.fields, second.fields, strict=True)
    return tuple(name for (name, one), (_, other) in pairs if one != other)


def fields_named(name: str) -> tuple[str, ...]:
    """The fields of the cell key that `--vary` means by a name.

    A field (`sut.runtime.version`), the end of one (`runtime.version`), or a part of the key (`device`,
    `variant`), less what a ranking asks of every result. With a setting go the fields that it brings: with
    `threads` the affinity, with `batch` the samples of a query. Raises ComparisonError with the nearest.
    """
    name = _SETTINGS.get(name, name)
    if name in CELL_FIELDS:
        return (name, *_BRINGS.get(name, ()))
    ends = tuple(field for field in CELL_FIELDS if field.endswith(f".{name}"))
    if len(ends) == 1:
        return (*ends, *_BRINGS.get(ends[0], ()))
    part = tuple(field for field in CELL_FIELDS if f".{name}." in f".{field}" and field not in RANKING_FIELDS)
    if part:
        return part
    if ends:
        raise ComparisonError(f"--vary {name}: that may be {' or '.join(ends)}", "Name one of them.")
    short = [field.partition(".")[2] or field for field in CELL_FIELDS]
    raise ComparisonError(
        f"--vary: unknown field {name!r}{meant(name, [*CELL_FIELDS, *short])}",
        "A field of the cell key, like runtime.version, sut.threads or harness_sha256; or device, variant.",
    )


def key_of(result: Result, fields: tuple[str, ...]) -> Key:
    """A key of these fields: dotted names of the file's, or of those derived here."""
    values = values_of(result, fields)
    return Key(fields, tuple([one if type(one) in _HASHABLE else _frozen(one) for one in values]))


def values_of(result: Result, fields: tuple[str, ...]) -> list[object]:
    """The values of these fields, in their order, each as `read_field` has it."""
    read, derived = _readers(fields)
    values = list(read(result))
    for place, function in derived:
        values.insert(place, function(result))
    return values


def read_field(result: Result, name: str) -> object:
    """The value of one field of a key, as it is in the file or derived."""
    return _DERIVED[name](result) if name in _DERIVED else attrgetter(name)(result)


_Readers = tuple[Callable[[Result], Iterable[object]], tuple[tuple[int, Callable[[Result], object]], ...]]


@functools.cache
def _readers(fields: tuple[str, ...]) -> _Readers:
    """What reads all fields of the file's at once, and each derived one with its place: every result of every
    board is asked for several keys.
    """
    derived = tuple((place, _DERIVED[name]) for place, name in enumerate(fields) if name in _DERIVED)
    plain = [name for name in fields if name not in _DERIVED]
    if len(plain) > 1:
        return attrgetter(*plain), derived
    return (lambda result: [attrgetter(name)(result) for name in plain]), derived


def _frozen(value: Any) -> object:
    """The same value, hashable, without the order of an object's members. Option `true` is not option 1."""
    if isinstance(value, dict):
        return tuple((name, type(value[name]).__name__, _frozen(value[name])) for name in sorted(value))
    if isinstance(value, list | tuple):
        return tuple(member if type(member) in _HASHABLE else _frozen(member) for member in value)
    if isinstance(value, Struct):
        return _frozen(structs.astuple(value))
    return value
