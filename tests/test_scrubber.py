from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from edgebench import paths, store
from edgebench.scrubber import (
    Names,
    in_document,
    in_lines,
    is_plain,
    named,
    named_in_document,
    named_in_lines,
    revealed,
    telling,
)
from tests.build import metered, result

RESULTS = sorted((Path(__file__).parents[1] / "results").glob("*/*/*.json"))


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("plug at 192.168.0.7.", "an IP address", "192.168.0.7"),
        ("fe80::1%eth0", "an IP address", "fe80::1"),
        ("http://[2001:db8::12]/cm", "an IP address", "2001:db8::12"),
        ("2001:db8:0:0:1:2:3:4", "an IP address", "2001:db8:0:0:1:2:3:4"),
        ("::1", "an IP address", "::1"),
        ("dc:a6:32:01:02:03", "a hardware address", "dc:a6:32:01:02:03"),
        ("DC-A6-32-01-02-03", "a hardware address", "DC-A6-32-01-02-03"),
        ("by jane.doe+lab@mail.example.org", "an e-mail address", "jane.doe+lab@mail.example.org"),
        ("https://token@host/x", "a user in an address", "://token@"),
        (f"token ghp_{'a1' * 18}", "a password or a key", f"ghp_{'a1' * 18}"),
        (f"github_pat_{'a1' * 30}", "a password or a key", f"github_pat_{'a1' * 30}"),
        (f"sk-proj-{'a1' * 18}", "a password or a key", f"sk-proj-{'a1' * 18}"),
        (f"xoxb-{'12' * 12}", "a password or a key", f"xoxb-{'12' * 12}"),
        ("AKIA" + "A1" * 8, "a password or a key", "AKIA" + "A1" * 8),
        ("/home/jane/fan", "a path", "/home"),
        ("/root", "a path", "/root"),
        ("see /mnt/data/models", "a path", "/mnt/d"),
        ("file:///x", "a path", "file:/"),
        ("~/models", "a path", "~/"),
        ("~jane/models", "a path", "~jane/"),
        (r"C:\Users\jane", "a path", "C:\\"),
        (r"\\server\share", "a path", r"\\s"),
        ("janes-laptop.local", "a host name", "janes-laptop.local"),
        ("nas.fritz.box", "a host name", "nas.fritz.box"),
        ("JS220 serial number 001234", "a serial number", "serial number"),
        ("WT310 S/N 91K234", "a serial number", "S/N"),
        ("SN: 91K234", "a serial number", "SN:"),
        (
            "GPU 4c4c4544-0033-4610-8051-b7c04f4d3132",
            "an identifier of one machine",
            "4c4c4544-0033-4610-8051-b7c04f4d3132",
        ),
    ],
)
def test_what_tells_of_a_person_or_a_machine_is_found(text, kind, part) -> None:
    assert (kind, part) in [(one.kind, one.text) for one in revealed(text)]
    assert not is_plain(text)


@pytest.mark.parametrize(
    "text",
    [
        "Debian GNU/Linux 12 (bookworm)",
        "6.1.0-28-amd64",
        "v1.2.3.4",
        "1.2.3",
        "1.2.3.4.5",
        "999.1.1.1",
        "2026-11-21T10:07Z",
        "tflite::Interpreter",
        "abc::def",
        "AMD Ryzen 7 / Radeon",
        "samples/s/W",
        "https://github.com/openwrt/openwrt/pull/16194 (of the RK3588)",
        "this machine, /sys/devices/system/cpu/cpu*/cpufreq/cpuinfo_max_freq",
        "/proc/device-tree/compatible",
        "onnxruntime@1.30",
        "serial-port",
        "USB serial converter",
        "localhost",
        "0.5 m/s fan, 22 C",
        "radxa,rock-5b",
    ],
)
def test_what_tells_of_nobody_is_not(text) -> None:
    assert revealed(text) == []


def test_four_numbers_are_a_version_where_versions_are() -> None:
    assert revealed("12.4.5.8", is_version=True) == []
    assert revealed("jane@example.org", is_version=True) != []
    sut = {
        "packages": {"nvidia-cublas": "12.4.5.8"},
        "runtime": {"version": "10.3.0.26"},
        "provider": "12.4.5.8",
    }
    assert [place for place, _ in in_document({"sut": sut})] == ["$.sut.provider"]


def test_keys_are_texts_as_well() -> None:
    assert [place for place, _ in in_document({"options": {"10.0.0.1": 1}})] == ["a name in $.options"]


def test_lines_are_numbered_and_comments_looked_at() -> None:
    (found,) = in_lines('slug = "x"\n# by jane@example.org\n')
    assert (found[0], found[1].text) == ("line 2", "jane@example.org")


def test_names_are_found_as_words_in_any_capitals() -> None:
    names = Names(hosts=frozenset({"Magpie"}), users=frozenset({"jane"}), serials=frozenset({"91k234xy"}))
    assert [one.kind for one in named("fan of MAGPIE", names)] == ["the name of this machine"]
    assert [one.text for one in named("jane_s 91K234XY-1", names)] == ["jane", "91k234xy"]
    assert named("magpies, janet, 91k234xyz", names) == []
    assert named_in_lines("a\nb magpie", names)[0][0] == "line 2"
    assert named_in_document({"device": {"cooling": "jane"}}, names)[0][0] == "$.device.cooling"


def test_names_that_tell_nobody_are_dropped() -> None:
    names = Names(
        hosts=frozenset({"raspberrypi", "rock-5b", "magpie", "pc"}),
        users=frozenset({"root", "pi", "jane"}),
        serials=frozenset({"0000000000", "Default string", "123456789", "12", "91K234"}),
    )
    assert telling(names, ["rock-5b"]) == Names(
        hosts=frozenset({"magpie"}), users=frozenset({"jane"}), serials=frozenset({"91K234"})
    )


def test_no_shipped_profile_and_no_result_reveals_anything() -> None:
    profiles = sorted(paths.devices().glob("*.toml"))
    assert profiles
    assert [found for file in profiles for found in in_lines(file.read_text("utf-8"))] == []
    assert [found for file in RESULTS for found in in_document(msgspec.to_builtins(store.read(file)))] == []
    assert in_document(msgspec.to_builtins([result(), metered()])) == []


@pytest.mark.parametrize(
    "part", ["a", "a.", "a:", "@", "/a", "1.", "serial ", "://", "~", ":", "-", "a@a.", "\\"]
)
def test_a_long_text_of_one_part_is_gone_through_before_the_time_limit(part) -> None:
    """With time that grows with the square of the length these would take hours."""
    assert len(revealed(part * (256 * 1024 // len(part)))) <= 256 * 1024
