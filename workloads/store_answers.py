"""Writes the [[answers]] of one workload: what a reference runtime answers to its sample set.

    python workloads/store_answers.py mobilenet-v2 tflite-int8 tflite

Run it when the weights, the sample set or the task's digest changed, which is a new revision
of the workload. Every other variant with these weights is then judged by its agreement.
"""

from __future__ import annotations

import sys
import tempfile
import textwrap
from pathlib import Path

from edgebench import paths
from edgebench.catalogue import load_catalogue
from edgebench.catalogue import variant as variant_named
from edgebench.harness import discover, protocol
from edgebench.harness.session import WorkerSession
from edgebench.runner.measuring import USUAL
from edgebench.runner.samples import write_sample_set
from edgebench.runner.scoring import Scorer, digests
from edgebench.sources.fetch import fetch

INDENT = "    "


def main(workload_name: str, variant_name: str, harness_name: str) -> None:
    """Append the answers to the workload's file, in place of earlier ones of this variant."""
    (workload,) = load_catalogue().find(workload_name)
    variant = variant_named(workload, variant_name)
    model = fetch(variant, cache=paths.cache(), mirror=paths.mirror())
    harness = discover.named(harness_name)
    with (
        tempfile.TemporaryDirectory() as folder,
        WorkerSession(Path(sys.executable), paths.worker(), harness.path) as session,
    ):
        state = variant.state if workload.chunk_ns else None
        loaded = session.ask(
            protocol.Load(str(model), {"threads": 1}, [], state, variant.state_shapes),
            protocol.Loaded,
            USUAL.load_s,
        )
        samples = write_sample_set(workload, variant, Path(folder))
        scorer = Scorer(session, workload, variant, Path(folder))
        rows = digests(scorer, samples, USUAL)
    path = paths.shipped("workloads") / f"{workload_name}.toml"
    kept = path.read_text(encoding="utf-8").split("\n[[answers]]\n")
    kept = [part for part in kept if not part.startswith(f'variant = "{variant_name}"\n')]
    entry = "\n".join(
        [
            f'variant = "{variant_name}"',
            f'harness = "{harness_name}"',
            f'runtime = "{loaded.runtime}"',
            f'version = "{loaded.version}"',
            f'measure = "{scorer.task.measure}"',
            "answers = [",
            textwrap.fill(
                " ".join(f"{row},".replace(" ", "") for row in rows),
                110,
                initial_indent=INDENT,
                subsequent_indent=INDENT,
                break_long_words=False,  # a row of many numbers has a line to itself
            ),
            "]",
        ]
    )
    path.write_text("\n[[answers]]\n".join([*kept, entry + "\n"]), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
