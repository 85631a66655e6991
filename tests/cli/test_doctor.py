"""What doctor shows, as a user has it, and on the trees of devices that are not here."""

import json

import pytest

from edgebench.cli.doctor_report import facts
from edgebench.probes import device, state
from edgebench.runner.diagnosis import Diagnosis
from tests.probes import boards, trees


@pytest.fixture
def shown(tmp_path):
    """Name to value, as doctor prints them for a device."""

    def show(files, machine="aarch64"):
        root = trees.plant(tmp_path / "root", files)
        seen, now = device.describe(root, machine=machine), state.read(root, wait=lambda: None)
        return dict(facts(Diagnosis(seen, now, [], [], [])))

    return show


def test_a_pi_4(shown):
    lines = shown(trees.PI4)
    assert lines["device"] == "pi4: Raspberry Pi 4 Model B"
    assert lines["recognised by"] == "device tree raspberrypi,4-model-b"
    assert lines["calls itself"] == "Raspberry Pi 4 Model B Rev 1.5"
    assert lines["CPU clock"] == "now 0.60 GHz, limit 1.80 GHz, hardware 1.80 GHz"
    assert lines["temperature"] == "48.2 °C (cpu-thermal)"
    assert lines["throttling"] == "throttled since boot (raspberrypi_sysfs)"
    assert lines["power supply"] == "under voltage since boot (raspberrypi_sysfs)"
    assert (lines["power mode"], lines["GPU clock"], lines["meters"]) == (
        "no sensor",
        "no sensor",
        "no meter",
    )


def test_an_agx_orin(shown):
    lines = shown(boards.AGX_ORIN)
    assert lines["calls itself"] == "NVIDIA Jetson AGX Orin Developer Kit"
    assert lines["power mode"] == "0 MAXN (nvpmodel)"
    assert lines["throttling"] == "gpu clock limited (cooling_device)"
    assert lines["power supply"] == (
        "average over current count=15, instant over current count=37 (soctherm_oc)"
    )
    assert lines["accelerators"] == "NVIDIA Ampere GPU (sm_87)"


def test_a_pi_whose_firmware_is_not_asked_still_watches_its_supply(shown):
    lines = shown(trees.PI5)
    assert (lines["throttling"], lines["power supply"]) == ("no sensor", "under voltage (rpi_volt)")


def test_where_something_watches_no_complaint_is_told_apart_from_no_sensor(shown):
    lines = shown(boards.ROCK_5B)
    assert (lines["throttling"], lines["power supply"]) == ("no complaint (cooling_device)", "no sensor")


def test_a_pc_is_told_with_its_maker(shown):
    assert shown(trees.NUC, "x86_64")["calls itself"] == "Intel(R) Client Systems NUC10i3FNH"


def test_limits_of_a_container(shown):
    files = {
        **trees.PI4,
        **trees.quota(1500),
        "proc/meminfo": "MemTotal: 4194304 kB\nMemAvailable: 2097152 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n",
        "sys/fs/cgroup/job/memory.max": f"{1 << 30}\n",
        ".dockerenv": "",
    }
    lines = shown(files)
    assert (lines["CPU quota"], lines["container"], lines["swap"]) == ("1.5 CPUs", "docker", "none")
    assert lines["memory"] == "4.00 GiB, 2.00 GiB available, limit of the control group 1.00 GiB"


def test_contention_of_a_guest(shown):
    files = {
        **trees.GUEST,
        "proc/meminfo": "MemTotal: 4194304 kB\nSwapTotal: 1048576 kB\nSwapFree: 524288 kB\n",
        "proc/pressure/cpu": "some avg10=1.20 avg60=0.50 avg300=0.10 total=1234\n",
    }
    lines = shown(files, "x86_64")
    assert lines["virtual"] == "kvm (clocksource kvm-clock)"
    assert (lines["load average"], lines["waiting (PSI)"]) == ("0.37", "CPU 1.2 % of the last 10 s")
    assert lines["swap"] == "512 MiB of 1.00 GiB in use"


def test_what_nothing_shows_says_why(shown):
    lines = shown({})
    assert {lines[name] for name in ("governor", "CPU clock", "temperature", "power supply", "stolen")} == {
        "no sensor"
    }
    assert (lines["memory"], lines["swap"], lines["own floor"]) == ("unknown", "unknown", "unknown")


def test_a_command_is_never_broken_over_lines(run):
    mends = [one["mend"] for one in json.loads(run("doctor", "--json").stdout)["problems"]]
    lines = run("doctor", COLUMNS="40").stdout.splitlines()
    assert all(f"  {mend}" in lines for mend in mends if mend.startswith(("sudo", "echo", "edgebench")))


def test_this_machine_is_told_which_profile_it_has_or_gets_one(run, tmp_path):
    found = json.loads(run("doctor", "--write-profile", "mine.toml", "--json").stdout)
    assert (found["written"] is not None) == (tmp_path / "mine.toml").exists()
    assert found["profile"]


def test_a_file_without_write_profile_is_refused(run):
    finished = run("doctor", "mine.toml")
    assert finished.returncode == 2
    assert "doctor --write-profile mine.toml" in finished.stderr


def test_another_device_than_this_is_refused_before_anything_runs(run):
    finished = run("run", "--device", "pi-zero-2w", "--offline")
    assert finished.returncode == 2
    assert "this machine is" in finished.stderr
    assert "not pi-zero-2w (Raspberry Pi Zero 2 W)" in finished.stderr
