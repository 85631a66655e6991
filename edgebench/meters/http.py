"""A meter that answers in JSON over plain HTTP on the local network, bounded in time and size.

A time limit of `requests` holds for each receiving call, so a meter that drips its answer byte by byte
would never meet it. Here the socket itself carries the limit, for connecting, headers and body together.
"""

from __future__ import annotations

import json
import math
import os
import re
import socket
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from msgspec import Meta

from edgebench.meters import meter
from edgebench.model.meter import Found, MeterError
from edgebench.model.quantity import LARGEST
from edgebench.model.reason import Reason

if TYPE_CHECKING:
    from requests.adapters import HTTPAdapter
    from requests.auth import AuthBase

LARGEST_ANSWER = 64 * 1024
_HOST = r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:]{2,39}\]"
_ADDRESS = rf"^(?P<host>{_HOST})(:(?P<port>[0-9]{{1,5}}))?\Z"

Address = Annotated[str, Meta(pattern=_ADDRESS)]
"""`host` or `host:port`: no scheme, user, path or query."""


class Answer(NamedTuple):
    """One JSON object, and when it was asked for and had."""

    content: Mapping[str, Any]
    began_ns: int
    ended_ns: int


class JsonDevice:
    """One device's HTTP interface: a kept connection, no redirects, no proxy, nobody else's password."""

    def __init__(self, address: str, auth: AuthBase | None = None) -> None:
        """Finds the address once. Raises MeterError: NO_METER, METER_LOST."""
        import requests

        self.address = address
        host, port = _checked(address)
        self._origin = f"http://{_resolved(host, port)}"
        self._headers = {"Host": address, "User-Agent": "edgebench", "Accept-Encoding": "identity"}
        self._auth = auth
        self._limit = _Limit()
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy on the way to a plug, no password from ~/.netrc
        self._session.mount("http://", _bounded_adapter(self._limit))

    def get(self, path_and_query: str) -> Answer:
        """One object. Raises MeterError: METER_LOST, NO_PERMISSION, BAD_READING. Never names the query."""
        import requests
        from urllib3.exceptions import HTTPError

        began_ns = time.monotonic_ns()
        self._limit.start(meter.READ_SECONDS)
        try:
            status, body = self._asked(path_and_query)
        except (requests.RequestException, HTTPError, OSError) as error:
            raise self._failed(error) from None  # the library's text holds the address with the password
        return Answer(self._object(status, body), began_ns, time.monotonic_ns())

    def close(self) -> None:
        self._session.close()

    def _asked(self, path_and_query: str) -> tuple[int, bytes]:
        """Status and body; asked again where a kept connection had been closed at the other end."""
        import requests

        try:
            return self._asked_once(path_and_query)
        except requests.ConnectionError as error:
            if isinstance(error, requests.Timeout) or not _has(error, ConnectionResetError, BrokenPipeError):
                raise
            return self._asked_once(path_and_query)

    def _asked_once(self, path_and_query: str) -> tuple[int, bytes]:
        with self._session.get(
            self._origin + path_and_query,
            headers=self._headers,
            auth=self._auth,
            allow_redirects=False,
            stream=True,
            timeout=self._limit.seconds(),
        ) as answer:
            return answer.status_code, answer.raw.read(LARGEST_ANSWER, decode_content=False)

    def _object(self, status: int, body: bytes) -> Mapping[str, Any]:
        if status in {401, 403}:
            raise refused(self.address)
        if status != 200:
            raise self._bad(f"answers HTTP {status}")
        try:
            content = json.loads(body, parse_float=Decimal)
        except (ValueError, RecursionError):
            raise self._bad("answers what is no JSON") from None
        if not isinstance(content, dict):
            raise self._bad("answers JSON that is no object")
        return content

    def _bad(self, what: str) -> MeterError:
        return MeterError(
            f"{self.address}: {what}", Reason.BAD_READING, "open the address in a browser: is it this meter?"
        )

    def _failed(self, error: Exception) -> MeterError:
        if _has(error, _TooLargeError):
            return self._bad(f"answers more than {LARGEST_ANSWER // 1024} KiB")
        slow = _has(error, TimeoutError)
        what = f"no whole answer within {meter.READ_SECONDS:g} s" if slow else "the connection broke off"
        if _has(error, ConnectionRefusedError):
            what = "the connection was refused"
        return MeterError(
            f"{self.address}: {what}", Reason.METER_LOST, "is it plugged in, and the address right?"
        )


