"""Resident memory of a process that holds the chat over the seeds, all models loaded and one question answered.

`python -m tests.benchmarks.memory` writes it in JSON, in MB of 10⁶ bytes: what stays, and the most there was. Linux only.
"""

import json
import re
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def resident() -> dict[str, int]:
    """This process's resident memory now, and its peak.

    From `/proc`: the peak of `getrusage` would be that of the parent, where that is higher.
    """
    found = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB", STATUS.read_text(encoding="ascii"), flags=re.MULTILINE))
    return {"now": int(found["VmRSS"]) * 1024 // 10**6, "peak": int(found["VmHWM"]) * 1024 // 10**6}


def main() -> None:
    """Builds the chat as `python -m ui` does, asks once, and writes the figures."""
    from qa.answering import answer
    from qa.library import Library
    from qa.loading import seeds
    from ui.app import build

    library = Library.of(seeds())
    app = build(library)
    text = answer("Where might Kim and Putin hold talks?", library=library).text
    sys.stdout.write(json.dumps(resident() | {"answer": text, "blocks": len(app.blocks)}) + "\n")


if __name__ == "__main__":
    main()
