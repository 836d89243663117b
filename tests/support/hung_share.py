"""A share whose server has gone: every look at it hangs in the kernel.

``unshare --user --map-root-user --mount python -m tests.support.hung_share FOLDER SECONDS``: a
filesystem that nobody answers for is mounted at FOLDER (FUSE, from its kernel interface); the
folder is asked for a file with that deadline; outcome, sentence and seconds are printed as JSON.
"""

import ctypes
import json
import os
import sys
import time
from pathlib import Path

from connectors.sources.door import fetch
from tests.connectors.sources.asking import ASKED, COLUMNS, no_secret


def main(folder: str, seconds: float) -> None:
    """Mount, ask, tell, and let go."""
    nobody = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={nobody},rootmode=40000,user_id=0,group_id=0"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"gone", folder.encode(), b"fuse", 0, options.encode()):
        raise OSError(ctypes.get_errno(), "no filesystem could be mounted")
    began = time.monotonic()
    address = {"folder": folder, "deadline_seconds": seconds}
    reading = {"file": "{period}.csv", "columns": COLUMNS}
    fetched = fetch("csv", address, reading, ASKED, no_secret, Path("/"))
    told = (fetched.outcome, fetched.error, time.monotonic() - began)
    sys.stdout.write(json.dumps(told))
    os.close(nobody)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
