"""Each trouble with its mend, on the trees of devices that have it."""

import pytest
from msgspec import structs

from edgebench.probes import device, state
from edgebench.probes.clocks import Clocks
from edgebench.probes.contention import Contention
from edgebench.probes.cpu_time import Busy
from edgebench.probes.memory import Memory
from edgebench.probes.power_mode import PowerMode
from edgebench.probes.pressure import Pressure
from edgebench.probes.temperature import Temperature
from edgebench.probes.throttle import Throttle
from edgebench.runner import remedies
from tests.probes import boards, trees

MIB = 1 << 20


@pytest.fixture
def looked_at(tmp_path):
    """A device's tree as the probes see it."""

    def look(files, machine="aarch64"):
        root = trees.plant(tmp_path / "root", files)
        return device.describe(root, machine=machine), state.read(root, wait=lambda: None)

    return look


@pytest.fixture
def quiet(looked_at):
    """A Pi 4 with nothing to complain of."""
    seen, now = looked_at(trees.PI4)
    clocks = Clocks("performance", 1_800_000, None, 1_800_000, 1_800_000)
    return seen, structs.replace(now, clocks=clocks, throttle=Throttle((), "vcgencmd"))


def told(seen, now):
    return {one.seen: one.mend for one in remedies.troubles(seen, now)}


def test_a_quiet_device_has_no_trouble(quiet):
    assert told(*quiet) == {}


@pytest.mark.parametrize(
    ("changes", "seen", "mend"),
    [
        (
            {"busy": (Busy(7, "chromium", 812_000),)},
            "chromium (PID 7) uses 81 % of a CPU",
            "end it before measuring, if it is yours: kill 7",
        ),
        (
            {"load": Contention(810)},
            "other work is running: load average 0.81 on 4 cores",
            "see what with: top; end it, or use --threads 1, which suffers least",
        ),
        (
            {"pressure": Pressure(123_400, 0, 0)},
            "tasks waited for a CPU in 12.3 % of the last 10 s",
            "end other work and wait half a minute",
        ),
        (
            {"stolen_ppm": 21_000},
            "other guests of the host took 2.1 % of the CPU time",
            "rent dedicated CPUs, or measure at a quieter hour",
        ),
        (
            {"memory": Memory(4096 * MIB, 3000 * MIB, 2048 * MIB, 300 * MIB)},
            "300 MiB lie in swap",
            "sudo swapoff -a && sudo swapon -a",
        ),
        (
            {"memory": Memory(4096 * MIB, 100 * MIB, 2048 * MIB, 300 * MIB)},
            "300 MiB lie in swap",
            "close programs: memory is full",
        ),
        (
            {"clocks": Clocks("ondemand", 1_800_000, None, 1_800_000)},
            "the clock governor is ondemand: clocks drop between queries",
            "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor",
        ),
        (
            {"clocks": Clocks("ondemand", 1_800_000, None, 1_800_000, None, ("ondemand", "userspace"))},
            "the clock governor is ondemand: clocks drop between queries",
            "this kernel offers only ondemand, userspace: use the maker's",
        ),
        (
            {"clocks": Clocks("performance", 600_000, None, 1_800_000)},
            "the clock is limited to 0.60 GHz of 1.80 GHz",
            "echo 1800000 | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_max_freq",
        ),
        (
            {"throttle": Throttle(("under_voltage", "under_voltage_since_boot"), "vcgencmd")},
            "power supply: under voltage, under voltage since boot",
            "use the board's own power supply and a short, thick cable",
        ),
        (
            {"throttle": Throttle(("throttled", "soft_temperature_limit_since_boot"), "vcgencmd")},
            "clocks held back: throttled, soft temperature limit since boot",
            "add a heatsink or a fan, and let it cool",
        ),
        (
            {"temperature": Temperature(None, None)},
            "no temperature can be read: no cpu-thermal",
            "use the kernel of the board's maker, outside a container or with /sys in it",
        ),
    ],
)
def test_one_trouble_is_told_with_its_mend(quiet, changes, seen, mend):
    device_facts, now = quiet
    assert told(device_facts, structs.replace(now, **changes)) == {seen: mend}


