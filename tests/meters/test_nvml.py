from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from edgebench.meters import nvml
from edgebench.meters.nvml import Meter, NvmlSettings
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason
from tests.meters import fake_pynvml as fake
from tests.meters.fake_pynvml import NVMLError, Pynvml

HERE = Path("/")


def machine(monkeypatch: pytest.MonkeyPatch, **facts: Any) -> Pynvml:
    """A fake machine, whose library every meter of this test finds."""
    library = Pynvml(**facts)
    monkeypatch.setitem(sys.modules, "pynvml", library)
    return library


def test_the_counter_is_read_in_nanojoules(monkeypatch):
    library = machine(monkeypatch, field=1_234_567)
    meter = Meter(NvmlSettings(), HERE)
    specification = meter.open()
    assert meter.read()[0].values == (1_234_567_000_000,)
    library.field += 100
    assert meter.read()[0].values == (1_234_667_000_000,)
    assert (specification.kind, specification.boundary) == ("counter", "gpu_board")
    assert (specification.quantum_nj, specification.update_period_us) == (1_000_000, 100_000)


def test_the_driver_is_named_and_no_accuracy_is_claimed(monkeypatch):
    machine(monkeypatch)
    specification = Meter(NvmlSettings(), HERE).open()
    assert (specification.model, specification.firmware) == ("NVIDIA H200", "driver 570.86.15")
    assert specification.accuracy == ()


@pytest.mark.parametrize(
    "facts",
    [{"field": NVMLError(fake.NVML_ERROR_NOT_SUPPORTED)}, {"value_type": fake.NVML_VALUE_TYPE_DOUBLE}],
)
def test_a_driver_without_the_field_is_asked_by_the_call(monkeypatch, facts):
    machine(monkeypatch, call=77, **facts)
    meter = Meter(NvmlSettings(), HERE)
    meter.open()
    assert meter.read()[0].values == (77_000_000,)


def test_a_gpu_that_counts_nothing_is_not_opened(monkeypatch):
    unsupported = NVMLError(fake.NVML_ERROR_NOT_SUPPORTED)
    machine(monkeypatch, field=unsupported, call=unsupported)
    with pytest.raises(MeterError):
        Meter(NvmlSettings(), HERE).open()


def test_on_a_jetson_nvml_starts_and_counts_nothing(monkeypatch):
    unsupported = NVMLError(fake.NVML_ERROR_NOT_SUPPORTED)
    library = machine(monkeypatch, field=unsupported, call=unsupported)
    found = Meter.find(HERE)
    assert (found.usable, found.reason) == (False, Reason.NO_METER)
    assert "--meter jetson-ina3221" in found.hint
    assert library.open == 0


@pytest.mark.parametrize(
    ("settings", "facts"), [(NvmlSettings(), {"mig": 1}), (NvmlSettings(uuid="MIG-5a5a"), {})]
)
def test_a_divided_gpu_has_no_counter_of_its_own(monkeypatch, settings, facts):
    machine(monkeypatch, **facts)
    with pytest.raises(MeterError, match="MIG") as caught:
        Meter(settings, HERE).open()
    assert caught.value.reason is Reason.NO_METER
    assert "-mig 0" in (caught.value.hint or "")


def test_a_gpu_that_could_be_divided_and_is_not_is_read(monkeypatch):
    machine(monkeypatch, mig=0)
    assert Meter.find(HERE).usable


def test_of_several_gpus_one_must_be_named(monkeypatch):
    library = machine(monkeypatch, count=2)
    found = Meter.find(HERE)
    assert (found.usable, found.reason) == (False, Reason.NO_METER)
    assert "index = 0" in found.hint
    Meter(NvmlSettings(index=1), HERE).open()
    Meter(NvmlSettings(uuid="GPU-1f1f"), HERE).open()
    assert library.asked == [1, "GPU-1f1f"]


@pytest.mark.parametrize(
    ("facts", "reason", "hint"),
    [
        ({"init": NVMLError(fake.NVML_ERROR_LIBRARY_NOT_FOUND)}, Reason.NO_METER, "install NVIDIA's driver"),
        ({"init": NVMLError(fake.NVML_ERROR_DRIVER_NOT_LOADED)}, Reason.NO_METER, "modprobe nvidia"),
        ({"init": NVMLError(fake.NVML_ERROR_NO_PERMISSION)}, Reason.NO_PERMISSION, "/dev/nvidiactl"),
        ({"init": NVMLError(fake.NVML_ERROR_LIB_RM_VERSION_MISMATCH)}, Reason.NO_METER, "restart"),
        ({"init": NVMLError(fake.NVML_ERROR_UNKNOWN)}, Reason.METER_LOST, "nvidia-smi"),
        ({"count": 0}, Reason.NO_METER, "nvidia-smi -L"),
    ],
)
def test_what_is_amiss_is_told_with_its_cure(monkeypatch, facts, reason, hint):
    machine(monkeypatch, **facts)
    found = Meter.find(HERE)
    assert (found.usable, found.reason) == (False, reason)
    assert hint in found.hint


def test_a_gpu_that_falls_off_the_bus_is_lost_and_found_again(monkeypatch):
    library = machine(monkeypatch, field=10)
    meter = Meter(NvmlSettings(), HERE)
    meter.open()
    library.field = NVMLError(fake.NVML_ERROR_GPU_IS_LOST)
    with pytest.raises(MeterError) as caught:
        meter.read()
    assert caught.value.reason is Reason.METER_LOST
    library.field = 20
    meter.close()
    meter.open()
    assert meter.read()[0].values == (20_000_000,)


def test_every_start_of_the_library_is_ended(monkeypatch):
    library = machine(monkeypatch)
    meter = Meter(NvmlSettings(), HERE)
    meter.open()
    meter.open()
    assert library.open == 1
    meter.close()
    meter.close()
    assert library.open == 0


def test_without_the_package_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pynvml", None)
    found = Meter.find(HERE)
    assert (found.usable, found.reason) == (False, Reason.NO_METER)
    assert found.hint == "pip install 'edgebench[nvidia]'"


def test_another_machines_files_hold_no_gpu(tmp_path):
    assert Meter.find(tmp_path).reason is Reason.NO_METER


def test_the_fake_is_the_real_library_in_all_that_the_driver_uses():
    pynvml = pytest.importorskip("pynvml", reason="nvidia-ml-py is not installed")
    used = set(re.findall(r"nvml\.((?:nvml|NVML)\w+)", inspect.getsource(nvml)))
    assert len(used) > 15
    for name in used:
        real, faked = getattr(pynvml, name), getattr(Pynvml(), name)
        assert real == faked or (callable(real) and callable(faked)), name


def test_the_places_of_a_value_are_the_real_librarys():
    pynvml = pytest.importorskip("pynvml", reason="nvidia-ml-py is not installed")
    types = ("UNSIGNED_INT", "UNSIGNED_LONG", "UNSIGNED_LONG_LONG")
    assert list(nvml.INTEGERS) == [getattr(pynvml, f"NVML_VALUE_TYPE_{name}") for name in types]
    field = pynvml.c_nvmlFieldValue_t()
    assert [getattr(field.value, place) for place in nvml.INTEGERS.values()] == [0, 0, 0]
    assert (field.nvmlReturn, field.valueType) == (0, 0)


def test_the_real_library_without_a_gpu_is_no_meter():
    pynvml = pytest.importorskip("pynvml", reason="nvidia-ml-py is not installed")
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:
        assert Meter.find(HERE).reason is Reason.NO_METER
    else:
        pynvml.nvmlShutdown()
        pytest.skip("this machine has NVIDIA's driver")
