from __future__ import annotations

from pathlib import Path

from edgebench.model.reason import Reason
from edgebench.probes import memory
from tests.probes.trees import plant

MIB = 1 << 20
MEMINFO = (
    "MemTotal: 4096000 kB\nMemAvailable: 1024 kB\nSwapTotal: 2048 kB\nSwapFree: 512 kB\nHugePages_Total: 0\n"
)


def test_kilobytes_of_meminfo_are_1024_bytes(pi4: Path) -> None:
    seen = memory.read(pi4)
    assert (seen.total_bytes, seen.available_bytes) == (3_884_312 * 1024, 3_500_000 * 1024)


def test_swap_in_use_is_what_is_not_free_of_it(tmp_path: Path) -> None:
    seen = memory.read(plant(tmp_path, {"proc/meminfo": MEMINFO}))
    assert (seen.available_bytes, seen.swap_bytes, seen.swap_used_bytes) == (MIB, 2 * MIB, 3 * MIB // 2)


def test_the_tightest_group_on_the_way_up_limits_memory(tmp_path: Path) -> None:
    files = {
        "proc/meminfo": MEMINFO,
        "proc/self/cgroup": "0::/job/step\n",
        "sys/fs/cgroup/memory.max": f"{512 * MIB}\n",
        "sys/fs/cgroup/job/memory.max": f"{256 * MIB}\n",
        "sys/fs/cgroup/job/step/memory.max": "max\n",
    }
    assert memory.read(plant(tmp_path, files)).limit_bytes == 256 * MIB


def test_version_1_has_a_mount_of_its_own(tmp_path: Path) -> None:
    files = {
        "proc/meminfo": MEMINFO,
        "proc/self/cgroup": "9:memory:/docker/5a1f\n0::/\n",
        "sys/fs/cgroup/memory/memory.limit_in_bytes": f"{128 * MIB}\n",
    }
    assert memory.read(plant(tmp_path, files)).limit_bytes == 128 * MIB


def test_version_1_writes_a_huge_number_for_no_limit(tmp_path: Path) -> None:
    files = {
        "proc/meminfo": MEMINFO,
        "proc/self/cgroup": "9:memory:/\n",
        "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    }
    assert memory.read(plant(tmp_path, files)).limit_bytes is None


def test_without_meminfo_nothing_is_known(bare: Path) -> None:
    assert memory.read(bare) == memory.Memory(None, reason=Reason.UNKNOWN)
