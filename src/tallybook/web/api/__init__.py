"""The API, version 1, under /api/v1."""

from fastapi import APIRouter

from tallybook.web.api import changes, codebook, exports, health, incidents, intake, people, records, reports, review
from tallybook.web.errors import ErrorBody

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", responses={"4XX": {"model": ErrorBody}, "5XX": {"model": ErrorBody}})
# Lists come before records: /incidents/map is no id.
for _part in (health, incidents, records, reports, codebook, changes, exports, intake, people, review):
    router.include_router(_part.router)
router.include_router(incidents.export)
