"""The pages of the desk."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from tallybook.web.pages import correct, review, second

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
for _part in (correct, review, second):
    router.include_router(_part.router)


@router.get("/")
def home() -> RedirectResponse:
    """The list of incidents is where a day begins."""
    return RedirectResponse("/incidents")
