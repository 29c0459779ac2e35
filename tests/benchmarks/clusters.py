"""How well equal answers of several articles are merged, and disagreements shown, on clusters of articles on an event.

`python -m tests.benchmarks.clusters [tune|kept]` writes the figures in JSON: the pairs of places that the labels say are equal,
merged as if a reader had found all; and with the reader that ships, whole questions over the articles of the cluster, and
over those of all clusters together. Rules were tuned on "tune" alone; "kept" gives the figures.
"""

import json
import sys
from typing import Any

from tests.clusters import answers, clusters, merged_pairs, shares


def main() -> None:
    """Reads the part from the command line and writes the figures."""
    chosen = clusters(sys.argv[1] if len(sys.argv) > 1 else "kept")
    pairs = merged_pairs(chosen)
    row: dict[str, Any] = {
        "clusters": len(chosen),
        "pairs": pairs.gold,
        "precision": pairs.precision,
        "recall": pairs.recall,
    }
    for name, together in (("own", False), ("together", True)):
        row[name] = shares(answers(chosen, together=together)).to_dict()
    print(json.dumps(row, indent=1))


if __name__ == "__main__":
    main()
