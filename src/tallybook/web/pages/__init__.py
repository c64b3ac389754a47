"""The pages of the desk."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from tallybook.web.pages import add, correct, incident, incidents, people, publish, report, review, second

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/")
def home() -> RedirectResponse:
    """The list of incidents is where a day begins."""
    return RedirectResponse("/incidents")


for _part in (add, incidents, incident, report, correct, second, review, people, publish):
    router.include_router(_part.router)
