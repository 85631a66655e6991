"""The pure modules behind the ranked table's script, run by node where there is one."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from edgebench import paths

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")


def ran(module: str, expression: str) -> Any:
    """What the expression is, with the module's exports in scope as `m`."""
    assert NODE
    address = (paths.shipped("site") / "scripts" / module).resolve().as_uri()
    program = f"import * as m from {json.dumps(address)}; console.log(JSON.stringify({expression}));"
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", program], capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(done.stdout)


def test_a_ratio_has_both_intervals_in_squares() -> None:
    found = ran("ratio.js", "m.ratioOf([143, 139, 147], [100, 98, 102])")
    assert found["text"] == "1.43\u00a0±\u00a00.05\u00a0×"


def test_a_ratio_to_itself_is_one_and_without_a_value_none() -> None:
    assert ran("ratio.js", "(() => { const a = [1, 1, 2]; return m.ratioOf(a, a).text; })()") == "1\u00a0×"
    assert ran("ratio.js", "m.ratioOf([null], [1])") is None


def test_missing_values_sort_last_whichever_way() -> None:
    rows = "[{price: 3}, {price: null}, {price: 1}]"
    for reversed_, order in (("false", [1, 3, None]), ("true", [3, 1, None])):
        compare = f"m.compare(a, b, {{sort: 'price', reversed: {reversed_}}}, 'lower')"
        assert ran("sorting.js", f"{rows}.toSorted((a, b) => {compare}).map((r) => r.price)") == order


def test_energies_of_several_boundaries_have_no_order_until_one_is_chosen() -> None:
    state = "{sort: 'energy', reversed: true}"
    assert ran("sorting.js", f"m.orderOf({state}, '')") == {"sort": "judged", "reversed": False}
    assert ran("sorting.js", f"m.orderOf({state}, 'wall_ac')") == {"sort": "energy", "reversed": True}


def test_the_filter_that_removes_most_is_named() -> None:
    rows = "[{facets: ['a', 'x']}, {facets: ['a', 'x']}, {facets: ['b', 'y']}]"
    found = ran("filters.js", f"m.mostRemoving({rows}, {{one: 'b', two: 'x'}}, ['one', 'two'])")
    assert found == {"name": "one", "count": 2}


def test_an_exported_table_is_escaped_for_its_reader() -> None:
    assert ran("export.js", "m.markdown(['a'], [['x|y\u00a0ms']])") == "| a |\n|---|\n| x\\|y ms |\n"
    assert "\\<b>\\`a\\_b\\`" in ran("export.js", "m.markdown(['a'], [['<b>`a_b`']])").replace("\\>", ">")
    assert "50\\,\\%" not in ran("export.js", "m.latex(['a_b'], [['50 %']], 'c')")
    assert "a\\_b \\\\" in ran("export.js", "m.latex(['a_b'], [['50 %']], 'c')")
    assert ran("export.js", "m.csv(['a'], [['=1+1'], ['say \"x\"']])") == 'a\r\n\'=1+1\r\n"say ""x"""\r\n'


def test_a_log_axis_has_labels_that_do_not_touch() -> None:
    ticks = ran("marks.js", "m.logAxis(180000, 32000000, 1000000, ' ms').ticks")
    assert [tick["label"] for tick in ticks] == ["0.2", "0.5", "1", "2", "5", "10", "20 ms"]
    wide = ran("marks.js", "m.logAxis(18000, 320000000, 1000000, ' ms').ticks")
    assert [tick["label"] for tick in wide] == ["0.1", "1", "10", "100 ms"]


def test_a_linear_axis_starts_at_zero() -> None:
    ticks = ran("marks.js", "m.linearAxis(15000000, 'ns').ticks")
    assert ticks[0] == {"at": 0, "label": "0"}
