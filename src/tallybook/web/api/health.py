"""Whether the desk works."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from tallybook._version import __version__
from tallybook.service.catalog_query import CatalogQuery
from tallybook.web.desk import DeskHere

__all__ = ["router"]

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """That the desk works, and on what."""

    version: str
    incidents: int


@router.get("/health", summary="Whether the desk works")
def health(desk: DeskHere) -> Health:
    """Whether the desk can read its book."""
    return Health(version=__version__, incidents=desk.catalog.select(CatalogQuery()).count)
