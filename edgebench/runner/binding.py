"""Before anything is measured: the meters asked for, each opened once, and whether to believe it here."""

from __future__ import annotations

from collections.abc import Sequence

from edgebench.energy import need
from edgebench.lab import Binding
from edgebench.meters import discover
from edgebench.model.meter import MeterError, Specification
from edgebench.model.reason import TEXT, Reason
from edgebench.probes.device import DeviceFacts
from edgebench.runner.metering import Bound


def bind(bindings: Sequence[Binding], device: DeviceFacts) -> list[Bound]:
    """Never raises for a meter: what cannot be read is told, and the timing goes on."""
    return [_bound(one, device) for one in bindings]


def window_ns(bound: Sequence[Bound]) -> int:
    """What all of them need; 0 where none of them will be read."""
    return max((one.window_ns for one in bound if not one.refused), default=0)


def _bound(binding: Binding, device: DeviceFacts) -> Bound:
    boundary = binding.boundary or discover.named(binding.driver).boundary
    floor_ns = need.FLOOR_S[boundary] * 10**9
    if not binding.simulated and _is_not_physical(device) and boundary != "wall_ac":
        text = TEXT[Reason.HOST_NOT_PHYSICAL]
        return Bound(binding, 0, None, Reason.HOST_NOT_PHYSICAL, text.sentence, text.cure)
    try:
        specification = opened(binding)
    except MeterError as error:
        return Bound(binding, floor_ns, None, None, error.message, error.hint or TEXT[error.reason].cure)
    return Bound(binding, need.window_ns(specification), specification)


def opened(binding: Binding) -> Specification:
    """As it says of itself and the lab file of it; read once, since opening is no proof."""
    meter = binding.meter()
    try:
        specification = binding.said(meter.open())
        if not getattr(meter, "imports", False):
            meter.read()
    finally:
        meter.close()
    return specification


def _is_not_physical(device: DeviceFacts) -> bool:
    return device.emulated != "none" or device.kind == "vm" or device.virtual not in {"none", "container"}
