"""Errors of the operating system, in the place of a call."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NoReturn


def failing(number: int) -> Callable[..., NoReturn]:
    """Fails as the kernel does: failing(errno.ENODEV)."""

    def fails(*unused: object, **unused_too: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fails
