"""Where another tool measured: typed by the user, or this machine."""

import pytest
from msgspec import structs

from edgebench.errors import ImportRefusedError
from edgebench.imports.device import Typed, elsewhere, this_machine
from edgebench.model.reason import Reason
from tests.imports.build import PI4


def test_a_device_elsewhere_is_as_it_is_typed_and_says_what_was_typed():
    device, missing = elsewhere(PI4)
    assert (device.slug, device.kind, device.profile_revision) == ("pi4", "board", 1)
    assert (device.cpu.model, device.cpu.cores, device.cpu.online) == ("Cortex-A72", 4, 4)
    assert device.typed_by_hand == ["cpu.cores", "cpu.model", "cpu.online", "kernel", "os"]
    assert (device.governor, device.governor_reason) == (None, Reason.NOT_REPORTED)
    assert missing == ("device.accelerators", "device.cpu.isa", "device.emulated", "device.unit")


def test_all_that_was_not_said_is_asked_for_at_once():
    with pytest.raises(ImportRefusedError) as error:
        elsewhere(Typed("pixel-8"))
    assert (
        error.value.hint
        == "Say it: --kind, --cpu, --cores, --os, --kernel; or --here, if it was this machine."
    )


def test_a_phone_without_a_profile_is_of_the_kind_it_is_said_to_be():
    device, _ = elsewhere(Typed("pixel-8", "phone", "Tensor G3", 9, "Android 15", "5.15.148"))
    assert (device.kind, device.profile_revision) == ("phone", None)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": "phone"}, "pi4 is of kind board, not phone"),
        ({"device": "vm-amd-epyc-2", "kind": "vm"}, "--kind vm: there are"),
        ({"device": "../etc", "kind": "board"}, "the device"),
        ({"cpu": "x" * 201}, "the device"),
    ],
)
def test_what_cannot_be_is_refused(changes, why):
    with pytest.raises(ImportRefusedError, match=why):
        elsewhere(structs.replace(PI4, **changes))


def test_this_machine_says_for_itself_what_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("EDGEBENCH_CACHE", str(tmp_path))
    device, missing = this_machine(Typed())
    assert (device.typed_by_hand, missing) == ([], ())
    assert device.cpu.cores >= 1
    with pytest.raises(ImportRefusedError, match="--cores: with --here the machine says this itself"):
        this_machine(Typed(cores=4))
    with pytest.raises(ImportRefusedError, match=f"this machine is {device.slug}, not pi4"):
        this_machine(Typed("pi4"))
