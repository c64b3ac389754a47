"""Parameters that several addresses share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

__all__ = ["Number"]

Number = Annotated[int, Path(ge=1, le=2**53, description="Its number.")]
"""The number of an account, token, job or export: what JSON and every database can hold."""
