"""Write the tables of docs/reference/api.md from the description that the desk gives of its API.

python scripts/api_docs.py            rewrite the tables
python scripts/api_docs.py --check    change nothing; exit code 1 where the page is out of date
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from tallybook.web.api import router

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "api.md"
BEGIN, END = "<!-- endpoints: begin, written by scripts/api_docs.py -->\n", "<!-- endpoints: end -->\n"


def described() -> dict[str, dict[str, dict[str, Any]]]:
    """The endpoints, by path and method, as OpenAPI describes them."""
    app = FastAPI()
    app.include_router(router)
    found: dict[str, dict[str, dict[str, Any]]] = app.openapi()["paths"]
    return found


def tables() -> str:
    """The endpoints with their parameters, and what each parameter means."""
    lines = ["| endpoint | what it gives | parameters |", "|---|---|---|"]
    meanings: dict[tuple[str, str], None] = {}
    for path, methods in described().items():
        for method, endpoint in methods.items():
            parameters = [one for one in endpoint.get("parameters", ()) if one["in"] in ("query", "path")]
            names = ", ".join(f"`{one['name']}`" for one in parameters)
            lines.append(f"| `{method.upper()} {path}` | {endpoint.get('summary', '')} | {names} |")
            meanings |= {(one["name"], one.get("description", "")): None for one in parameters}
    lines += ["", "| parameter | what it means |", "|---|---|"]
    lines += [f"| `{name}` | {meaning} |" for name, meaning in meanings]
    return "\n".join(lines) + "\n"


def updated(text: str) -> str:
    """The page with its tables as they are now."""
    before, begun, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not begun or not ended:
        raise SystemExit(f"{PAGE} has no marks {BEGIN.strip()} and {END.strip()}.")
    return f"{before}{BEGIN}\n{tables()}\n{END}{after}"


def main() -> int:
    """Rewrite the page, or say whether it is out of date."""
    text = PAGE.read_text("utf-8")
    now = updated(text)
    if "--check" in sys.argv:
        return int(now != text)
    PAGE.write_text(now, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
