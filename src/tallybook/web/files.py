"""The files of the desk: compressed where the build made them so, kept by browsers where their name has a hash."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    import os

    from starlette.responses import Response
    from starlette.types import Scope

__all__ = ["DeskFiles"]

_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"  # kept, but checked by its tag each time
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".json": "application/json"}


class DeskFiles(StaticFiles):
    """Files whose address has a hash, in the name or after a question mark, never change and may be kept for ever."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, or the compressed file beside it."""
        path = Path(full_path)
        hashed = bool(scope["query_string"]) or "assets" in path.parts
        smaller = path.with_name(f"{path.name}.gz")
        if path.suffix in _TYPES and _takes_gzip(scope) and smaller.exists():
            found: Response = FileResponse(
                smaller, status_code, {"content-encoding": "gzip"}, media_type=_TYPES[path.suffix]
            )
        else:
            found = super().file_response(full_path, stat_result, scope, status_code)
        found.headers["cache-control"] = _FOREVER if hashed else _ASK_AGAIN
        found.headers.add_vary_header("accept-encoding")
        return found


def _takes_gzip(scope: Scope) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])
