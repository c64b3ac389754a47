# ruff: noqa: T201 - a script that prints is what this is
"""Prints how soon the first page of a desk can be used in a browser, and what it weighs.

python benchmarks/desk_view.py --book FOLDER/large.book [--write]

The book is that of benchmarks/desk_speed.py. Chromium (/usr/bin/chromium, headless, without a graphics card) opens the
list of incidents with an empty cache, several times. With --write the lines in docs/reference/desk.md are replaced.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

from desk_speed import PAGE, desk
from pages import put_between
from playwright.sync_api import Browser, sync_playwright

ROUNDS = 7
BEGIN, END = "<!-- view: begin, written by benchmarks/desk_view.py -->\n", "<!-- view: end -->\n"


def opened(browser: Browser, address: str) -> tuple[float, float, float, float]:
    """Seconds until the list can be used, until a typed word has narrowed it, until the map is drawn; kilobytes."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    sizes: list[float] = []
    client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    begun = perf_counter()
    page.goto(address + "/incidents", wait_until="domcontentloaded")
    usable = perf_counter() - begun
    page.locator("canvas.maplibregl-canvas").wait_for()
    page.wait_for_load_state("networkidle")
    drawn = perf_counter() - begun - 0.5  # idle means that nothing was asked for half a second
    weight = sum(sizes) / 1000
    begun = perf_counter()
    page.fill("input[name=q]", "spokesman")
    page.wait_for_url("**q=spokesman**")
    narrowed = perf_counter() - begun
    context.close()
    return usable, narrowed, drawn, weight


def main() -> None:
    """Open the page a few times and print the middle of what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--book", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="replace the lines in docs/reference/desk.md")
    options = parser.parse_args()
    arguments = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
    with (
        tempfile.TemporaryDirectory() as folder,
        desk(options.book, Path(folder) / "log.txt") as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        found = [opened(browser, url) for _ in range(ROUNDS)]
        browser.close()
    usable, narrowed, drawn, weight = (statistics.median(each) for each in zip(*found, strict=True))
    line = (
        f"The list of incidents in Chromium without a graphics card, empty cache, median of {ROUNDS}: usable after "
        f"{usable:.1f} s, map and timeline drawn after {drawn:.1f} s, narrowed {narrowed:.1f} s after a word was "
        f"typed, {weight:.0f} kB in all."
    )
    print(line)
    if options.write:
        put_between(PAGE, BEGIN, END, line)


if __name__ == "__main__":
    main()
