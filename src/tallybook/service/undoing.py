"""Taking acts back. What an act did follows from whether it stands, so that taking back never deletes anything.

An act is refused to be taken back where later acts that stand rest on it: they would be left without their ground.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallybook.errors import UsageError
from tallybook.model import Act, ActKind, Retraction
from tallybook.service.person_codings import store_person_coding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallybook.store import Book, Published, Reviewer

__all__ = ["take_back"]

_GROUPING = frozenset({ActKind.MERGE, ActKind.SPLIT, ActKind.APART})


def take_back(book: Book, act_id: int, by: str, why: str, at: str) -> Act:
    """Note that an act is taken back, with what follows for codings and retractions; publishing is the caller's.

    Raises RecordNotFoundError, and UsageError, which says why the act cannot be taken back.
    """
    with book.reviewing() as reviewer:
        look = reviewer.look()
        review = look.review
        act = review.get_act(act_id)
        if not act.stands:
            other = review.undone_by([act])[act.id]
            raise UsageError(f"The act {act.id} was taken back by the act {other.id}; undo that one to bring it again.")
        root, last = review.root(act), act
        while (later := review.undone_by([last])) != {}:  # taken back and brought again
            last = later[last.id]
        later_acts = [one for one in review.acts_after(root.id) if one.stands and one.kind is not ActKind.UNDO]
        _refuse_where_needed(look, root, later_acts)
        data = {"kind": root.kind.value, "act": root.id}
        undone = reviewer.add_act(Act(0, at, by, ActKind.UNDO, root.incident, root.report, why, data, last.id))
        _follow(reviewer, book, root, by, why, at)
        return undone


def _follow(reviewer: Reviewer, book: Book, root: Act, by: str, why: str, at: str) -> None:
    """What has to be written besides the act itself."""
    if "added" in root.data:
        # Of the one whose act it was, from the acts of theirs that stand now.
        store_person_coding(reviewer, book.get_report(root.report), root.by, at)
    if root.kind is ActKind.RETRACT:
        stands = root.id not in reviewer.look().review.taken_back
        withdrawn = root.data["withdrawn"] if stands else not root.data["withdrawn"]
        if not reviewer.add_retraction(Retraction(root.report, withdrawn, by, at, why)):
            how = "retracted" if withdrawn else "counting"
            raise UsageError(f"The report {root.report} is {how} already, so that there is nothing to take back.")


def _refuse_where_needed(look: Published, root: Act, later: Iterable[Act]) -> None:
    """Raise UsageError where later acts that stand rest on this one, or it rests on what is there no more."""
    added = set(root.data.get("added", ()))
    mentions = set(root.data.get("mentions", ()))
    said = look.review.judged_in(act.id for act in later) if added else {}
    told = look.statements_named(id_ for act in later for id_ in act.data.get("added", ())) if added else {}
    homes = set(look.incidents_of(mentions).values()) if added else set()
    for act in later:
        if root.kind in _GROUPING:
            rests = act.kind in {*_GROUPING, ActKind.STATUS} and not mentions.isdisjoint(act.data.get("mentions", ()))
        elif root.kind is ActKind.RETRACT:
            rests = act.kind is ActKind.RETRACT and act.report == root.report
        elif added:
            own = set(act.data.get("added", ()))
            uses = {told[id_].mention for id_ in own if id_ in told}
            totals = {getattr(told[id_].value, "total", "") for id_ in own if id_ in told}
            rests = (
                not (said.get(act.id, set()) - own).isdisjoint(added)
                or (not uses.isdisjoint(mentions) and mentions.isdisjoint(act.data.get("mentions", ())))
                or not totals.isdisjoint(added)
                or (act.kind in _GROUPING and not mentions.isdisjoint(act.data.get("mentions", ())))
                or (act.kind is ActKind.STATUS and act.incident in homes)
            )
        else:
            rests = False
        if rests:
            raise UsageError(
                f"The act {act.id} ({act.kind} by {act.by}) came after the act {root.id} and rests on it; "
                "take that one back first."
            )
    if not root.stands:
        _refuse_without_ground(look, root)


def _refuse_without_ground(look: Published, root: Act) -> None:
    """For an act that is to come again: what it speaks of has to be there."""
    added = set(root.data.get("added", ()))
    judged = look.review.judged_in([root.id]).get(root.id, set()) - added
    blind = look.review.in_second_codings(judged)
    gone = sorted(judged - look.review.standing(judged) - blind)
    if gone:
        raise UsageError(f"The act {root.id} speaks of the statement {gone[0]}, which no current coding has any more.")
    own = set(root.data.get("mentions", ()))
    uses = {one.mention for one in look.statements_named(added).values() if one.mention} - own
    lost = sorted(uses - look.live(uses).keys())
    if lost:
        raise UsageError(f"The act {root.id} speaks of the mention {lost[0]}, which tells of no incident any more.")