def by_address(driver: str) -> Found:
    """What `find` says: nobody's network is searched."""
    return Found(
        False,
        "found by its address",
        f'lab.toml: [meter.wall] with driver = "{driver}" and address = "192.168.1.20"',
        Reason.NO_METER,
    )


def refused(address: str) -> MeterError:
    """The meter wants a password, or another."""
    return MeterError(
        f"{address}: refuses the password, or wants one",
        Reason.NO_PERMISSION,
        "put the password in an environment variable and name it: password_env in lab.toml",
    )


def password(variable: str) -> str:
    """What the environment variable holds; "" where none is named. Raises MeterError: NO_PERMISSION."""
    if not variable:
        return ""
    if variable not in os.environ:
        raise MeterError(
            f"the environment variable {variable} is not set",
            Reason.NO_PERMISSION,
            f"export {variable}=... with the meter's password",
        )
    return os.environ[variable]


def nanowatts(value: object, place: str) -> int | None:
    """A power in watts as JSON gave it; None where the meter says that there is none (null, NaN).

    Raises MeterError: BAD_READING for what is no number, or one that no file can hold (9 MW).
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise MeterError(f"{place} is no number: {value!r:.40}", Reason.BAD_READING)
    if isinstance(value, float) and math.isnan(value):  # json makes floats of NaN and Infinity only
        return None
    watts = Decimal(value)
    if abs(watts) > LARGEST // 10**9:
        raise MeterError(f"{place} is beyond 9 MW", Reason.BAD_READING)
    return int((watts * 10**9).to_integral_value())


def _checked(address: str) -> tuple[str, int]:
    parts = re.search(_ADDRESS, address)
    port = int((parts and parts["port"]) or 80)
    if not parts or not 1 <= port <= 65535:
        raise MeterError(
            f"{address!r:.80} is no address", Reason.NO_METER, "write host or host:port, without http://"
        )
    return parts["host"].strip("[]"), port


def _resolved(host: str, port: int) -> str:
    """A numeric address and port: a name is looked up when opening, never while measuring."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise MeterError(
            f"{host}: there is no device of this name here", Reason.METER_LOST, "give its IP address"
        ) from None
    family, *_, where = min(found, key=lambda one: one[0] != socket.AF_INET)
    return f"[{where[0]}]:{port}" if family == socket.AF_INET6 else f"{where[0]}:{port}"


class _TooLargeError(OSError):
    """More bytes came than an answer may have."""


class _Limit:
    """What is left of one exchange's time and bytes."""

    def __init__(self) -> None:
        self._ends = 0.0
        self._bytes = 0

    def start(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._bytes = LARGEST_ANSWER

    def seconds(self) -> float:
        """Raises TimeoutError where none is left: 0 would mean not to wait at all."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def spend(self, count: int) -> None:
        self._bytes -= count
        if self._bytes < 0:
            raise _TooLargeError


class _BoundedSocket(socket.socket):
    """Receives within what is left of the limit, whatever the time limit of a single call."""

    limit: _Limit

    def recv_into(self, *arguments: Any) -> int:
        self.settimeout(self.limit.seconds())
        count = super().recv_into(*arguments)
        self.limit.spend(count)
        return count


def _bounded_adapter(limit: _Limit) -> HTTPAdapter:
    """Of `requests`, with connections over bounded sockets."""
    from requests.adapters import HTTPAdapter
    from urllib3 import HTTPConnectionPool
    from urllib3.connection import HTTPConnection

    class Connection(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            bounded = _BoundedSocket(fileno=self.sock.detach())
            bounded.settimeout(limit.seconds())
            bounded.limit = limit
            self.sock = bounded

    class Pool(HTTPConnectionPool):
        ConnectionCls = Connection

    adapter = HTTPAdapter()
    adapter.poolmanager.pool_classes_by_scheme = {"http": Pool}
    return adapter


def _has(error: BaseException, *kinds: type[BaseException]) -> bool:
    return any(isinstance(cause, kinds) for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it was made of; urllib3 keeps some causes in its arguments only."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
