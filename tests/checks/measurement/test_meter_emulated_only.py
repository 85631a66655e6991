from __future__ import annotations

from edgebench.checks.measurement import meter_emulated_only
from edgebench.model.result import Result
from tests.build import meter, metered, rapl, rendered, result

RULE = "meter-emulated-only"


def drivers(one: Result) -> object:
    finding = meter_emulated_only.check(one)
    return finding.values["drivers"] if finding else None


def test_every_driver_that_never_ran_on_the_real_thing_is_named_once() -> None:
    loose = {"validated": "emulated-only"}
    assert drivers(metered(by=meter(**loose), others=[(rapl(**loose), 0.5), (meter(**loose), 1.0)])) == (
        "powercap-rapl yokogawa-wt310"
    )


def test_a_driver_that_did_is_not() -> None:
    assert drivers(metered(others=[(rapl(), 0.5)])) is None
    assert drivers(result()) is None


def test_one_driver_is_told_as_one() -> None:
    assert rendered(RULE, drivers="shelly", number=1).startswith("The 1 driver shelly has only been run ")
