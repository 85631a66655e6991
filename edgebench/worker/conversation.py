"""The conversation with the host: one request, one answer, until told to exit."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import math
import os
import sys
import time
import traceback
from functools import partial
from typing import Any

from . import arrivals, one_stream, pipeline, streams
from .audit import audit, check_engine_time, floor, fresh_over_repeated, nonfinite, together
from .clips import Clips, Feedback
from .counters import status_bytes
from .samples import Samples, stacked, unstacked

PROTOCOL = 3


class Worker:
    """Answers one request after the other; `answer` is the dictionary that goes back."""

    def __init__(self, harness_path):
        self.harness_path = harness_path
        self.harness: Any = None
        self.described: Any = None
        self.task: Any = None
        self.request: Any = None
        self.streams: list[Any] = []
        self.threads: list[Any] = []
        self.load_ns = 0
        self.input_bytes = 0
        self.memory = {"start": status_bytes("VmHWM")}

    def hello(self):
        return {
            "is": "hello",
            "protocol": PROTOCOL,
            "python": sys.version.split()[0],
            "floor_ns": floor(),
            "clock_resolution_ns": max(1, round(time.get_clock_info("perf_counter").resolution * 1e9)),
        }

    def load(self, request):
        if request["affinity"]:
            os.sched_setaffinity(0, request["affinity"])
        module = import_harness(self.harness_path)
        self.memory["imported"] = status_bytes("VmHWM")
        self.request = request
        self.harness = module.Harness()
        began = time.perf_counter_ns()
        self.harness.load(request["model"], request["options"])
        self.load_ns = time.perf_counter_ns() - began
        self.memory["loaded"] = status_bytes("VmHWM")
        self.described = self.harness.describe()
        import numpy

        packages = {"numpy": numpy.__version__, "python": sys.version.split()[0]}
        if request["pipeline"] is not None:
            self.task = pipeline.task_stages(request["pipeline"])
            packages.update(self.task.packages())
        return {**self.described, "is": "loaded", "packages": packages}

    def prepare(self, request):
        samples = list(read_samples(request["samples"]))
        self.input_bytes = self._input_bytes(samples)
        options = self.request["options"]
        if options.get("streams", 1) == 1:
            self.streams = [self._stream(self.harness, self.harness, options, samples)]
        else:
            self.streams = self._several(options["streams"], samples)
        return {"is": "prepared", "count": len(samples)}

    def _input_bytes(self, samples):
        """Of one query's sample: of an encoded file the mean, of a clip a chunk."""
        if self.task is not None:
            return pipeline.mean_bytes(samples)
        whole = sum(array.nbytes for array in samples[0])
        return whole if self.request["state"] is None else whole // len(samples[0][0])

    def _batch(self):
        """Samples a call."""
        return self.request["options"].get("batch", 1)

    def _stream(self, harness, runner, options, samples):
        """runner: what predicts, the harness itself or one stream of it. options: it was loaded with."""
        state = self.request["state"]
        if self.task is not None:
            runner = pipeline.Pipeline(runner, self.task, samples)
        if state is None:
            return Samples(runner, samples, self._batch())
        feedback = Feedback(state, self.described, self.request["state_shapes"]) if state else None

        def reload():
            harness.load(self.request["model"], options)

        return Clips(runner, samples, feedback, reload)

    def _several(self, count, samples):
        """Streams, each on its own thread: of the one harness, or each with a harness that it loads."""
        from concurrent.futures import ThreadPoolExecutor

        make, kind = self._stream_of, type(self.harness)
        if not hasattr(self.harness, "stream"):
            make = partial(self._stream_alone, kind)
            self.harness = None  # its model beside those of the streams would be in the peak of memory
        self.threads = [ThreadPoolExecutor(1) for _ in range(count)]
        made = [one.submit(make, i, samples) for i, one in enumerate(self.threads)]
        return [future.result() for future in made]

    def _stream_of(self, i, samples):
        """The harness's own stream `i`."""
        runner = self.harness.stream(i)
        if self.request["state"] == {} and not hasattr(runner, "reset"):
            raise ValueError("streams of one load that keep state inside need a reset() of their own")
        return self._stream(self.harness, runner, self.request["options"], samples)

    def _stream_alone(self, kind, _, samples):
        """A stream with a harness of its own, which knows of no other."""
        harness, options = kind(), dict(self.request["options"], streams=1)
        harness.load(self.request["model"], options)
        return self._stream(harness, harness, options, samples)

    def measure(self, request):
        stream = self.streams[0]
        handle = stream.first()
        began = time.perf_counter_ns()
        outputs = stream.predict(handle)
        first_query_ns = time.perf_counter_ns() - began
        check_engine_time(stream.engine_ns)
        output_bytes = sum(output.nbytes for output in outputs) // stream.batch
        measured, kept = self._window(request)
        call_ns = measured.pop("call_ns")
        memory = dict(self.memory, ran=status_bytes("VmHWM"))
        found = self._audited(kept)
        found["fresh_over_repeated_ppm"] = (
            fresh_over_repeated(stream, call_ns) if len(self.streams) == 1 else None
        )
        found["harness_floor_ns"] = floor()
        return {
            **measured,
            "is": "measured",
            "load_ns": self.load_ns,
            "first_query_ns": first_query_ns,
            "input_bytes": self.input_bytes,
            "output_bytes": output_bytes,
            "memory": memory,
            "swapped_bytes": status_bytes("VmSwap"),
            "audit": found,
        }

    def _window(self, request):
        """What is measured, and the outputs that each stream kept."""
        if request["arrivals"] is not None:
            return arrivals.measure_arrivals(self.streams, self.threads, request)
        if len(self.streams) > 1:
            return streams.measure_streams(self.streams, self.threads, request)
        measured, kept = one_stream.measure(self.streams[0], request)
        return measured, [kept]

    def _audited(self, kept):
        """The audit of every stream, each on the thread that it ran on."""
        if len(self.streams) == 1:
            return audit(self.streams[0], kept[0])
        audits = [
            thread.submit(audit, stream, outputs)
            for thread, stream, outputs in zip(self.threads, self.streams, kept)
        ]
        return together([future.result() for future in audits])

    def predict(self, request):
        import numpy

        answered = self._answers if self.request["state"] is None else self._whole_clips
        rows, bad = [], 0
        for outputs in answered(read_samples(request["samples"])):
            bad += nonfinite(outputs)
            rows.append(outputs)
        paths = []
        for i, column in enumerate(zip(*rows)):
            paths.append(os.path.join(request["outputs"], "output-%d.npy" % i))
            numpy.save(paths[-1], numpy.stack(column), allow_pickle=False)
        return {"is": "predicted", "outputs": paths, "nonfinite": bad}

    def _answers(self, samples):
        """The outputs of every sample, in the batches of the timed run; the last is filled up and cut."""
        import numpy

        batch, samples = self._batch(), list(samples)
        for first in range(0, len(samples), batch):
            these = samples[first : first + batch]
            filled = these + [these[-1]] * (batch - len(these))
            inputs = filled[0] if batch == 1 else stacked(filled)
            outputs = [numpy.array(output) for output in self.harness.predict(self.harness.prepare(inputs))]
            yield from unstacked(outputs, batch)[: len(these)] if batch > 1 else [outputs]

    def _whole_clips(self, clips):
        """Of every clip the outputs of its chunks from a reset, stacked, without those that are state."""
        import numpy

        names, state = [tensor["name"] for tensor in self.described["outputs"]], self.request["state"]
        for clip in clips:
            stream = self._stream(self.harness, self.harness, self.request["options"], [clip])
            answers = [[numpy.array(output) for output in outputs] for outputs in stream.again(0)]
            yield [numpy.stack(one) for name, one in zip(names, zip(*answers)) if name not in state]


