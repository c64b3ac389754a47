"""The tree of errors: drawn in its docstring, complete, with one stable code per class, and documented."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from tallybook import errors
from tallybook.errors import TallybookError

CLASSES: dict[str, type[TallybookError]] = {
    name: item for name, item in vars(errors).items() if inspect.isclass(item) and issubclass(item, TallybookError)
}
DOCS = Path(__file__).parents[2] / "docs" / "reference" / "errors.md"


def _drawn() -> list[tuple[int, str, str]]:
    """Depth, name and code of each line of the tree in the module's docstring."""
    lines = re.findall(r"^( *(?:[│ ]+)?(?:[├└]── )?)(\w+) +(TB\d{3})", errors.__doc__ or "", flags=re.MULTILINE)
    return [(len(lead) // 4 - 1, name, code) for lead, name, code in lines]


def test_the_drawing_has_exactly_the_classes_with_their_codes() -> None:
    drawn = {name: code for _, name, code in _drawn()}
    assert len(drawn) == len(_drawn())
    assert drawn == {name: item.code for name, item in CLASSES.items()}


def test_the_drawing_has_the_inheritance() -> None:
    above: list[str] = []
    for depth, name, _ in _drawn():
        del above[depth:]
        if above:
            assert CLASSES[name].__bases__ == (CLASSES[above[-1]],), name
        else:
            assert CLASSES[name] is TallybookError
        above.append(name)


def test_all_is_complete() -> None:
    assert errors.__all__ == sorted(CLASSES)


def test_no_error_is_outside_the_tree() -> None:
    own = [item for item in vars(errors).values() if inspect.isclass(item) and item.__module__ == errors.__name__]
    assert all(issubclass(item, TallybookError) for item in own)


@pytest.mark.parametrize("name", CLASSES)
def test_each_class_has_a_code_of_its_own(name: str) -> None:
    item = CLASSES[name]
    assert "code" in vars(item), "the code would be the parent's"
    assert re.fullmatch(r"TB\d{3}", item.code)
    assert [other for other in CLASSES.values() if other.code == item.code] == [item]


@pytest.mark.parametrize("name", CLASSES)
def test_each_class_says_what_it_means_and_keeps_its_message(name: str) -> None:
    item = CLASSES[name]
    assert re.fullmatch(r"[A-Z][^\n]+\.(?: `[^\n]+)?", inspect.getdoc(item) or "")
    assert str(item("The file x is empty; choose another.")) == "The file x is empty; choose another."
    with pytest.raises(TallybookError):
        raise item("x")


# Scripts rely on these. A code may be added; none may change its meaning or be used again.
STABLE = {
    "TB000": "TallybookError",
    "TB100": "InputError",
    "TB101": "EmptyInputError",
    "TB102": "BinaryInputError",
    "TB103": "TooLargeError",
    "TB104": "EncodingError",
    "TB105": "BadRecordError",
    "TB106": "UnreadablePathError",
    "TB107": "UnsupportedFormatError",
    "TB108": "NoTextError",
    "TB109": "BadDateError",
    "TB200": "ModelError",
    "TB201": "InvalidSpanError",
    "TB202": "InvalidValueError",
    "TB203": "ContradictionError",
    "TB300": "CodebookError",
    "TB301": "UnknownCodeError",
    "TB302": "InvalidCodebookError",
    "TB310": "LexiconError",
    "TB400": "CodingError",
    "TB401": "PipelineOrderError",
    "TB500": "StoreError",
    "TB501": "BookNotFoundError",
    "TB502": "NotABookError",
    "TB503": "BookTooNewError",
    "TB504": "DiskFullError",
    "TB505": "BookLockedError",
    "TB506": "ReadOnlyBookError",
    "TB507": "RecordNotFoundError",
    "TB510": "DumpError",
    "TB511": "BookExistsError",
    "TB600": "EvaluationError",
    "TB601": "CorpusMissingError",
    "TB602": "CorpusFormatError",
    "TB700": "UsageError",
    "TB900": "MissingExtraError",
}


def test_codes_are_stable() -> None:
    assert {code: CLASSES[name].code for code, name in STABLE.items()} == {code: code for code in STABLE}


def _documented() -> dict[str, tuple[str, str, str]]:
    """Code to class, meaning and advice, from the tables of the reference page."""
    rows = re.findall(
        r"^\| `(TB\d{3})` \| `(\w+)` \| (.+?) \| (.+?) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len({code for code, *_ in rows}) == len(rows), "a code is documented twice"
    return {code: (name, meaning, advice) for code, name, meaning, advice in rows}


def test_the_reference_lists_exactly_the_codes() -> None:
    assert {code: row[0] for code, row in _documented().items()} == {item.code: name for name, item in CLASSES.items()}


@pytest.mark.parametrize("name", CLASSES)
def test_the_reference_gives_the_meaning_and_says_what_to_do(name: str) -> None:
    _, meaning, advice = _documented()[CLASSES[name].code]
    first_sentence = re.split(r"(?<=\.) ", inspect.getdoc(CLASSES[name]) or "")[0]
    assert meaning == first_sentence
    assert advice.endswith(".")
    assert len(advice.split()) >= 5
