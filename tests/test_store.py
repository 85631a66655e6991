from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from edgebench import store
from edgebench.errors import ResultError, StorageError
from tests.build import result

ROOT = Path(__file__).parents[1]


def files(folder: Path) -> list[str]:
    """Everything below the folder that is not a folder."""
    return sorted(path.name for path in folder.rglob("*") if not path.is_dir())


def refusal(path: Path) -> str:
    with pytest.raises(ResultError) as refused:
        store.read(path)
    assert refused.value.hint
    return refused.value.message


class TestNamesAndBytes:
    def test_keys_are_sorted_and_nothing_is_between_them(self) -> None:
        data = store.encode(result())
        again = json.dumps(json.loads(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert data == again.encode()

    def test_the_same_result_has_the_same_bytes(self) -> None:
        assert store.encode(result()) == store.encode(result())

    def test_the_id_is_the_sha256_of_the_bytes(self) -> None:
        assert store.result_id(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    def test_the_path_says_device_workload_harness_variant_scenario_and_id(self) -> None:
        path = store.path_of(result(), b"abc")
        name = "tflite-tflite-int8-single-stream-ba7816bf8f01cfea.json"
        assert path.as_posix() == f"vm-amd-epyc-2/mobilenet-v2/{name}"


class TestSave:
    def test_what_was_saved_is_read_back(self, tmp_path: Path) -> None:
        path = store.save(result(), tmp_path)
        assert store.read(path) == result()
        assert hashlib.sha256(path.read_bytes()).hexdigest()[:16] == path.stem[-16:]

    def test_nothing_else_is_left_beside_it(self, tmp_path: Path) -> None:
        path = store.save(result(), tmp_path)
        assert files(tmp_path) == [path.name]

    def test_the_folder_is_made(self, tmp_path: Path) -> None:
        path = store.save(result(), tmp_path / "not" / "there")
        assert path.parent == tmp_path / "not" / "there" / "vm-amd-epyc-2" / "mobilenet-v2"

    def test_others_may_read_it_as_the_umask_says(self, tmp_path: Path) -> None:
        before = os.umask(0o022)
        mode = store.save(result(), tmp_path).stat().st_mode
        os.umask(before)
        assert stat.S_IMODE(mode) == 0o644

    def test_the_same_result_twice_is_one_file_left_untouched(self, tmp_path: Path) -> None:
        first = store.save(result(), tmp_path)
        before = first.stat()
        assert store.save(result(), tmp_path) == first
        assert (first.stat().st_ino, first.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    def test_two_results_of_one_cell_are_two_files(self, tmp_path: Path) -> None:
        store.save(result(8.0), tmp_path)
        store.save(result(8.1), tmp_path)
        assert len(files(tmp_path)) == 2

    def test_another_content_under_its_name_is_never_overwritten(self, tmp_path: Path) -> None:
        path = store.save(result(), tmp_path)
        path.write_bytes(b"{}")
        with pytest.raises(ResultError, match="another content has this name"):
            store.save(result(), tmp_path)
        assert path.read_bytes() == b"{}"

    def test_nor_is_another_content_under_the_name_of_readings(self, tmp_path: Path) -> None:
        path = store.save_power_trace(b"readings", "pi5", "mobilenet-v2", tmp_path)
        assert store.save_power_trace(b"readings", "pi5", "mobilenet-v2", tmp_path) == path
        path.write_bytes(b"others")
        with pytest.raises(ResultError, match="another content has this name"):
            store.save_power_trace(b"readings", "pi5", "mobilenet-v2", tmp_path)

    def test_a_file_that_appears_while_saving_is_never_overwritten(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = store.save(result(), tmp_path)
        path.write_bytes(b"{}")
        monkeypatch.setattr(os.path, "lexists", lambda _: False)
        with pytest.raises(ResultError, match="another content has this name"):
            store.save(result(), tmp_path)
        assert path.read_bytes() == b"{}"
        assert files(tmp_path) == [path.name]

    def test_a_symbolic_link_under_its_name_is_not_followed(self, tmp_path: Path) -> None:
        path = store.save(result(), tmp_path)
        path.rename(tmp_path / "elsewhere")
        path.symlink_to(tmp_path / "elsewhere")
        with pytest.raises(ResultError, match="is a symbolic link"):
            store.save(result(), tmp_path)

    def test_a_file_system_without_links_gets_a_rename(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise OSError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(Path, "hardlink_to", refuse)
        path = store.save(result(), tmp_path)
        assert store.read(path) == result()
        assert files(tmp_path) == [path.name]

    def test_a_result_that_could_not_be_read_again_is_not_written(self, tmp_path: Path) -> None:
        large = result(changes={"sut.packages": {f"package-{i}": "x" * 200 for i in range(1300)}})
        with pytest.raises(ResultError, match="a result has at most 262144"):
            store.save(large, tmp_path)
        assert files(tmp_path) == []

    def test_a_file_in_the_place_of_a_folder_is_one_clear_line(self, tmp_path: Path) -> None:
        (tmp_path / "vm-amd-epyc-2").write_text("")
        with pytest.raises(StorageError, match="not saved: File exists"):
            store.save(result(), tmp_path)

    def test_bytes_and_name_are_on_the_disk_before_it_returns(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        synced: list[str] = []
        fsync = os.fsync

        def watch(descriptor: int) -> None:
            synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
            fsync(descriptor)

        monkeypatch.setattr(os, "fsync", watch)
        path = store.save(result(), tmp_path)
        made, (partial, last) = synced[:2], synced[2:]
        assert made == [tmp_path.name, "vm-amd-epyc-2"]
        assert partial.startswith(f".{path.name}.")
        assert last == "mobilenet-v2"


class TestWhenSavingFails:
    def test_a_full_disk_at_the_last_moment_leaves_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        (tmp_path / "vm-amd-epyc-2" / "mobilenet-v2").mkdir(parents=True)
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(StorageError) as refused:
            store.save(result(), tmp_path)
        assert refused.value.message.endswith(".json: not saved: No space left on device")
        assert refused.value.hint == "Free some space, then: edgebench run --resume"
        assert files(tmp_path) == []

    def test_a_disk_that_is_really_full_leaves_nothing_and_works_once_there_is_space(
        self, tmp_path: Path
    ) -> None:
        script = (
            "import os, pathlib, sys\n"
            "from edgebench import errors, store\n"
            "from tests.build import result\n"
            "disk = pathlib.Path(sys.argv[1])\n"
            "free = os.statvfs(disk)\n"
            "(disk / 'filler').write_bytes(bytes(free.f_bavail * free.f_frsize - 8192))\n"
            "try:\n"
            "    store.save(result(), disk)\n"
            "except errors.StorageError as error:\n"
            "    print(error.message.rpartition(': ')[2])\n"
            "print([path.name for path in disk.rglob('*') if not path.is_dir()])\n"
            "(disk / 'filler').unlink()\n"
            "print(store.read(store.save(result(), disk)) == result())\n"
        )
        assert on_a_disk_of_one_mebibyte(script, tmp_path) == [
            "No space left on device",
            "['filler']",
            "True",
        ]

    def test_a_process_killed_before_the_name_is_given_leaves_no_result(self, tmp_path: Path) -> None:
        script = (
            "import os, sys, pathlib\n"
            "from edgebench import store\n"
            "from tests.build import result\n"
            "pathlib.Path.hardlink_to = lambda *_: os.kill(os.getpid(), 9)\n"
            "store.save(result(), pathlib.Path(sys.argv[1]))\n"
        )
        done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, check=False)
        assert done.returncode == -9
        assert [name.endswith(".partial") for name in files(tmp_path)] == [True]
        assert store.found(tmp_path) == []
        assert store.read(store.save(result(), tmp_path)) == result()


class TestRequireWritable:
    def test_a_folder_is_made_and_left_empty(self, tmp_path: Path) -> None:
        store.require_writable(tmp_path / "results")
        assert files(tmp_path / "results") == []

    def test_a_folder_that_cannot_be_made_is_one_clear_line(self, tmp_path: Path) -> None:
        tmp_path.joinpath("results").touch()
        with pytest.raises(StorageError, match=r"deeper: results cannot be written here: File exists"):
            store.require_writable(tmp_path / "results" / "deeper")


class TestRead:
    def test_a_file_cut_short_is_refused_with_its_name(self, tmp_path: Path) -> None:
        path = store.save(result(), tmp_path)
        path.write_bytes(path.read_bytes()[:-1])
        assert refusal(path).startswith(f"{path}: it is not whole JSON: ")

    def test_a_symbolic_link_is_refused(self, tmp_path: Path) -> None:
        link = tmp_path / "link.json"
        link.symlink_to(store.save(result(), tmp_path))
        assert refusal(link) == f"{link}: is a symbolic link"

    def test_a_pipe_is_refused_without_waiting_for_it(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.json")
        assert refusal(tmp_path / "pipe.json") == f"{tmp_path}/pipe.json: is not a plain file"

    def test_a_folder_is_refused(self, tmp_path: Path) -> None:
        assert refusal(tmp_path) == f"{tmp_path}: cannot be read: Is a directory"

    def test_a_file_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        assert refusal(tmp_path / "a.json") == f"{tmp_path}/a.json: cannot be read: No such file or directory"

    def test_a_file_of_a_terabyte_is_refused_unread(self, tmp_path: Path) -> None:
        with (tmp_path / "a.json").open("wb") as file:
            file.truncate(2**40)
        assert refusal(tmp_path / "a.json") == (
            f"{tmp_path}/a.json: 1099511627776 bytes; a result has at most 262144"
        )

    def test_a_file_of_256_kib_is_read_to_its_end(self, tmp_path: Path) -> None:
        path = store.save(result(), tmp_path)
        path.write_bytes(path.read_bytes().ljust(262_144))
        assert store.read(path) == result()
        path.write_bytes(path.read_bytes() + b" ")
        assert refusal(path) == f"{path}: 262145 bytes; a result has at most 262144"

    def test_a_byte_order_mark_is_refused(self, tmp_path: Path) -> None:
        path = store.save(result(), tmp_path)
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        assert refusal(path) == f"{path}: it begins with a byte order mark"


class TestFound:
    def test_results_come_in_the_order_of_their_paths(self, tmp_path: Path) -> None:
        slow = store.save(result(9.0, {"device.slug": "b"}), tmp_path)
        fast = store.save(result(8.0, {"device.slug": "a"}), tmp_path)
        assert store.found(tmp_path) == [fast, slow]

    def test_so_do_those_of_one_cell(self, tmp_path: Path) -> None:
        saved = [store.save(result(8.0 + i / 10), tmp_path) for i in range(8)]
        assert store.found(tmp_path) == sorted(saved) != saved

    @pytest.mark.parametrize(
        "name", ["README.md", "LICENSE", ".schema.json", "withdrawn.toml", ".git/a.json", "a/.b.json.partial"]
    )
    def test_what_is_no_result_is_passed_over(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{")
        assert store.found(tmp_path) == []

    def test_a_file_stands_for_itself(self, tmp_path: Path) -> None:
        path = store.save(result(), tmp_path)
        assert store.found(path) == [path]
        assert store.found(tmp_path) == [path]

    def test_a_folder_that_may_not_be_read_is_an_error(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(folder: object) -> None:
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))

        monkeypatch.setattr(os, "scandir", refuse)
        with pytest.raises(ResultError, match="cannot be read: Permission denied"):
            store.found(tmp_path)

    def test_a_folder_that_is_not_there_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(ResultError, match="nowhere: there is no such file or folder"):
            store.found(tmp_path / "nowhere")


class TestSchema:
    def test_the_file_in_docs_is_what_the_structs_say(self) -> None:
        write = "Path('docs/result.schema.json').write_bytes(store.schema())"
        command = f'python -c "from pathlib import Path; from edgebench import store; {write}"'
        path = ROOT / "docs" / "result.schema.json"
        assert path.read_bytes() == store.schema(), f"{path.name} is out of date; write it with: {command}"

    def test_a_result_follows_it_and_a_broken_one_does_not(self) -> None:
        jsonschema = pytest.importorskip("jsonschema", reason="validates documents against the schema")
        validator = jsonschema.Draft202012Validator(json.loads(store.schema()))
        document = json.loads(store.encode(result()))
        assert list(validator.iter_errors(document)) == []
        document["load"]["batch"] = 0
        assert [error.json_path for error in validator.iter_errors(document)] == ["$.load.batch"]


def on_a_disk_of_one_mebibyte(script: str, folder: Path) -> list[str]:
    """What a script prints in a name space of its own: the disk goes when it ends, or is killed."""
    mount = 'mount -t tmpfs -o size=1m tmpfs "$1" || exit 77; shift; exec "$@"'
    command = ["unshare", "--mount", "--map-root-user", "sh", "-c", mount, "sh", str(folder)]
    if shutil.which("unshare") is None:
        pytest.skip("a small disk needs the program unshare")
    done = subprocess.run(
        [*command, sys.executable, "-c", script, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("mounting a small disk needs root or name spaces for users")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()
