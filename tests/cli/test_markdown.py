"""What a result says stays where it is quoted."""

from __future__ import annotations

from edgebench.cli.markdown import code, code_cell


def test_what_is_quoted_ends_at_its_end() -> None:
    assert code("a`b\r\n\n@octocat") == "`a'b @octocat`"
    assert code("") == ""


def test_a_bar_ends_no_cell() -> None:
    assert code_cell("Plug | [x](y)") == r"`Plug \| [x](y)`"
