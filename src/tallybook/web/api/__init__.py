"""The API, version 1, under /api/v1."""

from fastapi import APIRouter

from tallybook.web.api import health, review
from tallybook.web.errors import ErrorBody

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", responses={"4XX": {"model": ErrorBody}, "5XX": {"model": ErrorBody}})
for _part in (health, review):
    router.include_router(_part.router)
