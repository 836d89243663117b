"""Run something as one to whom permissions apply: root's power over files is laid down."""

import ctypes
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
_VERSION = 0x20080522
_OVER_FILES = (1 << 1) | (1 << 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH of capabilities(7)."""


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Set(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def unprivileged(work: Callable[[], T]) -> T:
    """What ``work`` gives. Capabilities belong to a thread: they go with one of ours."""
    with ThreadPoolExecutor(1, initializer=_lay_down) as pool:
        return pool.submit(work).result()


def _lay_down() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = _Header(_VERSION, 0), (_Set * 2)()
    _done(libc.capget(ctypes.byref(header), sets))
    sets[0].effective &= ~_OVER_FILES
    _done(libc.capset(ctypes.byref(header), sets))


def _done(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
