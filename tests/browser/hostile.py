"""Results whose every free text is an attack. `edgebench check` refuses them; the site must not need that.

Which texts are free follows from the types of the format, so a field that is added is attacked as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from edgebench import result_reader, store
from edgebench.model.result import Result

MARKUP = '"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
LINK = "javascript:window.hacked=1"
LONG = "W" * 200
STRINGS = (
    MARKUP,
    LINK,
    LONG,
    "{{7*7}}${7*7}<%=7*7%>",
    "'; alert(1) //",
    "=cmd|' /C calc'!A0",
    "</title></pre><b>&amp;&lt;",
)
IMPORTED = {"tool": "", "version": "", "file_sha256": "0" * 64, "missing": []}


def slug(place: int) -> str:
    """Of the device that string is written for."""
    return f"hostile-{place}"


def add(folder: Path) -> None:
    """For each string a device of its own, with a metered result and one that another tool made."""
    honest = next(_metered(folder))
    for place, text in enumerate(STRINGS):
        for imported in (None, IMPORTED):
            _write(folder, attacked({**honest, "imported": imported}, text, slug(place)))


def attacked(document: dict[str, Any], text: str, device: str) -> Result:
    """A result with `text` in every free field."""
    made = _attacked(document, inspect.type_info(Result), text)
    made["workload"] = document["workload"]  # the catalogue's own names, which tell boards apart
    made["device"]["slug"] = device
    return msgspec.convert(made, Result)


def encoded(document: dict[str, Any], text: str) -> bytes:
    """The file of such a result, of the same device."""
    return store.encode(attacked(document, text, document["device"]["slug"]))


def _metered(folder: Path) -> Iterator[dict[str, Any]]:
    """Those of one stream, so that there is the most of them to show."""
    for path in sorted(folder.rglob("*-single-stream-*.json")):
        result = result_reader.decode(path.read_bytes(), str(path))
        if result.energy is not None and result.agreement is not None:
            yield msgspec.to_builtins(result)


def _write(folder: Path, result: Result) -> None:
    data = store.encode(result)
    target = folder / store.path_of(result, data)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def _attacked(part: Any, kind: inspect.Type, text: str) -> Any:
    """A part of a document, of this type. Where more than one type may stand, the part tells which does."""
    if isinstance(kind, inspect.UnionType):
        return (
            part
            if part is None
            else _attacked(part, next(one for one in kind.types if _fits(part, one)), text)
        )
    if isinstance(kind, inspect.StructType):
        types = {field.encode_name: field.type for field in kind.fields}
        return {name: _attacked(value, types[name], text) for name, value in part.items()}
    if isinstance(kind, inspect.ListType):
        return [_attacked(value, kind.item_type, text) for value in part]
    if isinstance(kind, inspect.DictType):
        return {
            _attacked(name, kind.key_type, text): _attacked(value, kind.value_type, text)
            for name, value in part.items()
        }
    return text if isinstance(kind, inspect.StrType) and not kind.pattern else part


def _fits(part: Any, kind: inspect.Type) -> bool:
    return isinstance(kind, _KINDS.get(type(part), inspect.Type)) and not isinstance(kind, inspect.NoneType)


_KINDS: dict[type, tuple[type[inspect.Type], ...]] = {
    dict: (inspect.StructType, inspect.DictType),
    list: (inspect.ListType,),
    str: (inspect.StrType, inspect.LiteralType, inspect.EnumType),
}
