# ruff: noqa: N801, N802, N818  (the names are the library's)
"""A fake of nvidia-ml-py: its names, error classes, codes and the shape of a field's value, and no GPU.

The real module is in the environment of developers, where a test compares the two. How Jetsons and divided
cards answer: intelligence-per-watt#40, NVIDIA's NVML API reference. The readings are synthetic.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, ClassVar

NVML_SUCCESS = 0
NVML_ERROR_INVALID_ARGUMENT = 2
NVML_ERROR_NOT_SUPPORTED = 3
NVML_ERROR_NO_PERMISSION = 4
NVML_ERROR_NOT_FOUND = 6
NVML_ERROR_DRIVER_NOT_LOADED = 9
NVML_ERROR_LIBRARY_NOT_FOUND = 12
NVML_ERROR_FUNCTION_NOT_FOUND = 13
NVML_ERROR_GPU_IS_LOST = 15
NVML_ERROR_LIB_RM_VERSION_MISMATCH = 18
NVML_ERROR_UNKNOWN = 999
NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION = 83
NVML_VALUE_TYPE_DOUBLE = 0
NVML_VALUE_TYPE_UNSIGNED_INT = 1
NVML_VALUE_TYPE_UNSIGNED_LONG = 2
NVML_VALUE_TYPE_UNSIGNED_LONG_LONG = 3


class NVMLError(Exception):
    """As the real one: made with a code, it becomes the class of that code."""

    classes: ClassVar[dict[int, type[NVMLError]]] = {}
    value: int

    def __new__(cls, value: int) -> NVMLError:
        error = Exception.__new__(cls.classes.get(value, cls))
        error.value = value
        return error

    def __str__(self) -> str:
        return type(self).__name__.removeprefix("NVMLError_")


class NVMLError_NotSupported(NVMLError):
    pass


class NVMLError_FunctionNotFound(NVMLError):
    pass


NVMLError.classes = {
    NVML_ERROR_NOT_SUPPORTED: NVMLError_NotSupported,
    NVML_ERROR_FUNCTION_NOT_FOUND: NVMLError_FunctionNotFound,
}


class Pynvml(SimpleNamespace):
    """One machine. Values are an integer, or the code of an error as NVMLError(code)."""

    def __init__(self, **facts: Any) -> None:
        plain = {name: value for name, value in globals().items() if name.startswith("NVML")}
        super().__init__(**plain, init=None, count=1, field=5_000, call=5_000, mig=None, open=0)
        self.value_type = NVML_VALUE_TYPE_UNSIGNED_LONG_LONG
        self.asked: list[Any] = []
        self.__dict__.update(facts)

    def nvmlInit(self) -> None:
        _given(self.init)
        self.open += 1

    def nvmlShutdown(self) -> None:
        self.open -= 1

    def nvmlDeviceGetCount(self) -> int:
        return int(_given(self.count))

    def nvmlDeviceGetHandleByIndex(self, index: int) -> str:
        self.asked.append(index)
        return f"handle {index if index < self.count else _given(NVMLError(NVML_ERROR_INVALID_ARGUMENT))}"

    def nvmlDeviceGetHandleByUUID(self, uuid: str) -> str:
        self.asked.append(uuid)
        return f"handle {uuid}"

    def nvmlDeviceGetName(self, handle: str) -> str:
        return "NVIDIA H200"

    def nvmlSystemGetDriverVersion(self) -> str:
        return "570.86.15"

    def nvmlDeviceGetMigMode(self, handle: str) -> list[int]:
        if self.mig is None:
            raise NVMLError(NVML_ERROR_NOT_SUPPORTED)
        return [self.mig, self.mig]

    def nvmlDeviceGetTotalEnergyConsumption(self, handle: str) -> int:
        return int(_given(self.call))

    def nvmlDeviceGetFieldValues(self, handle: str, fields: list[int]) -> list[SimpleNamespace]:
        """An error of a field is in it, as in the library; one of the function is raised."""
        assert fields == [NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION]
        if isinstance(self.field, NVMLError):
            return [SimpleNamespace(nvmlReturn=self.field.value)]
        value = SimpleNamespace(uiVal=1, ulVal=self.field, ullVal=self.field, dVal=0.5)
        return [SimpleNamespace(nvmlReturn=NVML_SUCCESS, valueType=self.value_type, value=value)]


def _given(value: Any) -> Any:
    if isinstance(value, NVMLError):
        raise value
    return value
