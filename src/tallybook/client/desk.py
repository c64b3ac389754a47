"""The client of a desk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Unpack, cast
from urllib.parse import quote

from tallybook import errors

try:
    import httpx
except ImportError as error:
    raise errors.MissingExtraError(
        "The client needs packages that are not installed: pip install 'tallybook[desk]'."
    ) from error

if TYPE_CHECKING:
    from types import TracebackType

    from tallybook.client import shapes

__all__ = ["Desk"]

_BATCH = 200
_SECONDS = 60.0


class Desk:
    """A desk at an address, such as "http://127.0.0.1:8420". Use it as a context manager, or close it.

    `token` is one that the desk gave for programs. `seconds`: how long to wait for an answer. Every method raises the
    error that the desk tells (RecordNotFoundError, IncidentWithdrawnError, UsageError, ForbiddenError, ...), or
    DeskUnreachableError where it does not answer as a desk does.
    """

    def __init__(self, url: str, token: str | None = None, *, seconds: float = _SECONDS) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._url = url.rstrip("/")
        self._http = httpx.Client(base_url=f"{self._url}/api/v1", headers=headers, timeout=seconds)

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connections."""
        self._http.close()

    # Lists -----------------------------------------------------------------------------------------------------------

    def incidents(self, *, limit: int = 50, offset: int = 0, **wanted: Unpack[shapes.Filters]) -> shapes.IncidentPage:
        """A part of the list of the incidents that fit: at most 200 rows, after leaving out `offset`."""
        return cast(
            "shapes.IncidentPage", self._get("/incidents", [*_params(wanted), ("limit", limit), ("offset", offset)])
        )

    def every_incident(self, **wanted: Unpack[shapes.Filters]) -> Iterator[shapes.IncidentRow]:
        """All rows of the list, asked for page by page. What is published meanwhile may shift the pages."""
        offset: int | None = 0
        while offset is not None:
            page = self.incidents(limit=_BATCH, offset=offset, **wanted)
            yield from page["items"]
            offset = page["next"]

    def facets(self, **wanted: Unpack[shapes.Filters]) -> dict[str, dict[str, int]]:
        """How many incidents each value of each facet would leave: by facet, then by value."""
        found = self._get("/incidents/facets", [*_params(wanted), ("most", 1000)])["facets"]
        return {facet: {one["value"]: one["count"] for one in values} for facet, values in found.items()}

    def records(self, *, names: bool = False, **wanted: Unpack[shapes.Filters]) -> Iterator[dict[str, Any]]:
        """The whole records of all incidents that fit, in the shape of docs/reference/output.md, as they arrive.

        Names of persons are withheld, unless an editor asks for `names`.
        """
        params = [*_params(wanted), *([("names", "1")] if names else [])]
        try:
            with self._http.stream("GET", "/incidents.jsonl", params=httpx.QueryParams(tuple(params))) as answer:
                if answer.is_error:
                    answer.read()
                    raise self._told(answer)
                for line in answer.iter_lines():
                    yield json.loads(line)
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error

    # One incident ----------------------------------------------------------------------------------------------------

    def incident(self, id_: str) -> shapes.IncidentRecord:
        """The incident whose id is or begins with `id_`, with all evidence. `asked` tells of an id that leads on.

        Raises IncidentWithdrawnError where no report tells of it any more.
        """
        return cast("shapes.IncidentRecord", self._get(f"/incidents/{_part(id_)}"))

    def incident_records(self, ids: Iterable[str]) -> Iterator[shapes.IncidentRecord]:
        """The incidents with these ids, in their order; ids that lead to none are left out."""
        ids = list(ids)
        for start in range(0, len(ids), _BATCH):
            body = {"ids": ids[start : start + _BATCH]}
            yield from self._answer(self._send("POST", "/incidents/batch", json=body))["items"]

    def toll(self, id_: str) -> shapes.Toll:
        """Its casualties as they became known, day by day."""
        return cast("shapes.Toll", self._get(f"/incidents/{_part(id_)}/toll"))

    def history(self, id_: str) -> shapes.History:
        """What happened to it; a withdrawn incident has a history, too."""
        return cast("shapes.History", self._get(f"/incidents/{_part(id_)}/history"))

    def related(self, id_: str) -> list[shapes.RelatedIncident]:
        """The other incidents that its reports tell of."""
        return cast("list[shapes.RelatedIncident]", self._get(f"/incidents/{_part(id_)}/related")["items"])

    # Reports, changes, codes -----------------------------------------------------------------------------------------

    def reports(self, q: str = "", *, limit: int = 50, offset: int = 0) -> shapes.ReportPage:
        """A part of the list of reports, published last first; `q`: words of their texts."""
        return cast("shapes.ReportPage", self._get("/reports", [("q", q), ("limit", limit), ("offset", offset)]))

    def report(self, id_: str) -> shapes.Report:
        """The report whose id is or begins with `id_`, with its text and what was found in it."""
        return cast("shapes.Report", self._get(f"/reports/{_part(id_)}"))

    def changes(self, since: int = 0, *, limit: int = 200, wait: float = 0) -> shapes.Changes:
        """What happened after a revision; where nothing has, the desk waits up to `wait` seconds (at most 30)."""
        return cast("shapes.Changes", self._get("/changes", [("since", since), ("limit", limit), ("wait", wait)]))

    def every_change(self, since: int = 0) -> Iterator[shapes.Event]:
        """All events after a revision, up to now."""
        while items := (page := self.changes(since, limit=1000))["items"]:
            yield from items
            since = page["next"]

    def codebook(self) -> dict[str, list[dict[str, str]]]:
        """The codes of each list, with labels and definitions."""
        return {one["name"]: one["codes"] for one in self._get("/codebook")["lists"]}

    # Adding reports --------------------------------------------------------------------------------------------------

    def add_text(self, text: str, *, url: str = "", source: str = "", published: str = "") -> shapes.Job:
        """Add one report as text; `published`: a day, month or year as ISO 8601. It is coded in the background."""
        body = {"text": text, "url": url, "source": source, "published": published}
        return cast("shapes.Job", self._post("/reports/text", body))

    def add_url(self, url: str, *, source: str = "", published: str = "") -> shapes.Job:
        """Add the page at an address, which the desk fetches."""
        return cast("shapes.Job", self._post("/reports/url", {"url": url, "source": source, "published": published}))

    def add_files(self, files: Iterable[tuple[str, bytes]], *, source: str = "", published: str = "") -> shapes.Job:
        """Add files, each with its name, in any format that `tallybook ingest` reads."""
        sent = [("files", file) for file in files]
        data = {"source": source, "published": published}
        return cast("shapes.Job", self._answer(self._send("POST", "/reports/files", files=sent, data=data)))

    def job(self, number: int) -> shapes.Job:
        """How far reports that were added are."""
        return cast("shapes.Job", self._get(f"/jobs/{number}"))

    def finished(self, job: shapes.Job, *, seconds: float = 600, every: float = 0.5) -> shapes.Job:
        """Wait until a job ended. Raises DeskUnreachableError where it has not within `seconds`."""
        end = monotonic() + seconds
        while (found := self.job(job["id"]))["state"] in ("waiting", "running"):
            if monotonic() > end:
                raise self._unreachable(f"the job {job['id']} took more than {seconds:g} seconds")
            sleep(every)
        return found

    # Review ----------------------------------------------------------------------------------------------------------

    def queue(self, *kinds: str, limit: int = 50, offset: int = 0) -> shapes.Queue:
        """What waits for a person: of these kinds, or of all."""
        params = [*(("kind", kind) for kind in kinds), ("limit", limit), ("offset", offset)]
        return cast("shapes.Queue", self._get("/review", params))

    def act(self, kind: str, **what: Any) -> shapes.Act:
        """Do what people do in review, noted under the name of the token's account, with `why` as the reason.

        `kind` is one of accept, reject (`statements`), correct (`statement`, `value`, `span`), add-value (`mention`,
        `value`), add-incident (`report`, `incident`), merge, apart (`incidents`), split (`incident`, `mentions`),
        status (`incident`, `status`), retract (`report`, `again`), undo (`act`); docs/reference/api.md has the shapes.
        """
        return cast("shapes.Act", self._post(f"/acts/{_part(kind)}", what))

    def acts(self, incident: str = "", *, limit: int = 50) -> list[shapes.Act]:
        """What people did last, in the book or on one incident, newest first."""
        return cast("list[shapes.Act]", self._get("/acts", [("incident", incident), ("limit", limit)])["acts"])

    # Exports ---------------------------------------------------------------------------------------------------------

    def export(self, format_name: str, *, names: bool = False, **wanted: Unpack[shapes.Filters]) -> shapes.Export:
        """Begin an export of the incidents that fit; a small one is done at once. See `export_file`."""
        body = {"format": format_name, "names": names}
        answer = self._send("POST", "/exports", params=_params(wanted), json=body)
        return cast("shapes.Export", self._answer(answer))

    def export_file(self, export: shapes.Export, *, seconds: float = 600, every: float = 0.5) -> bytes:
        """The file of an export, once it is done. Raises UsageError where it cannot be made."""
        end = monotonic() + seconds
        while not (found := self._get(f"/exports/{export['id']}"))["done"] and not found["error"]:
            if monotonic() > end:
                raise self._unreachable(f"the export {export['id']} took more than {seconds:g} seconds")
            sleep(every)
        answer = self._send("GET", f"/exports/{export['id']}/file")
        if answer.is_error:
            raise self._told(answer)
        return answer.content

    # Inside ----------------------------------------------------------------------------------------------------------

    def _get(self, path: str, params: Sequence[tuple[str, Any]] = ()) -> Any:
        return self._answer(self._send("GET", path, params=list(params)))

    def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._answer(self._send("POST", path, json=body))

    def _send(self, method: str, path: str, **what: Any) -> httpx.Response:
        try:
            return self._http.request(method, path, **what)
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error

    def _answer(self, answer: httpx.Response) -> Any:
        if answer.is_error:
            raise self._told(answer)
        try:
            return answer.json()
        except ValueError as error:
            raise self._unreachable("it does not answer as a desk does") from error

    def _unreachable(self, why: object) -> errors.DeskUnreachableError:
        return errors.DeskUnreachableError(f"No desk answers at {self._url} ({why}); is it started, at this address?")

    def _told(self, answer: httpx.Response) -> errors.TallybookError:
        """The error that an answer tells, as the class with its code."""
        try:
            found: Mapping[str, Any] = answer.json()["error"]
            code, message = str(found["code"]), str(found["message"])
        except (ValueError, KeyError, TypeError):
            return self._unreachable(f"it answers with the status {answer.status_code}")
        return _classes().get(code, errors.TallybookError)(message)


def _classes() -> dict[str, type[errors.TallybookError]]:
    found = (getattr(errors, name) for name in errors.__all__)
    return {kind.code: kind for kind in found}


def _part(id_: str) -> str:
    return quote(id_, safe="")


def _params(wanted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The parameters of an address; names that Python keeps for itself have others here."""
    params: list[tuple[str, str]] = []
    for name, value in wanted.items():
        match value:
            case bool():
                params.append((name, "1" if value else "0"))
            case date():
                params.append(({"first": "from", "last": "to"}.get(name, name), value.isoformat()))
            case str():
                params.append((name, value))
            case tuple() if name == "bbox":
                params.append((name, ",".join(map(str, value))))
            case _:
                params += [(name, str(one)) for one in value]
    return params
