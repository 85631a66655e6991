from __future__ import annotations

import pytest

from edgebench import lab
from edgebench.errors import LabError
from edgebench.model.energy import MeterAccuracy
from edgebench.model.meter import Rail, Specification

SPECIFICATION = Specification(
    kind="counter",
    model="any",
    boundary="soc_package",
    includes=(),
    rails=(Rail("a"),),
    total_rule="a",
    update_period_us=0,
)
RAPL = '[meter.rapl]\ndriver = "powercap-rapl"\n'


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "lab.toml"
        path.write_text(text)
        return lab.load(path)

    return read


def test_a_meter_is_bound_with_what_only_a_person_knows(read):
    text = """
        includes = ["psu", "fan"]
        period_ms = 200
        [[meter.rapl.accuracy]]
        reading_percent = 0.1
        range_percent = 0.05
        absolute_w = 0.3
        source = "datasheet"
        url = "https://example.org/sheet"
        [meter.rapl.calibration]
        date = "2026-11-01"
        gain = 1.02
    """
    binding = read(RAPL + text).meters["rapl"]
    assert (binding.includes, binding.period_ms) == (("psu", "fan"), 200)
    assert binding.accuracy[0].stored() == MeterAccuracy(
        quantity="power",
        reading_ppm=1_000,
        range_ppm=500,
        absolute_uw=300_000,
        source="datasheet",
        url="https://example.org/sheet",
    )
    assert binding.calibration.gain == 1.02


def test_a_devices_meters_are_read_unless_others_are_named(read):
    known = read(RAPL + '[device.pi4]\nmeters = ["rapl"]\n')
    assert [one.name for one in known.bindings([], ["pi4-2", "pi4"])] == ["rapl"]
    assert known.bindings([], ["pi5"]) == []
    assert [one.name for one in known.bindings(["powercap-rapl"], ["pi4"])] == ["powercap-rapl"]


def test_a_folder_other_than_the_root_makes_a_meter_simulated(read):
    assert not read(RAPL).meters["rapl"].simulated
    assert read(f'{RAPL}root = "/tmp/tree"\n').meters["rapl"].simulated


def test_without_a_lab_file_drivers_can_be_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert lab.load().bindings(["powercap-rapl"], [])[0].driver == "powercap-rapl"
    with pytest.raises(LabError, match="there is no lab"):
        lab.load().bindings(["wall"], [])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[meter.a]\ndriver = "powercap-rappl"\n', "did you mean powercap-rapl"),
        (f'{RAPL}address = "192.0.2.7"\n', "unknown field `address`"),
        (f'{RAPL}boundary = "the wall"\n', "meter.rapl: Invalid enum value 'the wall'"),
        (f"{RAPL}period_ms = 0\n", "period_ms"),
        ('[meter.a]\naddress = "x"\n', "missing required field `driver`"),
        (f'{RAPL}[device.pi4]\nmeters = ["wall"]\n', r"there is no \[meter.wall\]"),
        (f"{RAPL}[[meter.rapl.accuracy]]\nreading_percent = 1.0\n", "missing required field `source`"),
        (f'{RAPL}[meter.rapl.calibration]\ngain = 0.0\ndate = "2026-11-01"\n', "gain"),
        ('[meters.a]\ndriver = "powercap-rapl"\n', 'unknown key "meters"'),
        ("[meter\n", "not TOML"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_place(read, text, says):
    with pytest.raises(LabError, match=says) as caught:
        read(text)
    assert "lab.toml" in caught.value.message


STATED = f"{RAPL}[[meter.rapl.accuracy]]\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f'{STATED}source = "user"\n', "above 0"),
        (f'{STATED}source = "datasheet"\nreading_percent = 1.0\n', "has its url"),
        (f'{STATED}source = "datasheet"\nreading_percent = 1.0\nurl = "http://x.org"\n', "no https address"),
        (f'{RAPL}includes = ["psu", "goodwill"]\n', "goodwill is none of"),
        (f'{RAPL}boundary = "wall_ac"\n', "reads soc_package, wherever it is"),
        (f'{RAPL}[meter.rapl.calibration]\ndate = "2026-99-99"\n', "month must be in 1..12"),
        ('[meters.a]\ndriver = "x"\n', 'unknown key "meters"'),
    ],
)
def test_what_nobody_could_act_on_is_refused(read, text, says):
    with pytest.raises(LabError, match=says):
        read(text)


def test_a_share_of_a_range_needs_the_range(read, tmp_path):
    share = f'{STATED}source = "user"\nrange_percent = 1.0\n'
    known = read(share.replace("[[meter", "range_w = 20\n[[meter")).meters["rapl"]
    assert known.said(SPECIFICATION).range_uw == 20_000_000
    with pytest.raises(LabError, match="does not know"):
        read(share).meters["rapl"].said(SPECIFICATION)


def test_an_unknown_key_is_likened_to_those_of_this_file(read):
    with pytest.raises(LabError) as caught:
        read('[meters.a]\ndriver = "x"\n')
    assert "meter" in (caught.value.hint or "")