@pytest.mark.parametrize(
    "changes",
    [
        {"load": Contention(800)},
        {"pressure": Pressure(50_000, 900_000, 900_000)},
        {"stolen_ppm": 10_000},
        {"memory": Memory(4096 * MIB, 3000 * MIB, 2048 * MIB, 64 * MIB)},
        {"throttle": Throttle(("under_voltage_count=3",), "vcgencmd+soctherm_oc")},  # since boot, long ago
    ],
)
def test_up_to_the_threshold_nothing_is_told(quiet, changes):
    seen, now = quiet
    assert told(seen, structs.replace(now, **changes)) == {}


@pytest.mark.parametrize(
    ("hindrance", "mend"),
    [
        ("no_access", 'sudo usermod -aG video "$USER", then log out and in again'),
        ("not_installed", "sudo apt install raspi-utils (before Raspberry Pi OS 12: libraspberrypi-bin)"),
    ],
)
def test_a_pi_that_cannot_be_asked_says_how_to_get_there(quiet, hindrance, mend):
    seen, now = quiet
    now = structs.replace(now, throttle=Throttle((), "rpi_volt"), vcgencmd_hindrance=hindrance)
    assert told(seen, now) == {"throttling cannot be seen: no vcgencmd or raspberrypi_sysfs": mend}


def test_a_jetsons_clocks_are_locked_by_its_own_tool_and_its_limit_is_its_mode(looked_at):
    seen, now = looked_at(trees.ORIN)
    now = structs.replace(now, clocks=Clocks("schedutil", 1_000_000, None, 1_510_400))
    assert list(told(seen, now).values()) == [
        "sudo jetson_clocks (until the next boot)",
        "add a heatsink or a fan, and let it cool",
    ]


def test_a_jetson_without_a_mode_is_told_which_there_are(looked_at):
    seen, now = looked_at(boards.AGX_ORIN)
    now = structs.replace(
        now, power_mode=PowerMode(None, modes=("0 MAXN", "1 MODE_15W")), throttle=Throttle((), "ina3221")
    )
    assert told(seen, now) == {
        "the power mode is unknown: no nvpmodel": "sudo nvpmodel -m NUMBER (there are: 0 MAXN, 1 MODE_15W)"
    }


def test_a_pc_without_its_sensors_driver_is_told_the_command(looked_at):
    seen, now = looked_at(boards.N100I, "x86_64")
    assert told(seen, now) == {
        "throttling cannot be seen: no thermal_throttle": remedies._MAKERS_KERNEL,
        "no temperature can be read: no x86_pkg_temp or coretemp": "sudo modprobe x86_pkg_temp_thermal, "
        "or sudo modprobe coretemp",
    }


def test_a_quota_below_the_machine_is_told(looked_at, quiet):
    seen, now = quiet
    seen = structs.replace(seen, cpu=structs.replace(seen.cpu, quota_milli=1500))
    assert list(told(seen, now)) == ["a control group allows 1.5 of 4 CPUs"]


def test_a_container_is_no_virtual_machine(quiet):
    seen, now = quiet
    boxed = structs.replace(seen, virtual="container", container="podman")
    assert list(told(boxed, now)) == ["container (podman): its limits may differ from the machine's"]
    guest = structs.replace(seen, virtual="kvm", container="podman")
    assert list(told(guest, now)) == ["virtual machine (kvm)"]


def test_a_device_that_says_two_things_is_told(quiet):
    seen, now = quiet
    (one,) = told(structs.replace(seen, contradicted_by=("DMI product NUC10i3FNH: nuc10i3fnh",)), now)
    assert one == (
        "this machine says two things: device tree raspberrypi,4-model-b is pi4, "
        "but DMI product NUC10i3FNH: nuc10i3fnh"
    )


def test_an_emulated_processor_is_told_with_its_evidence(looked_at):
    seen, now = looked_at(trees.EMULATED)
    assert "qemu-aarch64" in next(iter(told(seen, now)))
