"""Coders: a Report in, mentions and statements out."""

from tallybook.coding.base import Coder
from tallybook.coding.coders import get_coder

__all__ = ["Coder", "get_coder"]
