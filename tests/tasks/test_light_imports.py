"""Listing workloads must not wait for numpy, Pillow or the COCO evaluation."""

from __future__ import annotations

import subprocess
import sys

IMPORT_ALL = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*sorted({"PIL", "numpy", "faster_coco_eval", "onnx", "pymicro_features"} & sys.modules.keys()))
"""


def test_importing_tasks_sample_sets_and_recipes_imports_nothing_heavy() -> None:
    names = [
        *(f"tasks.{name}" for name in ("image_classification", "object_detection", "keyword_spotting")),
        *("tasks.face_detection", "tasks.anomaly_detection", "tasks.encoding", "sample_sets.pictures"),
        *("sample_sets.features", "sample_sets.people", "sample_sets.log_mel_windows", "tasks.wake_word"),
        *("recipes.deep_compressed_squeezenet", "recipes.quantize_onnx"),
        *("sample_sets.sample_set", "recipes.darknet_yolov3_tiny", "recipes.mobilenet_v2_synthetic"),
        *("recipes.tflite_to_onnx", "recipes.recipe", "tasks.voice_activity", "sample_sets.voices"),
        *("sample_sets.wake_words", "sample_sets.encoded", "tasks.pipeline", "tasks.mfcc"),
    ]
    command = [sys.executable, "-c", IMPORT_ALL, *(f"edgebench.{name}" for name in names)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == ""
