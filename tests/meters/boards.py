"""Power sensors as boards show them in /sys.

Origin, facts retyped. Chips: kernel Documentation/hwmon/{ina2xx,ina238,ina3221,corsair-psu,
acpi_power_meter}.rst, ABI of xe and i915, amdgpu's guide; Jetson rails: energymon's
jetson/JetsonPowerRails.md, jetson_stats#51, #344 and #900, and for JetPack 4 L4T's own ina3221.c; batteries:
Documentation/ABI/testing/sysfs-class-power. Readings are synthetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.probes.trees import Files

HWMON = "sys/class/hwmon"
I2C = "sys/bus/i2c/drivers"
SUPPLY = "sys/class/power_supply"


def chip(number: int, device: str, **files: object) -> Files:
    """A hwmon folder; device is what it hangs on."""
    folder = f"{HWMON}/hwmon{number}"
    texts = {f"{folder}/{name}": f"{content}\n" for name, content in files.items()}
    return {**texts, f"{folder}/device": Path(f"../../../devices/{device}")}


def ina226(number: int, device: str, power_uw: int, **more: object) -> Files:
    return chip(
        number,
        f"i2c-1/{device}",
        name="ina226",
        in0_input=10,
        in1_input=5100,
        curr1_input=1000,
        power1_input=power_uw,
        shunt_resistor=10_000,
        update_interval=35,
        **more,
    )


INA219: Files = chip(
    1,
    "i2c-1/1-0045",
    name="ina219",
    in1_input=5100,
    curr1_input=980,
    power1_input=4_998_000,
    shunt_resistor=100_000,
)
INA226: Files = {
    **chip(0, "virtual/thermal/thermal_zone0", name="cpu_thermal", temp1_input=41_000),
    **ina226(3, "1-0040", 5_125_000),
}
TWO_INA226: Files = {**INA226, **ina226(4, "1-0041", 700_000)}
INA228: Files = chip(
    2,
    "i2c-1/1-0040",
    name="ina228",
    in1_input=19_000,
    curr1_input=500,
    power1_input=9_500_000,
    energy1_input=123_456,
)
XE: Files = {
    **chip(
        5,
        "pci0000:00/0000:00:01.0/0000:03:00.0",
        name="xe",
        energy1_input=50_000_000,
        energy1_label="card",
        energy2_input=30_000_000,
        energy2_label="pkg",
        in1_input=901,
        power1_max=190_000_000,
        temp2_input=45_000,
    ),
}
I915: Files = {
    **chip(5, "pci0000:00/0000:03:00.0", name="i915", energy1_input=7_000_000, in0_input=700),
    **chip(6, "pci0000:00/0000:03:00.0", name="i915_gt0", energy1_input=4_000_000),
}
AMDGPU: Files = chip(
    2,
    "pci0000:00/0000:0b:00.0",
    name="amdgpu",
    power1_average=31_000_000,
    power1_label="PPT",
    power1_cap=203_000_000,
)
POWER_METER: Files = chip(
    1, "LNXSYSTM:00/ACPI000D:00", name="power_meter", power1_average=212_000_000, power1_average_interval=1000
)
CORSAIR: Files = chip(
    7,
    "usb1/0003:1B1C:1C08.0004",
    name="corsairpsu",
    curr1_input=300,
    in0_input=230_000,
    power1_input=80_000_000,
    power1_label="power total",
    power2_input=60_000_000,
    power2_label="power +12v",
)
LAPTOP_BATTERY_AS_HWMON: Files = {
    f"{HWMON}/hwmon2/name": "BAT0\n",
    f"{HWMON}/hwmon2/in0_input": "12480\n",
    f"{HWMON}/hwmon2/power1_input": "8000000\n",
    f"{HWMON}/hwmon2/device": Path("../../power_supply/BAT0"),
    f"{SUPPLY}/BAT0/type": "Battery\n",
}


def jetson(model: str, *compatible: str) -> Files:
    return {
        "proc/device-tree/model": f"{model}\0",
        "proc/device-tree/compatible": "".join(f"{string}\0" for string in compatible),
    }


def iio(address: str, device: int, rails: Mapping[str, int]) -> Files:
    """JetPack 4: label and milliwatts of channels 0 to 2."""
    folder = f"{I2C}/ina3221x/{address}/iio:device{device}"
    files = {}
    for channel, (label, milliwatts) in enumerate(rails.items()):
        files[f"{folder}/rail_name_{channel}"] = f"{label}\n"
        files[f"{folder}/in_voltage{channel}_input"] = "5000\n"
        files[f"{folder}/in_current{channel}_input"] = f"{milliwatts // 5}\n"
        files[f"{folder}/in_power{channel}_input"] = f"{milliwatts}\n"
    return files


def ina3221(address: str, number: int, *rails: tuple[str, int, int], samples: int = 1) -> Files:
    """JetPack 5 and later: label, millivolts and milliamperes of channels 1 to 3, and the sums."""
    folder = f"{I2C}/ina3221/{address}/hwmon/hwmon{number}"
    files = {f"{folder}/name": "ina3221\n", f"{folder}/samples": f"{samples}\n"}
    files[f"{folder}/update_interval"] = f"{round(3 * 2.2 * samples)}\n"
    for channel, (label, millivolts, milliamperes) in enumerate(rails, 1):
        files[f"{folder}/in{channel}_label"] = f"{label}\n"
        files[f"{folder}/in{channel}_enable"] = "1\n"
        files[f"{folder}/in{channel}_input"] = f"{millivolts}\n"
        files[f"{folder}/curr{channel}_input"] = f"{milliamperes}\n"
    files[f"{folder}/in7_label"] = "sum of shunt voltages\n"
    files[f"{folder}/in7_input"] = "12000\n"
    files[f"{folder}/curr4_input"] = f"{sum(milliamperes for *_, milliamperes in rails)}\n"
    return files


NANO: Files = {
    **jetson(
        "NVIDIA Jetson Nano Developer Kit", "nvidia,p3450-0000", "nvidia,jetson-nano", "nvidia,tegra210"
    ),
    **iio("6-0040", 0, {"POM_5V_IN": 2800, "POM_5V_GPU": 40, "POM_5V_CPU": 900}),
}
NANO_2GB: Files = jetson("NVIDIA Jetson Nano 2GB Developer Kit", "nvidia,p3542-0000", "nvidia,tegra210")
TX1: Files = {
    **jetson("jetson_tx1", "nvidia,p2371-2180", "nvidia,tegra210"),
    **iio("1-0040", 0, {"VDD_IN": 3000, "VDD_GPU": 200, "VDD_CPU": 700}),
    **iio("1-0042", 1, {"VDD_MUX": 1100, "VDD_5V_IO_SYS": 400, "VDD_3V3_SYS": 300}),
    **iio("1-0043", 2, {"VDD_3V3_IO": 100, "VDD_1V8_IO": 50, "VDD_M2_IN": 0}),
}
TX2_MODULE: Files = {
    **iio("0-0040", 0, {"VDD_SYS_GPU": 300, "VDD_SYS_SOC": 500, "VDD_4V0_WIFI": 20}),
    **iio("0-0041", 1, {"VDD_IN": 3600, "VDD_SYS_CPU": 700, "VDD_SYS_DDR": 600}),
}
TX2: Files = {
    **jetson("quill", "nvidia,p2597-0000+p3310-1000", "nvidia,tegra186"),
    **TX2_MODULE,
    **iio("0-0042", 2, {"VDD_MUX": 5200, "VDD_5V0_IO_SYS": 900, "VDD_3V3_SYS": 400}),
    **iio("0-0043", 3, {"VDD_3V3_IO_SLP": 0, "VDD_1V8_IO": 80, "VDD_3V3_SYS_M2": 10}),
}
TX2_NX: Files = {
    **jetson("NVIDIA Jetson TX2 NX Developer Kit", "nvidia,p3509-0000+p3636-0001", "nvidia,tegra186"),
    **iio("1-0040", 0, {"VDD_IN": 2900, "VDD_CPU_GPU": 600, "VDD_SOC": 800}),
}
XAVIER_NX: Files = {
    **jetson("NVIDIA Jetson Xavier NX Developer Kit", "nvidia,p3509-0000+p3668-0000", "nvidia,tegra194"),
    **ina3221("7-0040", 6, ("VDD_IN", 5000, 1000), ("VDD_CPU_GPU_CV", 5000, 300), ("VDD_SOC", 5000, 250)),
}
AGX_XAVIER: Files = {
    **jetson("Jetson-AGX", "nvidia,p2822-0000+p2888-0001", "nvidia,tegra194"),
    **iio("1-0040", 0, {"GPU": 100, "CPU": 400, "SOC": 1000}),
    **iio("1-0041", 1, {"CV": 0, "VDDRQ": 200, "SYS5V": 1600}),
}
ORIN_NANO: Files = {
    **jetson("NVIDIA Jetson Orin Nano Developer Kit", "nvidia,p3768-0000+p3767-0005", "nvidia,tegra234"),
    **ina3221("1-0040", 1, ("VDD_IN", 4904, 968), ("VDD_CPU_GPU_CV", 4904, 112), ("VDD_SOC", 4904, 296)),
}
AGX_ORIN: Files = {
    **jetson("NVIDIA Jetson AGX Orin Developer Kit", "nvidia,p3737-0000+p3701-0005", "nvidia,tegra234"),
    **ina3221(
        "1-0040", 3, ("VDD_GPU_SOC", 19_000, 200), ("VDD_CPU_CV", 19_000, 40), ("VIN_SYS_5V0", 5000, 800)
    ),
    **ina3221("1-0041", 4, ("NC", 0, 0), ("VDDQ_VDD2_1V8AO", 5000, 150), ("NC", 0, 0)),
}
# Its GPU rail shows a little less than nothing at rest.
AGX_THOR: Files = {
    **jetson("NVIDIA Jetson AGX Thor Developer Kit", "nvidia,p4071-0000+p3834-0008", "nvidia,tegra264"),
    **ina3221(
        "2-0040", 2, ("VDD_GPU", 12_000, -33), ("VDD_CPU_SOC_MSS", 12_000, 540), ("VIN_SYS_5V0", 5000, 1300)
    ),
    f"{I2C}/ina238/2-0044/hwmon/hwmon3/name": "ina238\n",
    f"{I2C}/ina238/2-0044/hwmon/hwmon3/label": "VIN\n",
    f"{I2C}/ina238/2-0044/hwmon/hwmon3/power1_input": "23000000\n",
}


def supply(name: str, **files: object) -> Files:
    return {f"{SUPPLY}/{name}/{file}": f"{content}\n" for file, content in files.items()}


AC: Files = supply("AC", type="Mains", online=0)
MOUSE: Files = supply(
    "hidpp_battery_0", type="Battery", scope="Device", status="Discharging", voltage_now=3_900_000
)
USB_C: Files = supply(
    "ucsi-source-psy-USBC000:001", type="USB", online=1, voltage_now=20_000_000, current_now=2_250_000
)
LAPTOP: Files = {
    **AC,
    **MOUSE,
    **USB_C,
    **supply(
        "BAT0", type="Battery", present=1, status="Discharging", power_now=7_420_000, energy_now=40_000_000
    ),
}
THINKPAD: Files = {
    **AC,
    **supply("BAT0", type="Battery", present=1, status="Not charging", power_now=0),
    **supply("BAT1", type="Battery", present=1, status="Discharging", power_now=9_000_000),
}
