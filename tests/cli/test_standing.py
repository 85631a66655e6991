"""Trust and withdrawals, as a user has them: sign, show, check, compare and publish."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from edgebench import store
from edgebench.model.result import Result
from tests.build import result
from tests.signing import Repository, make_key, needs_ssh_keygen

pytestmark = needs_ssh_keygen


@pytest.fixture
def results(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def apart(ms: float, session: str) -> Result:
    return result(ms, {"session.id": session * 16, "device.unit": session * 8})


def test_sign_writes_a_signature_and_the_line_to_ask_for(run, results):
    path, key = results.add(result()), make_key(results.keys, "ada")
    finished = run("sign", str(path), "--key", str(key))
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.strip() == str(results.signature(path))
    assert 'YOUR-NAME namespaces="edgebench" ssh-ed25519 AAAA' in finished.stderr
    assert "my-host" not in finished.stderr


def test_sign_refuses_what_ssh_keygen_refuses_in_one_line(run, results):
    path = results.add(result())
    finished = run("sign", str(path), "--key", "no-such-key")
    assert finished.returncode == 2
    assert "edgebench: no-such-key: ssh-keygen did not sign with it" in finished.stderr
    assert not results.signature(path).exists()


def test_show_says_who_vouches_for_it(run, results):
    first = results.add(apart(8.0, "a"), "ada")
    results.add(apart(8.2, "b"), "bob")
    text = run("show", str(first)).stdout
    assert "reproduced" in text
    assert "signed by ada; agrees with bob" in text
    (document,) = json.loads(run("show", str(first), "--json").stdout)
    assert document["standing"] == {
        "trust": "reproduced",
        "signer": "ada",
        "reproduced_by": ["bob"],
        "unproven": None,
        "withdrawn": None,
    }


def test_show_says_when_and_why_a_result_was_withdrawn(run, results):
    path = results.add(result())
    results.withdraw(path)
    text = " ".join(run("show", str(path)).stdout.split())
    assert "withdrawn 2026-11-21 by ada: The fan was unplugged." in text
    assert "trust self-reported nobody has signed it" in text


def test_check_tells_the_trust_of_each_file(run, results):
    results.add(apart(8.0, "a"), "kit@lab")
    results.add(apart(8.5, "b"))
    finished = run("check", str(results.root), "--json")
    assert finished.returncode == 0, finished.stdout
    trusts = sorted(one["trust"] for one in json.loads(finished.stdout)["standings"])
    assert trusts == ["lab", "self-reported"]


def test_check_refuses_a_signature_that_does_not_hold(run, results):
    path = results.add(result(), "ada")
    results.signature(path).write_text("hello")
    finished = run("check", str(results.root))
    assert finished.returncode == 4
    assert (
        f"signatures/{store.result_id(path.read_bytes())}.sig: It is not an SSH signature." in finished.stdout
    )


def test_check_refuses_a_withdrawal_of_nothing_and_a_list_it_cannot_read(run, results):
    results.add(result())
    (results.root / "withdrawn.toml").write_text("[[withdrawn]]\n")
    finished = run("check", str(results.root), "--json")
    assert finished.returncode == 4
    (problem,) = json.loads(finished.stdout)["problems"]
    assert '"id" is missing' in problem["problem"]["what"]


def test_a_list_that_cannot_be_read_hides_no_other_problem(run, results):
    path = results.add(result())
    path.with_name("no-result.json").write_text("{}")
    (results.root / "withdrawn.toml").write_text("[[withdrawn]]\n")
    finished = run("check", str(path.parent), "--json")
    assert finished.returncode == 4
    document = json.loads(finished.stdout)
    assert [one["problem"]["rule"] for one in document["problems"]] == ["readable", "standing"]
    assert document["standings"] == []


def test_compare_leaves_a_withdrawn_result_out_unless_asked(run, results):
    old, new = (results.add(result(8.0, {"sut.runtime.version": one})) for one in ("1.30", "1.31"))
    results.withdraw(new)
    finished = run("compare", str(old), str(new))
    assert finished.returncode == 3
    assert "B has nothing to compare: withdrawn: The fan was unplugged." in finished.stderr
    assert run("compare", str(old), str(new), "--withdrawn").returncode == 0


def test_the_site_ranks_no_withdrawn_result_and_shows_the_reason(run, results, tmp_path):
    kept, withdrawn = results.add(apart(8.0, "a"), "ada"), results.add(apart(4.0, "b"))
    results.withdraw(withdrawn, "The <b>fan</b> was unplugged.")
    finished = run("publish", "--results", str(results.root), "--out", "site", "--json")
    assert finished.returncode == 0, finished.stderr
    page = (tmp_path / "site/workloads/mobilenet-v2/index.html").read_text("utf-8")
    assert "Not ranked: withdrawn (1)" in page
    assert 'badge-accent">signed' in page
    why = (tmp_path / "site/withdrawn/index.html").read_text("utf-8")
    assert "The &lt;b&gt;fan&lt;/b&gt; was unplugged." in why
    rows = (tmp_path / "site/data/results.csv").read_text("utf-8").splitlines()[1:]
    assert [store.result_id(kept.read_bytes()) in row for row in rows] == [True]


def test_an_export_leaves_withdrawn_results_out_unless_asked(run, results):
    kept, withdrawn = results.add(result(8.0)), results.add(result(9.0))
    results.withdraw(withdrawn)
    finished = run("export", str(results.root), "--out", "all.csv")
    assert finished.stdout.startswith("1 row of 1 result: ")
    assert "left out: 1 withdrawn" in finished.stderr
    assert run("export", str(kept.parent), "--out", "all.csv", "--withdrawn").stdout.startswith("2 rows")
