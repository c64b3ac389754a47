"""The desk: an HTTP API and pages to read, check and publish a book."""

from tallybook.web.app import create_app
from tallybook.web.settings import DeskSettings

__all__ = ["DeskSettings", "create_app"]
