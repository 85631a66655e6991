"""The worker's and the host's copies of one protocol."""

import ast
from pathlib import Path
from typing import ClassVar

import numpy

from edgebench.harness import protocol
from edgebench.worker import conversation


def test_worker_and_host_know_the_same_requests():
    tree = ast.parse(Path(conversation.__file__).read_text(encoding="utf-8"))
    methods = {
        node.name
        for part in tree.body
        if isinstance(part, ast.ClassDef) and part.name == "Worker"
        for node in part.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    requests = {request.__name__.lower() for request in protocol.Request.__args__}
    assert methods - {"hello"} == requests - {"exit"}
    assert conversation.PROTOCOL == protocol.VERSION


class Loads:
    """A harness without streams of its own; counts the loaded ones that are alive."""

    alive: ClassVar[list[int]] = []

    def load(self, model_path, options):
        self.alive.append(options["streams"])

    def __del__(self):
        self.alive.pop()

    def prepare(self, inputs):
        return inputs

    predict = prepare


def test_each_stream_holds_one_load_and_nothing_holds_another(tmp_path):
    numpy.save(tmp_path / "samples.npy", numpy.zeros((2, 3), "float32"))
    worker = conversation.Worker("")
    worker.request = {"model": "", "options": {"streams": 2}, "state": None}
    worker.harness = Loads()
    worker.harness.load("", worker.request["options"])
    worker.prepare({"samples": [str(tmp_path / "samples.npy")]})
    assert (len(worker.streams), Loads.alive) == (2, [1, 1])
