"""The worker's and the host's copies of one protocol."""

import ast
from pathlib import Path

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
