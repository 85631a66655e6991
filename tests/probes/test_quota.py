from __future__ import annotations

from pathlib import Path

import pytest

from edgebench.probes import quota
from tests.probes.trees import plant

GROUPS = "sys/fs/cgroup"


def test_a_quota_is_its_share_of_the_period(tmp_path: Path) -> None:
    files = {"proc/self/cgroup": "0::/job\n", f"{GROUPS}/job/cpu.max": "75000 50000\n"}
    assert quota.read(plant(tmp_path, files)) == 1500


def test_the_tightest_group_on_the_way_up_decides(tmp_path: Path) -> None:
    files = {
        "proc/self/cgroup": "0::/user.slice/job/step\n",
        f"{GROUPS}/user.slice/cpu.max": "200000 100000\n",
        f"{GROUPS}/user.slice/job/cpu.max": "400000 100000\n",
        f"{GROUPS}/user.slice/job/step/cpu.max": "max 100000\n",
        f"{GROUPS}/other/cpu.max": "1000 100000\n",
    }
    assert quota.read(plant(tmp_path, files)) == 2000


@pytest.mark.parametrize("path", ["/", "/docker/5a1f", "/../../elsewhere"])
def test_a_container_sees_its_own_group_at_the_top(tmp_path: Path, path: str) -> None:
    files = {"proc/self/cgroup": f"0::{path}\n", f"{GROUPS}/cpu.max": "300000 100000\n"}
    assert quota.read(plant(tmp_path, files)) == 3000


@pytest.mark.parametrize("mount", ["cpu", "cpu,cpuacct"])
def test_version_1_keeps_quota_and_period_in_two_files(tmp_path: Path, mount: str) -> None:
    files = {
        "proc/self/cgroup": "4:memory:/job\n3:cpu,cpuacct:/job\n2:cpuset:/\n0::/\n",
        f"{GROUPS}/{mount}/cpu.cfs_quota_us": "-1\n",
        f"{GROUPS}/{mount}/cpu.cfs_period_us": "100000\n",
        f"{GROUPS}/{mount}/job/cpu.cfs_quota_us": "50000\n",
        f"{GROUPS}/{mount}/job/cpu.cfs_period_us": "100000\n",
    }
    assert quota.read(plant(tmp_path, files)) == 500


@pytest.mark.parametrize("limit", ["max 100000", "max", "", "100000 0", "rubbish 7"])
def test_what_is_no_limit_is_none(tmp_path: Path, limit: str) -> None:
    files = {"proc/self/cgroup": "0::/job\n", f"{GROUPS}/job/cpu.max": limit}
    assert quota.read(plant(tmp_path, files)) is None


def test_a_bare_tree_has_no_limit(bare: Path) -> None:
    assert quota.read(bare) is None
