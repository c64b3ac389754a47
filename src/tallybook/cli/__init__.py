"""The command line: one module per command group, no logic. Commands import what they use when they run."""

from tallybook.cli.application import app, main

__all__ = ["app", "main"]
