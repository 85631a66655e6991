"""Results whose every free field is an attack, as far as the format lets a stranger write it."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
from msgspec import structs

from edgebench import result_reader, store
from edgebench.model.result import Result

MARKUP = '"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
LINK = "javascript:window.hacked=1"
LONG = "W" * 200
STRINGS = (MARKUP, LINK, LONG, "{{7*7}}${7*7}<%=7*7%>", "'; alert(1) //", "=cmd|' /C calc'!A0")


def results(honest: Result) -> list[Result]:
    """One for each string, in every text of the device, the system and the provenance that is free."""
    return [_with(honest, text, number) for number, text in enumerate(STRINGS)]


def _with(honest: Result, text: str, number: int) -> Result:
    cpu = structs.replace(honest.device.cpu, model=text)
    device = structs.replace(honest.device, cpu=cpu, os=text, kernel=text)
    runtime = structs.replace(honest.sut.runtime, version=text)
    session = structs.replace(honest.session, id=f"{number:016x}")
    return structs.replace(
        honest, device=device, sut=structs.replace(honest.sut, runtime=runtime), session=session
    )


def add(folder: Path) -> None:
    """Beside the first honest result that is there; as publish finds them, not as check would let them in."""
    first = next(iter(sorted(folder.rglob("*.json"))))
    honest = result_reader.decode(first.read_bytes(), str(first))
    for one in results(honest):
        data = store.encode(msgspec.convert(msgspec.to_builtins(one), Result))
        target = folder / store.path_of(one, data)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    assert shutil.disk_usage(folder)
