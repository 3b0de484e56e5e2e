"""Stands for `evidence.cleaning` where a decoder dies: of the signal whose number stands in the picture."""

import json
import os
import sys
from pathlib import Path

if __name__ == "__main__":
    print("{}", flush=True)
    for line in sys.stdin:
        os.kill(os.getpid(), int(Path(json.loads(line)["source"]).read_text()))
