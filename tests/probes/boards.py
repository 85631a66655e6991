"""A tree for every profile: what identifies the device, and its sensors where a dump shows them.

Origin, read 2026-11-21, facts retyped. Device trees: kernel patches of raspberrypi and tegra,
jetson_stats#48, #525 and #864, jetson-gpio#125, Adafruit PlatformDetect, armbian/linux-rockchip#40;
DMI: linuxhw/DMI; zones: balena-jetson#142, htop#1404, tegrastats of a TX2; cpuinfo: arm-socs-table#18,
#26 and #91; over-current counters and throttle alerts: NVIDIA's guide for the Orin series. Readings are
synthetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.probes import trees
from tests.probes.trees import CPUS, Files, arm_cpuinfo, cpufreq, debian, topology, x86_cpuinfo, zones

DMI = "sys/class/dmi/id"


def board(model: str, compatible: Iterable[str], parts: Iterable[str], features: str = "fp asimd") -> Files:
    """A board with a device tree, each string ended by NUL."""
    return {
        **debian("6.6.51"),
        "proc/device-tree/model": f"{model}\0",
        "proc/device-tree/compatible": "".join(f"{string}\0" for string in compatible),
        "proc/cpuinfo": arm_cpuinfo(parts, features),
    }


def box(cpu: str, chassis: int = 35, **dmi: str) -> Files:
    """A PC with DMI."""
    return {
        **debian("6.1.0-28-amd64"),
        "proc/cpuinfo": x86_cpuinfo(cpu, [0, 1, 2, 3], "sse2 avx2"),
        f"{DMI}/chassis_type": f"{chassis}\n",
        **{f"{DMI}/{key}": f"{value}\n" for key, value in dmi.items()},
    }


def jetson(release: str, mode: str, models: str) -> Files:
    return {
        "etc/nv_tegra_release": release,
        "etc/nvpmodel.conf": models,
        "var/lib/nvpmodel/status": f"pmode:{mode} fmode:quiet\n",
    }


def cooling(*devices: tuple[str, int]) -> Files:
    """(type, state) of cooling devices 0, 1, ..."""
    files = {}
    for number, (kind, state) in enumerate(devices):
        files[f"sys/class/thermal/cooling_device{number}/type"] = f"{kind}\n"
        files[f"sys/class/thermal/cooling_device{number}/cur_state"] = f"{state}\n"
    return files


NANO: Files = {
    **board(
        "NVIDIA Jetson Nano Developer Kit",
        ["nvidia,p3449-0000-b00+p3448-0000-b00", "nvidia,jetson-nano", "nvidia,tegra210"],
        ["0xd07"] * 4,
    ),
    **jetson(
        "# R32 (release), REVISION: 7.1, GCID: 30718123, BOARD: t210ref, EABI: aarch64\n",
        "0000",
        "< POWER_MODEL ID=0 NAME=MAXN >\n< POWER_MODEL ID=1 NAME=5W >\n",
    ),
    **zones(
        ("AO-therm", "42000"),
        ("CPU-therm", "35500"),
        ("GPU-therm", "34000"),
        ("PLL-therm", "33500"),
        ("PMIC-Die", "100000"),
        ("thermal-fan-est", "34800"),
    ),
}

TX2: Files = {
    **board("quill", ["nvidia,p2597-0000+p3310-1000", "nvidia,tegra186"], ["0xd07"] * 4),
    **jetson(
        "# R32 (release), REVISION: 7.6, GCID: 38171779, BOARD: t186ref, EABI: aarch64\n",
        "0003",
        "# < POWER_MODEL ID=id_num NAME=mode_name >\n"
        "< POWER_MODEL ID=0 NAME=MAXN >\n< POWER_MODEL ID=3 NAME=MAXP_CORE_ARM >\n",
    ),
    **zones(
        ("BCPU-therm", "41500"),
        ("MCPU-therm", "42000"),
        ("GPU-therm", "40000"),
        ("PLL-therm", "41000"),
        ("Tboard_tegra", "36000"),
        ("Tdiode_tegra", "37250"),
        ("PMIC-Die", "100000"),
        ("thermal-fan-est", "41200"),
    ),
    **cooling(("pwm-fan", 2), ("bcpu-throttle-alert", 1), ("mcpu-throttle-alert", 0)),
}

XAVIER_NX: Files = {
    **board(
        "NVIDIA Jetson Xavier NX Developer Kit",
        ["nvidia,p3449-0000+p3668-0000", "nvidia,p3509-0000+p3668-0000", "nvidia,tegra194"],
        [],
    ),
    "proc/cpuinfo": arm_cpuinfo(["0x004"] * 6, "fp asimd fphp asimdhp", implementer="0x4e"),
    **jetson(
        "# R35 (release), REVISION: 3.1, GCID: 32827747, BOARD: t186ref, EABI: aarch64\n",
        "0008",
        "< POWER_MODEL ID=2 NAME=MODE_15W_6CORE >\n< POWER_MODEL ID=8 NAME=MODE_20W_6CORE >\n",
    ),
    **zones(
        ("AO-therm", "40000"),
        ("GPU-therm", "40500"),
        ("AUX-therm", "40000"),
        ("CPU-therm", "42500"),
        ("PMIC-Die", "100000"),
    ),
    "sys/class/hwmon/hwmon4/name": "ina3221\n",
    "sys/class/hwmon/hwmon4/in1_label": "VDD_IN\n",
    "sys/class/hwmon/hwmon4/curr1_crit_alarm": "0\n",
    "sys/class/hwmon/hwmon4/curr1_max_alarm": "1\n",
    "sys/class/hwmon/hwmon4/in2_label": "NC\n",
    "sys/class/hwmon/hwmon4/curr2_crit_alarm": "1\n",
    "sys/class/hwmon/hwmon4/in3_label": "VDD_SOC\n",
    "sys/class/hwmon/hwmon4/curr3_crit_alarm": "0\n",
    "sys/class/hwmon/hwmon4/in7_label": "sum of shunt voltages\n",
    "sys/class/hwmon/hwmon4/curr4_crit_alarm": "1\n",
}

AGX_ORIN: Files = {
    **board(
        "NVIDIA Jetson AGX Orin Developer Kit",
        ["nvidia,p3737-0000+p3701-0005", "nvidia,p3701-0005", "nvidia,tegra234", "nvidia,tegra23x"],
        ["0xd42"] * 12,
    ),
    f"{DMI}/sys_vendor": "NVIDIA\n",
    f"{DMI}/product_name": "NVIDIA Jetson AGX Orin Developer Kit\n",
    **jetson(
        "# R36 (release), REVISION: 4.7, GCID: 42132812, BOARD: generic, EABI: aarch64\n",
        "0000",
        "< POWER_MODEL ID=0 NAME=MAXN >\n< POWER_MODEL ID=1 NAME=MODE_15W >\n",
    ),
    **zones(("cpu-thermal", "47400"), ("gpu-thermal", "-256000"), ("tj-thermal", "48000")),
    **cooling(("cpufreq-cpu0", 0), ("pwm-fan", 1), ("cpu-throttle-alert", 0), ("devfreq-17000000.gpu", 3)),
    "sys/class/hwmon/hwmon3/name": "soctherm_oc\n",
    "sys/class/hwmon/hwmon3/oc1_event_cnt": "0\n",
    "sys/class/hwmon/hwmon3/oc2_event_cnt": "15\n",
    "sys/class/hwmon/hwmon3/oc3_event_cnt": "37\n",
}

ROCK_5B: Files = {
    **board(
        "Radxa ROCK 5B",
        ["radxa,rock-5b", "rockchip,rk3588"],
        ["0xd05"] * 4 + ["0xd0b"] * 4,
        "fp asimd fphp asimdhp asimddp",
    ),
    **topology([[n] for n in range(8)]),
    **{f"{CPUS}/cpu{n}/cpu_capacity": "530\n" if n < 4 else "1024\n" for n in range(8)},
    **cpufreq(range(4), 1_800_000, "schedutil", 408_000),
    **cpufreq((4, 5), 2_400_000, "schedutil", 408_000),
    **cpufreq((6, 7), 2_400_000, "schedutil", 2_208_000),
    **zones(
        ("soc-thermal", "36100"),
        ("bigcore0-thermal", "37000"),
        ("bigcore1-thermal", "36100"),
        ("littlecore-thermal", "36100"),
        ("center-thermal", "35200"),
        ("gpu-thermal", "35200"),
        ("npu-thermal", "35200"),
    ),
    **cooling(("thermal-cpufreq-0", 0), ("thermal-cpufreq-1", 0), ("pwm-fan", 3)),
}

N100I: Files = box(
    "Intel(R) N100",
    3,
    sys_vendor="ASUS",
    product_name="System Product Name",
    product_sku="SKU",
    board_name="PRIME N100I-D D4",
)

BY_SLUG: Mapping[str, Files] = {
    "pi-zero-2w": board(
        "Raspberry Pi Zero 2 W Rev 1.0", ["raspberrypi,model-zero-2-w", "brcm,bcm2837"], ["0xd03"] * 4
    ),
    "pi3b-plus": board(
        "Raspberry Pi 3 Model B Plus Rev 1.3", ["raspberrypi,3-model-b-plus", "brcm,bcm2837"], ["0xd03"] * 4
    ),
    "pi4": trees.PI4,
    "pi5": trees.PI5,
    "jetson-nano": NANO,
    "jetson-tx2": TX2,
    "jetson-xavier-nx": XAVIER_NX,
    "jetson-orin-nano": trees.ORIN,
    "jetson-agx-orin": AGX_ORIN,
    "coral-dev-board": {
        **board("Freescale i.MX8MQ Phanbell", ["fsl,imx8mq-phanbell", "fsl,imx8mq"], ["0xd03"] * 4),
        **zones(("cpu_thermal", "52000")),
    },
    "rock-5b": ROCK_5B,
    "orange-pi-5": board(
        "Orange Pi 5", ["rockchip,rk3588s-orangepi-5", "rockchip,rk3588"], ["0xd05"] * 4 + ["0xd0b"] * 4
    ),
    "orange-pi-5-plus": board(
        "Xunlong Orange Pi 5 Plus",
        ["xunlong,orangepi-5-plus", "rockchip,rk3588"],
        ["0xd05"] * 4 + ["0xd0b"] * 4,
    ),
    "asus-prime-n100i-d-d4": N100I,
    "n100": box("Intel(R) N100", sys_vendor="AZW", product_name="MINI S", board_name="MINI S"),
    "nuc10i3fnh": trees.NUC,
    "nuc13anhi3": box(
        "13th Gen Intel(R) Core(TM) i3-1315U",
        sys_vendor="Intel(R) Client Systems",
        product_name="NUC13ANHi3",
        product_sku="NUC13ANHi3000",
        board_name="NUC13ANBi3",
    ),
    # As ASUS sells it: one product name for three CPUs, and another spelling.
    "nuc13anhi5": box(
        "13th Gen Intel(R) Core(TM) i5-1340P",
        sys_vendor="ASUSTeK COMPUTER INC.",
        product_name="NUC13ANH-B",
        product_sku="NUC13ANHI5000",
        board_name="NUC13ANB-M",
    ),
    "nuc13anhi7": box(
        "13th Gen Intel(R) Core(TM) i7-1360P",
        sys_vendor="Intel(R) Client Systems",
        product_name="NUC13ANHi7",
        product_sku="NUC13ANHi7000",
        board_name="NUC13ANBi7",
    ),
}
