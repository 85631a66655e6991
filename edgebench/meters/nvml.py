"""NVIDIA graphics cards from Volta on: NVML's energy counter, in millijoules since the driver was loaded.

Source: NVIDIA's NVML API reference; nvidia-ml-py. The counter moves about every 100 ms, and on A100 and H100
its sensor sees a quarter of the time (arXiv 2312.02741). NVIDIA states +/-5 % for Fermi and Kepler alone, so
there is no stated accuracy here. On a Jetson NVML starts and then supports none of this: the call is tried.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from edgebench.meters.meter import tried
from edgebench.model.energy import Boundary
from edgebench.model.meter import Found, MeterError, Rail, Reading, Specification, between
from edgebench.model.quantity import Count
from edgebench.model.reason import Reason

UPDATE_US = 100_000
QUANTUM_NJ = 1_000_000
UNSUPPORTED = "GPUs before Volta have no energy counter; on a Jetson: --meter jetson-ina3221"
INTEGERS = {1: "uiVal", 2: "ulVal", 3: "ullVal"}
"""nvmlValueType_t, and where in the union its value is."""


class NvmlSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which GPU, where there are several: one of the two."""

    index: Count | None = None
    """As nvidia-smi -L counts them: by PCI address, which CUDA need not follow."""
    uuid: str | None = None
    """`GPU-...`, as nvidia-smi -L shows it."""


class Meter:
    """The counter of one card. Boundary: what the card draws, as its own sensor has it."""

    title: ClassVar[str] = "NVIDIA GPU (NVML)"
    boundary: ClassVar[Boundary] = "gpu_board"
    rate: ClassVar[str] = "100 ms"
    Settings: ClassVar[type[msgspec.Struct]] = NvmlSettings

    def __init__(self, settings: NvmlSettings, root: Path) -> None:
        self._settings = settings
        self._root = root
        self._nvml: Any = None
        self._handle: Any = None
        self._by_field = True

    @classmethod
    def find(cls, root: Path) -> Found:
        """Usable where the only GPU has a counter that counts."""
        return tried(cls(NvmlSettings(), root))

    def open(self) -> Specification:
        """Start NVML, find the GPU and read its counter once. Raises MeterError."""
        self.close()
        nvml = _library(self._root)
        with _asked(nvml):
            nvml.nvmlInit()
            self._nvml = nvml
            self._handle = self._chosen()
            self._refuse_divided()
            self._by_field = self._has_field()
            self._millijoules()
            return Specification(
                kind="counter",
                model=str(nvml.nvmlDeviceGetName(self._handle)),
                boundary=self.boundary,
                includes=("gpu", "memory"),
                rails=(Rail("gpu"),),
                total_rule="the board's energy counter",
                update_period_us=UPDATE_US,
                quantum_nj=QUANTUM_NJ,
                firmware=f"driver {nvml.nvmlSystemGetDriverVersion()}",
            )

    def read(self) -> Sequence[Reading]:
        """The counter now."""
        if self._nvml is None:
            raise MeterError("NVML is not open", Reason.METER_LOST)
        began_ns = time.monotonic_ns()
        with _asked(self._nvml):
            energy_nj = QUANTUM_NJ * self._millijoules()
        return [between(began_ns, time.monotonic_ns(), energy_nj)]

    def close(self) -> None:
        nvml, self._nvml, self._handle = self._nvml, None, None
        if nvml is not None:
            try:
                nvml.nvmlShutdown()
            except nvml.NVMLError:
                pass  # a lost GPU takes the library with it

    def _chosen(self) -> Any:
        """The GPU's handle."""
        nvml, wanted = self._nvml, self._settings
        if wanted.uuid is not None:
            if wanted.uuid.startswith("MIG-"):
                raise _divided()
            return nvml.nvmlDeviceGetHandleByUUID(wanted.uuid)
        count = nvml.nvmlDeviceGetCount()
        if wanted.index is None and count > 1:
            raise MeterError(
                f"{count} GPUs, and none is named",
                Reason.NO_METER,
                'in lab.toml:\n[meter.gpu]\ndriver = "nvml"\nindex = 0',
            )
        return nvml.nvmlDeviceGetHandleByIndex(wanted.index or 0)

    def _refuse_divided(self) -> None:
        """Of a card that is divided into instances nobody knows which drew what."""
        try:
            now, _ = self._nvml.nvmlDeviceGetMigMode(self._handle)
        except (self._nvml.NVMLError_NotSupported, self._nvml.NVMLError_FunctionNotFound):
            return
        if now:
            raise _divided()

    def _has_field(self) -> bool:
        """Whether this driver has the counter as a field; older ones have the call alone."""
        try:
            self._field()
        except self._nvml.NVMLError:
            return False
        return True

    def _millijoules(self) -> int:
        if self._by_field:
            return self._field()
        return int(self._nvml.nvmlDeviceGetTotalEnergyConsumption(self._handle))

    def _field(self) -> int:
        wanted = [self._nvml.NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION]
        (field,) = self._nvml.nvmlDeviceGetFieldValues(self._handle, wanted)
        if field.nvmlReturn != self._nvml.NVML_SUCCESS:
            raise self._nvml.NVMLError(field.nvmlReturn)
        if field.valueType not in INTEGERS:
            raise self._nvml.NVMLError(self._nvml.NVML_ERROR_NOT_SUPPORTED)
        return int(getattr(field.value, INTEGERS[field.valueType]))


def _library(root: Path) -> Any:
    """nvidia-ml-py. Raises MeterError where there is none."""
    if root != Path("/"):
        raise MeterError(f"{root}: NVML knows this machine's GPUs alone", Reason.NO_METER)
    try:
        import pynvml
    except ImportError:
        what = "NVML needs the package nvidia-ml-py"
        raise MeterError(what, Reason.NO_METER, "pip install 'edgebench[nvidia]'") from None
    return pynvml


@contextmanager
def _asked(nvml: Any) -> Iterator[None]:
    """NVML's errors in our words."""
    try:
        yield
    except nvml.NVMLError as error:
        told = {
            nvml.NVML_ERROR_LIBRARY_NOT_FOUND: (
                Reason.NO_METER,
                "install NVIDIA's driver, if there is a GPU",
            ),
            nvml.NVML_ERROR_DRIVER_NOT_LOADED: (
                Reason.NO_METER,
                "load NVIDIA's driver: sudo modprobe nvidia",
            ),
            nvml.NVML_ERROR_LIB_RM_VERSION_MISMATCH: (Reason.NO_METER, "restart: the driver was updated"),
            nvml.NVML_ERROR_NOT_SUPPORTED: (Reason.NO_METER, UNSUPPORTED),
            nvml.NVML_ERROR_NOT_FOUND: (Reason.NO_METER, "nvidia-smi -L lists the GPUs"),
            nvml.NVML_ERROR_INVALID_ARGUMENT: (Reason.NO_METER, "nvidia-smi -L lists the GPUs"),
            nvml.NVML_ERROR_NO_PERMISSION: (
                Reason.NO_PERMISSION,
                "let your user read and write /dev/nvidiactl and /dev/nvidia0 (in a container: --gpus all)",
            ),
        }
        reason, hint = told.get(error.value, (Reason.METER_LOST, "see: nvidia-smi, and dmesg | grep NVRM"))
        raise MeterError(f"NVML: {error}", reason, hint) from error


def _divided() -> MeterError:
    return MeterError(
        "the GPU is divided (MIG): its instances share one energy counter",
        Reason.NO_METER,
        "measure the whole GPU: sudo nvidia-smi -mig 0",
    )
