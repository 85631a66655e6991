"""Devices as trees of files: what /proc, /sys and /etc of a real one hold, as far as a probe looks.

Origin, read 2026-11-21, facts retyped: Pi 4 cpuinfo fastfetch-cli/fastfetch#1529, Pi 5 cpuinfo
hrw/arm-socs-table#96, Orin features KavrakiLab/vamp#20, Orin and Nano thermal zones
rbonghi/jetson_stats#608 and MartinMatta/Jetson-Nano-temperature#2, NUC DMI linuxhw/DMI; the
guest is a Firecracker machine. Values without such an origin are synthetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

# A str is a file's text, a Path a symbolic link's target.
Files = Mapping[str, str | Path]

CPUS = "sys/devices/system/cpu"


def plant(root: Path, files: Files) -> Path:
    """Writes the files below root."""
    root.mkdir(exist_ok=True)
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            path.symlink_to(content)
        else:
            path.write_text(content, encoding="utf-8")
    return root


def topology(cores: Iterable[Iterable[int]]) -> dict[str, str]:
    """CPUs as cores of one or two threads: [[0, 2], [1, 3]]."""
    files = {}
    threads = [tuple(core) for core in cores]
    for siblings in threads:
        for cpu in siblings:
            listed = ",".join(map(str, siblings))
            files[f"{CPUS}/cpu{cpu}/topology/core_cpus_list"] = f"{listed}\n"
    last = max(cpu for siblings in threads for cpu in siblings)
    return {f"{CPUS}/online": f"0-{last}\n", **files}


def cpufreq(cpus: Iterable[int], max_khz: int, governor: str, now_khz: int) -> dict[str, str]:
    """One clock domain."""
    related = " ".join(map(str, cpus))
    files = {}
    for cpu in map(int, related.split()):
        folder = f"{CPUS}/cpu{cpu}/cpufreq"
        files[f"{folder}/related_cpus"] = f"{related}\n"
        files[f"{folder}/cpuinfo_max_freq"] = f"{max_khz}\n"
        files[f"{folder}/scaling_max_freq"] = f"{max_khz}\n"
        files[f"{folder}/scaling_cur_freq"] = f"{now_khz}\n"
        files[f"{folder}/scaling_governor"] = f"{governor}\n"
    return files


def quota(milli: int) -> dict[str, str]:
    """This process' control group (v2) may use so many thousandths of a CPU."""
    return {
        "proc/self/cgroup": "0::/job\n",
        "sys/fs/cgroup/job/cpu.max": f"{milli * 100} 100000\n",
    }


def zones(*temperatures: tuple[str, str]) -> dict[str, str]:
    """(type, milli-degrees) of thermal zones 0, 1, ..."""
    files = {}
    for number, (kind, value_mc) in enumerate(temperatures):
        files[f"sys/class/thermal/thermal_zone{number}/type"] = f"{kind}\n"
        files[f"sys/class/thermal/thermal_zone{number}/temp"] = f"{value_mc}\n"
    return files


def arm_cpuinfo(parts: Iterable[str], features: str, tail: str = "", implementer: str = "0x41") -> str:
    """One block a CPU, then what the board adds."""
    blocks = [
        f"processor\t: {number}\nBogoMIPS\t: 108.00\nFeatures\t: {features}\n"
        f"CPU implementer\t: {implementer}\nCPU architecture: 8\nCPU part\t: {part}\n"
        for number, part in enumerate(parts)
    ]
    return "\n".join([*blocks, tail])


def x86_cpuinfo(model: str, cores: Iterable[int], flags: str) -> str:
    """One block a CPU; cores: the `core id` of CPU 0, 1, ..."""
    return "\n".join(
        f"processor\t: {number}\nvendor_id\t: GenuineIntel\nmodel name\t: {model}\n"
        f"physical id\t: 0\ncore id\t\t: {core}\nflags\t\t: fpu {flags}\n"
        for number, core in enumerate(cores)
    )


def debian(release: str) -> dict[str, str]:
    return {
        "etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n',
        "proc/sys/kernel/osrelease": f"{release}\n",
        "proc/1/cgroup": "0::/init.scope\n",
    }


def process(guest: str, behind: str, stat: str = "8 (python) R 7 8 7 34816 8 4194304 2413 0 5") -> Files:
    """This process's own files: what it is told, and what the kernel knows."""
    return {
        "proc/self/exe": Path(guest),
        "proc/thread-self/exe": Path(behind),
        "proc/self/stat": stat + " 0 0 0\n",
        "proc/self/auxv": guest,
        "proc/thread-self/auxv": behind,
    }


PI4: Files = {
    **debian("6.6.51+rpt-rpi-v8"),
    **topology([[0], [1], [2], [3]]),
    **cpufreq(range(4), 1_800_000, "ondemand", 600_000),
    **zones(("cpu-thermal", "48199")),
    **process("/usr/bin/python3.11", "/usr/bin/python3.11"),
    "proc/sys/kernel/arch": "aarch64\n",
    "proc/cpuinfo": arm_cpuinfo(
        ["0xd08"] * 4,
        "fp asimd evtstrm crc32 cpuid",
        "Revision\t: d03115\nSerial\t\t: 1000000012345678\nModel\t\t: Raspberry Pi 4 Model B Rev 1.5\n",
    ),
    "proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.5\0",
    "proc/device-tree/compatible": "raspberrypi,4-model-b\0brcm,bcm2711\0",
    "proc/device-tree/serial-number": "1000000012345678\0",
    "proc/device-tree/chosen/bootloader/version": "8ba17717fbcedd4c3b6d4bce7e50c7af4155cba9\0",
    "proc/meminfo": "MemTotal:        3884312 kB\nMemAvailable:    3500000 kB\n",
    "sys/devices/platform/soc/soc:firmware/get_throttled": "50000\n",
}

