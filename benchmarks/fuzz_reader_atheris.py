"""The same as fuzz_reader, guided by which lines of edgebench an input reaches: atheris (libFuzzer).

    pip install atheris
    python -m benchmarks.fuzz_reader_atheris CORPUS_FOLDER -runs=1000000 -artifact_prefix=out/

Options are libFuzzer's. The folder is filled with the seeds, and with what reaches something new.
"""

from __future__ import annotations

import hashlib
import random
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["edgebench"]):
    from benchmarks.fuzz_reader import LARGEST_SEED, LIMIT_SECONDS, mutated, seeds, try_one
    from edgebench import checks, submission

    checks.submission_rules()  # they are imported when first asked for, and would not be followed
    checks.measurement_rules()

OWN = 0.7
"""The share of changes that are ours, which know JSON; the others are libFuzzer's."""


def main() -> None:
    """Command line; libFuzzer ends the process."""
    corpus = Path(sys.argv[1])
    corpus.mkdir(parents=True, exist_ok=True)
    for data in seeds():
        (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    submission.shipped()
    limits = [f"-timeout={10 * LIMIT_SECONDS}", "-rss_limit_mb=2048", f"-max_len={LARGEST_SEED}"]
    atheris.Setup([*sys.argv, *limits], test_one_input, custom_mutator=mutate)
    atheris.Fuzz()


def test_one_input(data: bytes) -> None:
    """What it raises, libFuzzer reports."""
    try_one(data)


def mutate(data: bytes, most: int, seed: int) -> bytes:
    """A change of ours, or of libFuzzer's."""
    rng = random.Random(seed)
    made = mutated(rng, [data]) if rng.random() < OWN else atheris.Mutate(data, most)
    return bytes(made[:most])


if __name__ == "__main__":
    main()
