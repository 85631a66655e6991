"""What the harnesses of edgebench say of themselves: their runtime, and what they run it on.

The harnesses' own `describe()` (harnesses/*.py) is the source; tests/harnesses compares the two.
"""

from __future__ import annotations

import re

from msgspec import Struct


class Harness(Struct, frozen=True):
    """runtime: as it names itself. providers, used: regular expressions by accelerator, itself one.

    maker: whose accelerators it uses; empty: none.
    """

    runtime: str
    providers: dict[str, str]
    used: dict[str, str]
    maker: str = ""

    def takes(self, accelerator: str) -> bool:
        """Whether --accelerator may be so."""
        return _of(self.providers, accelerator) is not None

    def told(self) -> str:
        """What it takes, for a sentence."""
        return ", ".join(one.split("(")[0] for one in self.providers)

    def provides(self, accelerator: str, provider: str) -> bool:
        """Whether it asks for this provider there; of an accelerator it does not take, anything."""
        due = _of(self.providers, accelerator)
        return due is None or re.fullmatch(due, provider) is not None

    def reports(self, accelerator: str, provider: str) -> bool:
        """Whether its runtime may say that it used this there."""
        due = _of(self.used, accelerator)
        return due is None or re.fullmatch(due, provider) is not None


def maker_of(accelerator: str) -> str:
    """Whose a device's accelerator is: NVIDIA's older driver leaves its own name out (`Tesla T4`)."""
    return next((one for one in ("Intel", "Google") if accelerator.startswith(one)), "NVIDIA")


def _of(patterns: dict[str, str], accelerator: str) -> str | None:
    return next((due for one, due in patterns.items() if re.fullmatch(one, accelerator)), None)


_DEVICE = r"(GPU|NPU)(\.\w{1,8})?"
_KIND = r"(TorchScript|torch\.export)"
OWN = {
    "onnxruntime": Harness(
        "ONNX Runtime",
        {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"},
        {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider(,CPUExecutionProvider)?"},
        maker="NVIDIA",
    ),
    "openvino": Harness(
        "OpenVINO",
        {"cpu": "CPU", _DEVICE: _DEVICE},
        {"cpu": "CPU", _DEVICE: rf"{_DEVICE}(,{_DEVICE})*"},
        maker="Intel",
    ),
    "tflite": Harness("LiteRT", {"cpu": "default"}, {"cpu": "default"}),
    "tflite-runtime": Harness("TensorFlow Lite", {"cpu": "default"}, {"cpu": "default"}),
    "torch": Harness(
        "PyTorch",
        {"cpu": _KIND, r"cuda(:\d)?": _KIND},
        {"cpu": f"{_KIND} on cpu", r"cuda(:\d)?": rf"{_KIND} on cuda(:\d)?"},
        maker="NVIDIA",
    ),
}
"""By the harness's name."""
