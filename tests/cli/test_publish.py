"""`edgebench publish`, as a user has it: what it makes, leaves out and refuses, and how it says so."""

import contextlib
import json
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest

from edgebench import store
from tests import build


def saved(folder: Path) -> Path:
    """A result that passes every check."""
    return store.save(build.result(), folder)


def test_it_writes_pages_and_says_where(run, tmp_path):
    saved(tmp_path / "results")
    document = json.loads(run("publish", "--out", "site", "--json").stdout)
    assert document["results"] == 1
    assert Path(document["index"]).read_text(encoding="utf-8").startswith("<!doctype html>")


def test_it_leaves_out_what_check_refuses_and_says_why(run, tmp_path):
    store.save(build.result(changes={"summary.latency_p50_ns.value": 1}), tmp_path / "results")
    finished = run("publish", "--out", "site", "--json")
    assert json.loads(finished.stdout)["results"] == 0
    assert "left out: vm-amd-epyc-2/mobilenet-v2/" in finished.stderr
    assert "edgebench check " in finished.stderr


@pytest.mark.parametrize(
    "shorter",
    [build.result(tier="smoke"), build.result(processes=build.processes()[:2])],
    ids=["smoke", "cut"],
)
def test_it_shows_what_is_only_too_short_to_rank(run, tmp_path, shorter):
    store.save(shorter, tmp_path / "results")
    assert json.loads(run("publish", "--out", "site", "--json").stdout)["results"] == 1


def test_it_links_to_a_repository_whose_results_were_checked_when_they_came(run, tmp_path):
    store.save(build.result(changes={"summary.latency_p50_ns.value": 1}), tmp_path / "results")
    finished = run("publish", "--out", "site", "--source", "https://example.org/blob/0123abc", "--json")
    assert json.loads(finished.stdout)["results"] == 1
    assert not (tmp_path / "site/results").exists()
    finished = run("publish", "--out", "site", "--source", "https://example.org/blob/0123abc", "--check")
    assert "0 results" in finished.stdout
    assert "left out: " in finished.stderr


def test_it_below_a_path_says_it_on_the_page_of_missing_addresses(run, tmp_path):
    saved(tmp_path / "results")
    run("publish", "--out", "site", "--base-path", "bench", "--base-url", "https://example.org/bench/")
    assert 'href="/bench/index.html"' in (tmp_path / "site/404.html").read_text("utf-8")
    assert "https://example.org/bench/feed.xml" in (tmp_path / "site/feed.xml").read_text("utf-8")


def test_it_shows_the_pages_at_a_local_address_until_ctrl_c(background, tmp_path):
    saved(tmp_path / "results")
    server = background("publish", "--out", "site", "--serve", "--port", "0")
    address = next(line for line in server.stderr if "serving" in line).split()[1]
    with urllib.request.urlopen(address) as page:
        assert b"edgebench" in page.read()
    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=20) == 0


def test_it_never_replaces_a_folder_that_is_not_a_site(run, tmp_path):
    saved(tmp_path / "results")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("all of it")
    finished = run("publish", "--out", "mine")
    assert finished.returncode == 2
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "all of it"


@pytest.mark.parametrize("where", ["site", "cache"])
def test_a_full_disk_is_told_in_two_lines(run, tmp_path, small_disk, where):
    saved(tmp_path / "results")
    (small_disk / "filler").write_bytes(bytes(1980 * 1024))
    out = small_disk / "site" if where == "site" else tmp_path / "site"
    finished = run(
        "publish", "--out", str(out), EDGEBENCH_CACHE=str(small_disk if where == "cache" else tmp_path)
    )
    assert finished.returncode == 2
    told, todo = finished.stderr.splitlines()
    assert told.startswith(f"edgebench: {out}: the site was not written: ")
    assert "o space left on device" in told
    assert todo.startswith("  Free some space in ")
    assert not list(out.parent.glob("*site*"))


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--source", "javascript:alert(1)"),
        ("--source", "https://user:secret@example.org/blob/x"),
        ("--source", "https://example.org/blob?x"),
        ("--source", "//example.org/blob"),
        ("--base-url", "javascript:1"),
        ("--base-url", "x"),
        ("--base-url", "https://example.org/../x"),
        ("--base-url", "https://example.org/\x1b[31m"),
        ("--base-path", "../x"),
        ("--base-path", "//example.org"),
        ("--base-path", "a b"),
        ("--base-path", "?x"),
    ],
)
def test_an_address_that_is_none_is_refused(run, tmp_path, option, value):
    saved(tmp_path / "results")
    finished = run("publish", "--out", "site", option, value)
    assert finished.returncode == 2
    assert f"edgebench: {option} " in finished.stderr
    assert all(line.isprintable() for line in finished.stderr.splitlines())
    assert not (tmp_path / "site").exists()


HOSTILE = "\x1b[31ma\n\u202e b'.json"


@pytest.mark.parametrize("check", ["--check", "--no-check"])
def test_a_name_reaches_the_terminal_without_what_it_could_do_there(run, tmp_path, check):
    path = saved(tmp_path / "results")
    path.rename(path.with_name(HOSTILE))
    finished = run("publish", "--out", "site", check)
    told, *_ = finished.stderr.splitlines()
    assert told.isprintable()
    assert told.startswith("left out: vm-amd-epyc-2/mobilenet-v2/\\x1b[31ma\\n\\u202e b'.json: ")


def test_the_command_that_it_names_for_more_can_be_pasted(run, tmp_path):
    path = store.save(build.edited(build.result(), {"summary.latency_p50_ns.value": 1}), tmp_path / "results")
    path = path.rename(path.with_name(HOSTILE))
    told, *_ = run("publish", "--out", "site").stderr.splitlines()
    command = told[told.index("edgebench check ") :]
    assert command.isprintable()
    named = subprocess.run(
        ["bash", "-c", f"printf %s {command.removeprefix('edgebench check ')}"],
        capture_output=True, env={"LC_ALL": "C.UTF-8"}, check=True,
    )  # fmt: skip
    assert named.stdout.decode() == str(path)


def test_json_lists_what_was_left_out(run, tmp_path):
    path = store.save(build.result(changes={"summary.latency_p50_ns.value": 1}), tmp_path / "results")
    (left_out,) = json.loads(run("publish", "--out", "site", "--json").stdout)["left_out"]
    assert left_out["path"] == str(path.relative_to(tmp_path / "results"))
    assert left_out.keys() == {"path", "where", "what", "more"}


def test_ctrl_c_during_the_build_says_that_the_old_site_stays(background, tmp_path):
    saved(tmp_path / "results")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    build = background("publish", "--out", "site", "--serve", "--port", str(port))
    while build.poll() is None:  # it listens before it builds
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            build.send_signal(signal.SIGINT)
            break
    assert build.communicate(timeout=20)[1] == "edgebench: interrupted: site is as it was\n"
    assert build.returncode == 130


def test_a_port_in_use_is_told_before_the_build(run, tmp_path):
    saved(tmp_path / "results")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        finished = run("publish", "--out", "site", "--serve", "--port", port)
    assert finished.returncode == 2
    assert finished.stderr.startswith(f"edgebench: port {port}: Address already in use")
    assert not (tmp_path / "site").exists()
