import socket

from edgebench.probes import names


def test_names_and_numbers_of_a_machine_are_read(tmp_path):
    for path, text in {
        "etc/hostname": "magpie.lab.example\n",
        "etc/machine-id": "7d0b3c1e9a5f4c0e8b1d2f3a4b5c6d7e\n",
        "proc/device-tree/serial-number": "10000000abcdef12\0",
        "sys/class/dmi/id/product_uuid": "4c4c4544-0033-4610-8051-b7c04f4d3132\n",
        "sys/class/net/eth0/address": "dc:a6:32:01:02:03\n",
        "sys/bus/usb/devices/1-1/serial": "WT-91K234\n",
        "proc/cpuinfo": "processor : 0\nSerial\t\t: 10000000abcdef13\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    found = names.read(tmp_path, {"USER": "jane", "SUDO_USER": "jdoe"})
    assert found.hosts == {
        "magpie",
        "magpie.lab.example",
        socket.gethostname(),
        socket.gethostname().partition(".")[0],
    }
    assert found.users >= {"jane", "jdoe"}
    assert found.serials == {
        "7d0b3c1e9a5f4c0e8b1d2f3a4b5c6d7e", "10000000abcdef12", "10000000abcdef13", "dc:a6:32:01:02:03",
        "4c4c4544-0033-4610-8051-b7c04f4d3132", "WT-91K234",
    }  # fmt: skip


def test_a_machine_that_shows_nothing_has_no_numbers(tmp_path):
    assert names.read(tmp_path, {}).serials == frozenset()
