"""A file at a pinned https address, continued where an earlier download stopped.

pooch, which wraps the same `requests`, deletes what it has when a connection breaks and takes
any number of bytes; on a board behind a slow line both matter, so the transfer is done here.
"""

from __future__ import annotations

from http.client import responses
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from edgebench.errors import SourceError
from edgebench.model.workload import Artefact
from edgebench.sources import pinned
from edgebench.sources.progress import Progress

if TYPE_CHECKING:
    import requests

CONNECT_S = 10
READ_S = 30
_TRIES = 3
_REDIRECTS = 5
_PIECE_BYTES = 1 << 16
"""Small, because a piece that breaks off half-way is lost."""


def download(url: str, artefact: Artefact, part: Path, progress: Progress) -> None:
    """Fetch into `part`, which may hold the beginning already. SourceError in a short sentence.

    A connection that breaks leaves `part` for the next call; an answer that cannot be the
    pinned file removes it. The caller checks the hash.
    """
    import requests

    with requests.Session() as session:
        for tries_left in reversed(range(_TRIES)):
            before = _size(part)
            reason = _transfer(session, url, artefact, part, progress)
            if reason is None:
                return
            have = _size(part)
            if have <= before or not tries_left:
                so_far = f" after {have:,} of {artefact.bytes:,} bytes" if have else ""
                raise SourceError(reason + so_far)


def _transfer(
    session: requests.Session, url: str, artefact: Artefact, part: Path, progress: Progress
) -> str | None:
    """Fetch what is missing; None when it is complete, else why the connection ended."""
    import requests

    progress.start(artefact.file, artefact.bytes)
    try:
        _receive(session, url, artefact, part, progress)
    except (requests.RequestException, ValueError) as error:  # ValueError: an address nobody can parse
        return _reason(error)
    finally:
        progress.done()
    return None


def _receive(session: requests.Session, url: str, artefact: Artefact, part: Path, progress: Progress) -> None:
    have = _size(part)
    if have >= artefact.bytes:
        part.unlink()
        have = 0
    with _open(session, url, have) as answer:
        status = answer.status_code
        continued = status == 206 and _begins_at(answer, have)
        if not continued and status != 200:
            if status == 416:  # the file there is shorter than the part here
                part.unlink(missing_ok=True)
            raise SourceError(f"the server answers {status} {responses.get(status, '')}".rstrip())
        if continued:
            progress.advance(have)
        try:
            with part.open("ab" if continued else "wb") as file:
                pinned.write(answer.iter_content(_PIECE_BYTES), file, artefact, progress)
                pinned.complete(file, artefact)
        except SourceError:  # not the beginning of the pinned file: nothing to continue
            part.unlink()
            raise


def _open(session: requests.Session, url: str, have: int) -> requests.Response:
    """The answer to a request for the bytes from `have` on, after redirects, each of them to https."""
    headers = {"Accept-Encoding": "identity", "User-Agent": "edgebench"}
    if have:
        headers["Range"] = f"bytes={have}-"
    for _ in range(_REDIRECTS):
        if not url.startswith("https://"):
            raise SourceError("it leads to an address that is not https")
        answer = session.get(
            url, headers=headers, stream=True, allow_redirects=False, timeout=(CONNECT_S, READ_S)
        )
        if not answer.is_redirect:
            return answer
        answer.close()
        url = urljoin(url, answer.headers["location"])
    raise SourceError(f"it was redirected more than {_REDIRECTS} times")


def _begins_at(answer: requests.Response, have: int) -> bool:
    return answer.headers.get("content-range", "").startswith(f"bytes {have}-")


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _reason(error: Exception) -> str:
    """What went wrong in a few words; requests' own text is a chain of reprs."""
    from requests import exceptions

    known: tuple[tuple[type[Exception], str], ...] = (
        (exceptions.ConnectTimeout, f"no connection within {CONNECT_S} s"),
        (exceptions.SSLError, "its certificate is not trusted here"),
        (exceptions.ProxyError, "the proxy does not let it through"),
        (exceptions.Timeout, f"nothing came for {READ_S} s"),
        (exceptions.ConnectionError, "the connection was refused or broke off"),
        (exceptions.ChunkedEncodingError, "the connection broke off"),
    )
    if "timed out" in str(error):
        return f"nothing came for {READ_S} s"
    if "resolve" in str(error):
        return "its host name is not known (no network?)"
    words = (text for kind, text in known if isinstance(error, kind))
    return next(words, f"the download failed ({type(error).__name__})")
