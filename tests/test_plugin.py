"""Finding a plug-in: by a plain name, and without hiding what is wrong inside it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from edgebench import plugin


def test_dashes_of_the_name_are_underscores_of_the_file() -> None:
    found = plugin.find("edgebench.tasks", "image-classification")
    assert found is not None
    assert found.__name__ == "edgebench.tasks.image_classification"


@pytest.mark.parametrize("name", ["a.b", "nothing", "", ".", "..task", "task.x", "image_classification", "-"])
def test_a_name_that_names_no_file_finds_nothing(name: str) -> None:
    assert plugin.find("edgebench.tasks", name) is None


def test_what_a_plugin_itself_lacks_is_not_taken_for_its_absence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kinds_to_try").mkdir()
    (tmp_path / "kinds_to_try" / "needy.py").write_text("import nowhere_to_be_found", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="nowhere_to_be_found"):
        plugin.find("kinds_to_try", "needy")
    monkeypatch.delitem(sys.modules, "kinds_to_try", raising=False)
