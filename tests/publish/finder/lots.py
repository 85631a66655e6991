"""Made-up rows for the constraint finder: the same for a seed."""

from __future__ import annotations

import random

from edgebench.publish.finder.combinations import TRUSTS, Combination, Device, Known, Lot, Quantity, Shown

MS = 1_000_000


def device(name: str = "Raspberry Pi 5, 8 GiB", kind: str = "board", usd: int | None = 80) -> Device:
    return Device(name.lower().replace(" ", "-").replace(",", ""), name, "4 cores", kind, usd)


def row(number: int = 0, **given: object) -> Combination:
    """Latency of 20 ms, mAP of 0.23, 8 W at the wall, unless a field says otherwise."""
    fields: dict[str, object] = {
        "id": f"{number:016x}",
        "device": 0,
        "workload": "ssd",
        "harness": "tflite",
        "runtime": "LiteRT 2.0.2",
        "variant": "tflite-int8, 4 threads",
        "precision": "int8",
        "p50": Known(19 * MS, 18 * MS, 20 * MS),
        "p90": Known(20 * MS, 19 * MS, 21 * MS),
        "p99": Known(25 * MS, 22 * MS, 30 * MS),
        "accuracy": Known(230_000, 225_000, 235_000),
        "boundary": "wall_ac",
        "energy": Known(160 * MS, 155 * MS, 165 * MS),
        "power": Known(8_000_000, 7_750_000, 8_250_000),
        "memory": Known(90_000_000, 89_000_000, 91_000_000),
        "slowdown": Known(50_000, 40_000, 60_000),
        "created": "2026-11-01",
        "trust": "signed",
        "badges": (("accent", "signed"),),
    }
    return Combination(**(fields | given))  # type: ignore[arg-type]


def lot(*rows: Combination, devices: tuple[Device, ...] = (), name: str = "ssd") -> Lot:
    shown = Shown(name, "SSD", "object-detection", "mAP", True)
    return Lot(shown, devices or (device(),), rows, (("open division", 2),))


def many(seed: int, rows: int, name: str = "ssd") -> Lot:
    """With every kind of hole, and ties."""
    chance = random.Random(seed)
    kinds = ("board", "pc", "phone", "vm")
    devices = tuple(
        device(f"Device {n}, 8 GiB", kinds[n % 4], chance.choice([None, 50, 80, 139, 400])) for n in range(9)
    )
    return lot(*(_random(chance, n, len(devices), name) for n in range(rows)), devices=devices, name=name)


def _random(chance: random.Random, number: int, devices: int, name: str) -> Combination:
    def known(low: float, high: float, reason: str, missing: float = 0.15) -> Quantity:
        if chance.random() < missing:
            return reason
        value = round(low * (high / low) ** chance.random())
        width = chance.choice([0.0, 0.002, 0.05, 0.2])
        return Known(value, round(value * (1 - width)), round(value * (1 + width))) if width else Known(value)

    p90 = round(2 * MS * 60 ** chance.random())
    return row(
        number + 100_000 * len(name),
        device=chance.randrange(devices),
        workload=name,
        harness=chance.choice(["tflite", "onnxruntime"]),
        precision=chance.choice(["int8", "fp32"]),
        p50=Known(round(p90 * 0.9), round(p90 * 0.88), round(p90 * 0.92)),
        p90=Known(p90, round(p90 * 0.97), round(p90 * 1.03)),
        p99=known(3 * MS, 300 * MS, "too few queries", 0.3),
        accuracy=known(150_000, 300_000, "no labelled data", 0.4),
        boundary=chance.choice(["wall_ac", "module_dc"]),
        energy=known(3 * MS, 900 * MS, "no meter", 0.4),
        power=known(2_000_000, 30_000_000, "no meter", 0.4),
        memory=known(20_000_000, 2e9, "not reported"),
        slowdown=known(1_000, 400_000, "no Sustained run", 0.6),
        created=f"2026-{chance.randrange(1, 13):02}-01",
        trust=chance.choice(TRUSTS),
    )