def read_samples(paths):
    """The samples, one by one, from .npy files that hold input 0, input 1 ... of all of them."""
    import numpy

    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(open(path, "rb")) for path in paths]
        shapes = [_header(file) for file in files]
        for _ in range(shapes[0][0][0]):
            yield [
                numpy.fromfile(file, dtype, math.prod(shape[1:])).reshape(shape[1:])
                for file, (shape, dtype) in zip(files, shapes)
            ]


def _header(file):
    """(shape, dtype) of the .npy; what follows is read a sample at a time, so that memory holds them once."""
    from numpy.lib import format as npy

    npy.read_magic(file)
    shape, _, dtype = npy.read_array_header_1_0(file)
    return shape, dtype


def import_harness(path):
    """The harness file under a private name: one called onnxruntime.py must not shadow the library."""
    spec = importlib.util.spec_from_file_location("_edgebench_harness", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ask_linux():
    """To end this process when the host ends, and to wake it on time: the usual slack is 50 us."""
    with contextlib.suppress(OSError, AttributeError):
        import ctypes

        library = ctypes.CDLL(None)
        library.prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL: nothing runs beside the next worker
        library.prctl(29, 1)  # PR_SET_TIMERSLACK, in ns: a query is not late for the worker's sake


def main():
    """Answer requests on stdin until told to exit, or until one fails."""
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    ask_linux()
    worker = Worker(sys.argv[1])

    def send(answer):
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    send(worker.hello())
    for line in requests:
        request = json.loads(line)
        if request["do"] == "exit":
            break
        try:
            send(getattr(worker, request["do"])(request))
        except BaseException as error:  # whatever a runtime raises is the host's to judge
            traceback.print_exc()
            send(
                {
                    "is": "failed",
                    "doing": request["do"],
                    "error": type(error).__name__,
                    "message": str(error),
                    "traceback": traceback.format_exc()[-4000:],
                }
            )
            break
