from __future__ import annotations

from pathlib import Path

import pytest

from edgebench import paths
from edgebench.errors import CatalogueError
from edgebench.probes import profile, recognition
from edgebench.probes.identity import Identity
from edgebench.probes.profile import Profile
from edgebench.probes.virtualization import Virtualization
from tests.probes.trees import plant

METAL = Virtualization("none", ())
GENERIC = 'slug = "pc"\nname = "PC"\nrevision = 1\nkind = "pc"\ngeneric = true\n'


@pytest.fixture(scope="module")
def shipped() -> tuple[Profile, ...]:
    return profile.load_profiles(paths.devices())


def recognised(shipped: tuple[Profile, ...], virtual: Virtualization = METAL, **seen: object) -> str:
    return recognition.recognise(shipped, Identity(**seen), virtual).profile.slug  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("compatible", "slug"),
    [
        (("raspberrypi,4-model-b", "brcm,bcm2711"), "pi4"),
        (("raspberrypi,5-model-b", "brcm,bcm2712"), "pi5"),
        (("raspberrypi,3-model-b-plus", "brcm,bcm2837"), "pi3b-plus"),
        (("raspberrypi,model-zero-2-w", "brcm,bcm2837"), "pi-zero-2w"),
        (("nvidia,p3768-0000+p3767-0005-super", "nvidia,p3767-0005", "nvidia,tegra234"), "jetson-orin-nano"),
        (("nvidia,p3450-0000", "nvidia,jetson-nano", "nvidia,tegra210"), "jetson-nano"),
        (("raspberrypi,500", "brcm,bcm2712"), "board"),  # the same chip in another case
    ],
)
def test_a_board_is_recognised_by_compatible(
    shipped: tuple[Profile, ...], compatible: tuple[str, ...], slug: str
) -> None:
    assert recognised(shipped, compatible=compatible) == slug


@pytest.mark.parametrize(
    ("model", "slug"),
    [
        ("Raspberry Pi 5 Model B Rev 1.1", "pi5"),
        ("Raspberry Pi 5", "pi5"),
        ("Raspberry Pi 500 Rev 1.0", "board"),
        ("Raspberry Pi 3 Model B Plus Rev 1.3", "pi3b-plus"),
        ("Raspberry Pi 3 Model B Rev 1.2", "board"),
        ("NVIDIA Jetson Nano 2GB Developer Kit", "board"),
    ],
)
def test_a_model_name_counts_by_whole_words(shipped: tuple[Profile, ...], model: str, slug: str) -> None:
    assert recognised(shipped, compatible=("unheard,of",), device_tree_model=model) == slug


@pytest.mark.parametrize(("chassis", "slug"), [(10, "laptop"), (23, "server"), (35, "pc"), (None, "pc")])
def test_the_chassis_tells_the_generic_kind(
    shipped: tuple[Profile, ...], chassis: int | None, slug: str
) -> None:
    assert recognised(shipped, chassis_type=chassis) == slug


def test_behind_a_hypervisor_every_machine_is_a_vm(shipped: tuple[Profile, ...]) -> None:
    kvm = Virtualization("kvm", ("clocksource kvm-clock",))
    assert recognised(shipped, kvm, compatible=("raspberrypi,4-model-b",)) == "vm"


def test_in_a_container_a_pi_is_still_a_pi(shipped: tuple[Profile, ...]) -> None:
    container = Virtualization("container", ("docker",))
    assert recognised(shipped, container, compatible=("raspberrypi,4-model-b",)) == "pi4"


def test_every_shipped_fact_has_a_source(shipped: tuple[Profile, ...]) -> None:
    facts = [fact for each in shipped for fact in each.facts.values()]
    assert facts
    assert all(fact.source and fact.date for fact in facts)
    assert all(not fact.verified for fact in facts if "recalled" in fact.source)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GENERIC + "weight_g = 4\n", "weight_g"),
        (GENERIC.replace("revision = 1", 'revision = "1"'), r"\$.revision"),
        (GENERIC.replace('kind = "pc"', 'kind = "toaster"'), r"\$.kind"),
        (GENERIC.replace('slug = "pc"', 'slug = "pear"'), "pear"),
        (GENERIC + '[shows]\nthrottle = ["thermometer"]\n', "shows.throttle: .*'thermometer'"),
        (GENERIC + '[shows]\npower_mode = "eco"\n', "shows.power_mode: .*'eco'"),
        (GENERIC.replace('"PC"', r'"x \u001b[31m"'), "name does not print"),
        (GENERIC + '[recognise]\ndevice_tree_model = ["a", ""]\n', "'a' is too short"),
        ("slug = \n", "line 1"),
    ],
)
def test_a_wrong_profile_names_its_file_and_key(tmp_path: Path, text: str, complaint: str) -> None:
    plant(tmp_path, {"pc.toml": text})
    with pytest.raises(CatalogueError, match=rf"pc\.toml.*{complaint}"):
        profile.load_profiles(tmp_path)


def test_a_sign_may_not_begin_another_devices(tmp_path: Path) -> None:
    claim = '[recognise]\ndevice_tree_model = ["{}"]\n'
    for slug, model in (("a", "Raspberry"), ("b", "Raspberry Pi 6")):
        plant(tmp_path, {f"{slug}.toml": GENERIC.replace('"pc"', f'"{slug}"', 1) + claim.format(model)})
    with pytest.raises(CatalogueError, match=r"a\.toml: recognise: 'Raspberry' also begins b\.toml's"):
        profile.load_profiles(tmp_path)


def test_two_profiles_may_not_claim_one_string(tmp_path: Path) -> None:
    claim = '[recognise]\ncompatible = ["acme,one"]\n'
    plant(tmp_path, {"a.toml": GENERIC.replace('"pc"', '"a"', 1) + claim})
    plant(tmp_path, {"b.toml": GENERIC.replace('"pc"', '"b"', 1) + claim})
    with pytest.raises(CatalogueError, match=r"b\.toml: recognise: 'acme,one' is also claimed by a\.toml"):
        profile.load_profiles(tmp_path)


def test_without_generic_profiles_an_unknown_machine_is_an_error() -> None:
    with pytest.raises(CatalogueError, match="'pc'"):
        recognition.recognise((), Identity(), METAL)