PI5: Files = {
    **debian("6.6.51+rpt-rpi-2712"),
    **topology([[0], [1], [2], [3]]),
    **cpufreq(range(4), 2_400_000, "ondemand", 1_500_000),
    **zones(("cpu-thermal", "51250")),
    "proc/cpuinfo": arm_cpuinfo(
        ["0xd0b"] * 4,
        "fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp",
        "Revision\t: d04170\nModel\t\t: Raspberry Pi 5 Model B Rev 1.0\n",
    ),
    "proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0",
    "proc/device-tree/compatible": "raspberrypi,5-model-b\0brcm,bcm2712\0",
    "sys/class/hwmon/hwmon0/name": "rpi_volt\n",
    "sys/class/hwmon/hwmon0/in0_lcrit_alarm": "1\n",
}

ORIN: Files = {
    **topology([[0], [1], [2], [3], [4], [5]]),
    **cpufreq(range(4), 1_510_400, "schedutil", 729_600),
    **cpufreq((4, 5), 1_510_400, "schedutil", 1_510_400),
    **zones(
        ("cpu-thermal", "47406"), ("gpu-thermal", "-256000"), ("cv0-thermal", ""), ("tj-thermal", "48000")
    ),
    "proc/cpuinfo": arm_cpuinfo(
        ["0xd42"] * 6,
        "fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp"
        " uscat ilrcpc flagm paca pacg\nmodel name\t: ARMv8 Processor rev 1 (v8l)",
    ),
    "proc/device-tree/model": "NVIDIA Jetson Orin Nano Engineering Reference Developer Kit Super\0",
    "proc/device-tree/compatible": "nvidia,p3768-0000+p3767-0005-super\0nvidia,p3767-0005\0nvidia,tegra234\0",
    "sys/class/dmi/id/sys_vendor": "NVIDIA\n",
    "sys/class/dmi/id/product_name": "NVIDIA Jetson Orin Nano Engineering Reference Developer Kit Super\n",
    "sys/class/dmi/id/bios_version": "36.4.3-gcid-38968081\n",
    "etc/os-release": 'PRETTY_NAME="Ubuntu 22.04.5 LTS"\n',
    "proc/sys/kernel/osrelease": "5.15.148-tegra\n",
    "etc/nv_tegra_release": "# R36 (release), REVISION: 4.3, GCID: 38968081, BOARD: generic, EABI: aarch64,"
    " DATE: Wed Jan  8 01:49:37 UTC 2025\n",
    "etc/nvpmodel.conf": "< POWER_MODEL ID=0 NAME=15W >\n< POWER_MODEL ID=2 NAME=MAXN_SUPER >\n",
    "var/lib/nvpmodel/status": "pmode:0002 fmode:fan_mode_quiet\n",
    "sys/class/devfreq/17000000.gpu/max_freq": "1020000000\n",
    "sys/class/thermal/cooling_device0/type": "cpufreq-cpu0\n",
    "sys/class/thermal/cooling_device0/cur_state": "2\n",
}

NUC: Files = {
    **debian("6.1.0-28-amd64"),
    **topology([[0, 2], [1, 3]]),
    **cpufreq([0], 4_100_000, "powersave", 800_000),
    **cpufreq([1], 4_100_000, "powersave", 900_000),
    **cpufreq([2], 4_100_000, "powersave", 1_000_000),
    **cpufreq([3], 4_100_000, "powersave", 1_100_000),
    **zones(("acpitz", "27800"), ("x86_pkg_temp", "44000")),
    "proc/cpuinfo": x86_cpuinfo("Intel(R) Core(TM) i3-10110U CPU @ 2.10GHz", [0, 1, 0, 1], "sse2 avx2"),
    "sys/class/dmi/id/sys_vendor": "Intel(R) Client Systems\n",
    "sys/class/dmi/id/product_name": "NUC10i3FNH\n",
    "sys/class/dmi/id/product_serial": "G6FN00000000\n",
    "sys/class/dmi/id/chassis_type": "35\n",
    "sys/class/dmi/id/bios_version": "FNCML357.0056.2022.0223.1614\n",
    f"{CPUS}/cpu0/thermal_throttle/core_throttle_count": "7\n",
    f"{CPUS}/cpu1/thermal_throttle/core_throttle_count": "5\n",
    f"{CPUS}/cpu0/thermal_throttle/package_throttle_count": "9\n",
    f"{CPUS}/cpu1/thermal_throttle/package_throttle_count": "9\n",
    "sys/devices/system/clocksource/clocksource0/available_clocksource": "tsc hpet acpi_pm\n",
}

GUEST: Files = {
    **debian("6.18.44"),
    **topology([[0], [1]]),
    "proc/cpuinfo": x86_cpuinfo(
        "AMD EPYC", [0, 1], "avx2 hypervisor avx512f avx_vnni avx512_bf16 avx512_vnni"
    ),
    "proc/loadavg": "0.37 0.15 0.05 1/83 3151\n",
    "sys/devices/system/clocksource/clocksource0/available_clocksource": "tsc kvm-clock \n",
    ".dockerenv": "",
}

# A program for aarch64 that qemu-aarch64 10 runs on an x86-64 kernel, as a Cortex-A72.
EMULATED: Files = {
    **process(
        "/opt/guest/python3", "/opt/host/qemu-aarch64", stat="8 (python3) R 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0"
    ),
    "proc/sys/kernel/arch": "x86_64\n",
    "proc/cpuinfo": arm_cpuinfo(["0xd08"] * 2, "fp asimd crc32 cpuid"),
}
