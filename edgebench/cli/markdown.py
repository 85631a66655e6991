"""What a result says, quoted in GitHub's markdown: in code nothing is a link, a mention or a tag."""

from __future__ import annotations

import re


def code(said: str) -> str:
    """Without the signs that would end it: a backtick, and the end of a line. Nothing of nothing."""
    plain = re.sub(r"[\r\n]+", " ", said.replace("`", "'"))
    return f"`{plain}`" if plain else ""


def code_cell(said: str) -> str:
    """The same in a row of a table, where a bar would end the cell."""
    return code(said).replace("|", r"\|")
