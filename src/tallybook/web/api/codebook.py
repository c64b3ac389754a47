"""The codebook: what may be coded, with labels and definitions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from tallybook.codebook import Scheme, load_codebook
from tallybook.web.viewer import Reader

__all__ = ["router"]

router = APIRouter(tags=["codebook"], prefix="/codebook")


class Code(BaseModel):
    """One code: what it means, what belongs to it, what does not. `broader`: the code that it counts as, too."""

    code: str
    label: str
    definition: str
    include: str
    exclude: str
    example: str
    broader: str


class CodeList(BaseModel):
    """One list of codes."""

    name: str
    title: str
    about: str
    codes: list[Code]


class WholeCodebook(BaseModel):
    """All lists."""

    version: str
    title: str
    lists: list[CodeList]


@router.get("", summary="All lists of codes")
def whole_codebook(_: Reader) -> WholeCodebook:
    """Every code with its label and definition, by list."""
    found = load_codebook()
    lists = [_code_list(scheme) for scheme in found.schemes.values()]
    return WholeCodebook(version=found.version, title=found.title, lists=lists)


@router.get("/{name}", summary="One list of codes")
def one_list(
    _: Reader, name: Annotated[str, Path(description="Its name, such as incident_types.", max_length=200)]
) -> CodeList:
    """The codes of one list."""
    return _code_list(load_codebook().scheme(name))


def _code_list(scheme: Scheme) -> CodeList:
    codes = [
        Code(
            code=entry.id,
            label=entry.label,
            definition=entry.definition,
            include=entry.include,
            exclude=entry.exclude,
            example=entry.example,
            broader=entry.broader,
        )
        for entry in scheme
    ]
    return CodeList(name=scheme.name, title=scheme.title, about=scheme.about, codes=codes)
