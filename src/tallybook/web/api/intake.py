"""Adding reports, and how far they are."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from tallybook.reports.options import ReadOptions
from tallybook.reports.published import parse_published
from tallybook.service.intake import Job, JobState
from tallybook.web.desk import DeskHere
from tallybook.web.parameters import Number
from tallybook.web.viewer import Coder, Reader

__all__ = ["router"]

router = APIRouter(tags=["adding reports"])

MAX_FILES = 100


class About(BaseModel):
    """What is known of a report beside its words; it wins over what page and data say themselves."""

    model_config = ConfigDict(extra="forbid")

    source: str = Field("", max_length=300, description="Who published it.")
    published: str = Field("", max_length=40, description="When: 2023-02-18, 2023-02 or 2023.")


class TextIn(About):
    """A report as text."""

    text: str = Field(max_length=1_000_000, description="The words of the report, or a page as HTML.")
    url: str = Field("", max_length=2_000, description="Where it was found; nothing is fetched.")


class UrlIn(About):
    """A page of the web."""

    url: str = Field(max_length=2_000, description="The address; private networks are never asked.")


class SkippedBody(BaseModel):
    """An input that was not taken."""

    where: str
    code: str
    reason: str


class JobBody(BaseModel):
    """Reports that were added at once, and how far they are."""

    id: int
    what: str
    by: str
    asked_at: str
    state: JobState
    coded: int = 0
    already_there: int = 0
    skipped: list[SkippedBody] = []
    joined: int = Field(0, description="Links that were made to what was there.")
    incidents: list[str] = Field([], description="Ids of the incidents that the reports tell of.")
    error: str = ""

    @classmethod
    def of(cls, job: Job) -> JobBody:
        """A job as the API tells it."""
        done = job.manifest or job.progress
        return cls(
            id=job.id,
            what=job.what,
            by=job.by,
            asked_at=job.asked_at,
            state=job.state,
            coded=done.coded if done else 0,
            already_there=done.already_there if done else 0,
            skipped=[
                SkippedBody(where=one.where, code=one.code, reason=one.reason)
                for one in (job.manifest.skipped if job.manifest else ())
            ],
            joined=job.manifest.joined if job.manifest else 0,
            incidents=list(job.incidents),
            error=job.error,
        )


def read_options(source: str, published: str, url: str = "") -> ReadOptions:
    """How to read what a person adds. Raises BadDateError."""
    when = parse_published(published) if published.strip() else None
    return ReadOptions(published=when, source=source.strip(), url=url.strip())


@router.post("/reports/text", status_code=HTTPStatus.ACCEPTED)
def add_text(desk: DeskHere, viewer: Coder, given: TextIn) -> JobBody:
    """Add one report as text."""
    options = read_options(given.source, given.published, given.url)
    return JobBody.of(desk.intake.add_text(given.text, options, by=viewer.name))


@router.post("/reports/url", status_code=HTTPStatus.ACCEPTED)
def add_url(desk: DeskHere, viewer: Coder, given: UrlIn) -> JobBody:
    """Add the page at an address, which is fetched."""
    return JobBody.of(desk.intake.add_url(given.url, read_options(given.source, given.published), by=viewer.name))


@router.post("/reports/files", status_code=HTTPStatus.ACCEPTED)
def add_files(
    desk: DeskHere,
    viewer: Coder,
    files: Annotated[list[UploadFile], File(max_length=MAX_FILES, description="Pages, texts, JSON, JSON Lines.")],
    source: Annotated[str, Form(max_length=300)] = "",
    published: Annotated[str, Form(max_length=40)] = "",
) -> JobBody:
    """Add files, in any format that `tallybook ingest` reads."""
    read = [(one.filename or "file", one.file.read()) for one in files]
    return JobBody.of(desk.intake.add_files(read, read_options(source, published), by=viewer.name))


@router.get("/jobs")
def jobs(desk: DeskHere, viewer: Reader) -> list[JobBody]:
    """What was added since the desk was started, newest first."""
    del viewer
    return [JobBody.of(job) for job in desk.intake.jobs()]


@router.get("/jobs/{job}")
def job(desk: DeskHere, viewer: Reader, job: Number) -> JobBody:
    """How far reports that were added are."""
    del viewer
    return JobBody.of(desk.intake.job(job))


@router.post("/jobs/{job}/stop")
def stop(desk: DeskHere, viewer: Coder, job: Number) -> JobBody:
    """End a job after the report that it is at; what was coded is kept."""
    del viewer
    return JobBody.of(desk.intake.stop(job))
