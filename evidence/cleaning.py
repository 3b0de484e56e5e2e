"""The process that opens strangers' pictures, and does nothing else: `python -m evidence.cleaning MEMORY SECONDS`.

It takes at most MEMORY bytes of data and SECONDS of processor time for each picture. A line in, a JSON object: `work`
(`photo` or `signature`), `source` and `target`, paths of files. A line out: `{"sha256": …}` of what was written to
`target`, `{"bad": code}` (see `BadPicture`), or `{"failed": errno}` where the disk failed. It knows no settings, and
ends with its input or with a picture that was too much. Started by `courier.pictures`; imports its neighbours alone.
"""

import errno
import hashlib
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evidence.pictures import BadPicture, clean_picture, clean_signature

MEMORY = 270 * 1024 * 1024
"""Bytes of data; with code and libraries, which are not counted, the process stays below 300 MB."""
SECONDS = 4.0
"""Processor time for one picture, all threads together."""
LARGEST_FILE = 8 * 1024 * 1024
"""Bytes that it may write into a file."""

WORK: dict[str, Callable[[bytes], bytes]] = {
    "photo": lambda data: clean_picture(data).jpeg,
    "signature": clean_signature,
}


def main() -> None:
    """Clean what is asked for, line by line, until the input ends."""
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    # What decoders print must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print("{}", file=answers, flush=True)
    for line in sys.stdin:
        # SIGPROF ends the process when its time is used up (setitimer(2)); no handler could run inside a decoder.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        answer = _clean(json.loads(line))
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps(answer), file=answers, flush=True)
        if answer.get("bad") == "too_heavy":
            # What is left of it would be taken from the next one.
            break


def _clean(asked: dict[str, Any]) -> dict[str, str | int]:
    try:
        made = WORK[asked["work"]](Path(asked["source"]).read_bytes())
        with open(asked["target"], "r+b") as target:
            target.write(made)
    except BadPicture as bad:
        return {"bad": bad.code}
    except MemoryError:
        return {"bad": "too_heavy"}
    except OSError as error:
        return {"failed": error.errno or errno.EIO}
    return {"sha256": hashlib.sha256(made).hexdigest()}


if __name__ == "__main__":
    main()
