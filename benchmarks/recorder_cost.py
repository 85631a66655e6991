"""What reading a meter costs: CPU time of a recorder over time, at 10 readings a second.

    python -m benchmarks.recorder_cost [--seconds N] [--rails N]

The meter is a RAPL tree of ordinary files, so that what is seen is the recorder's own work: a real
counter adds the time of its register or bus. The claim is 0.5 % of one core.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks import figures
from benchmarks.figures import Figure
from edgebench.lab import Binding
from edgebench.meters.beside import RecorderProcess
from edgebench.meters.recorder import Order

MOST_PERCENT = 0.5


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        _plant(root, options.rails)
        shares = [_percent(root, Path(folder) / f"{i}.csv", options.seconds) for i in range(options.repeats)]
    kept = figures.report(
        f"{options.rails} counters read 10 times a second for {options.seconds} s, {options.repeats} times",
        [
            Figure("CPU time / time, median", statistics.median(shares), "%", highest=MOST_PERCENT),
            Figure("CPU time / time, most", max(shares), "%"),
        ],
    )
    return 0 if kept else 1


def _percent(root: Path, file: Path, seconds: int) -> float:
    """Of one recorder, from its first reading on."""
    binding = Binding(name="rapl", driver="powercap-rapl", root=str(root))
    recorder = RecorderProcess(Order(binding), file)
    recorder.start()
    recorder.wait(time.monotonic() + 20)
    time.sleep(seconds)
    cost = recorder.stop()
    if cost is None:
        raise SystemExit("the recorder did not answer")
    return 100 * cost.cpu_ns / cost.over_ns


def _plant(root: Path, rails: int) -> None:
    for number in range(rails):
        zone = root / f"sys/class/powercap/intel-rapl:{number}"
        zone.mkdir(parents=True)
        (zone / "name").write_text(f"package-{number}\n")
        (zone / "max_energy_range_uj").write_text("262143328850\n")
        (zone / "energy_uj").write_text("1234567\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="CPU time of reading a meter.")
    parser.add_argument("--seconds", type=int, default=10, help="of each recording (default 10)")
    parser.add_argument("--repeats", type=int, default=3, help="recordings (default 3)")
    parser.add_argument("--rails", type=int, default=6, help="counters of the meter (default 6)")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
