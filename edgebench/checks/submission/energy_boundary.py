"""A meter's boundary is one that its driver can read, and that can be read from this kind of machine."""

from __future__ import annotations

from collections.abc import Iterator

from edgebench import energy_figures
from edgebench.checks.submitted import Problem, Submitted
from edgebench.comparison import device_class
from edgebench.model.energy import Boundary, Meter
from edgebench.model.result import Result

RULE = "energy-boundary"
OF_DRIVER: dict[str, frozenset[Boundary]] = {
    "powercap-rapl": frozenset({"soc_package"}),
    "nvml": frozenset({"gpu_board", "module_dc"}),
    "jetson-ina3221": frozenset({"soc_rails", "module_dc", "board_dc"}),
    "raspberry-pi-5-pmic": frozenset({"soc_rails"}),
    "battery": frozenset({"device_battery"}),
}
"""Of drivers whose sensors are soldered in; the others read wherever they are connected."""


def check(submitted: Submitted) -> list[Problem]:
    """A virtual machine's own meters do not measure what it uses; what says that it was simulated may."""
    energy = submitted.result.energy
    return [
        submitted.problem(RULE, f"$.energy.meters[{place}].boundary", f"{what}.", "Measure again.")
        for place, meter in enumerate(energy.meters if energy else ())
        for what in _faults(submitted.result, meter)
    ]


def _faults(result: Result, meter: Meter) -> Iterator[str]:
    known = OF_DRIVER.get(meter.driver, frozenset({meter.boundary}))
    if meter.boundary not in known:
        yield f"It is {meter.boundary}, {meter.driver} reads {' or '.join(sorted(known))}"
    elif _is_inside(result, meter) and not energy_figures.is_simulated(result):
        yield f"It is {meter.boundary}, and the machine is not physical: only wall_ac holds all that it uses"


def _is_inside(result: Result, meter: Meter) -> bool:
    return device_class(result) != "physical" and meter.boundary != "wall_ac"
