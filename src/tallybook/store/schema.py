"""The tables of a book, as SQLAlchemy metadata. The migrations build the same tables step by step; a test compares.

Only types and constraints that SQLite and PostgreSQL share are used; what one of them needs of its own is marked with
the name of the dialect. docs/reference/book.md describes each column.
"""

from __future__ import annotations

import sqlalchemy as sa

__all__ = [
    "WORD_INDEX",
    "act",
    "assignment",
    "coding",
    "coding_mention",
    "coding_statement",
    "decision",
    "incident",
    "incident_event",
    "incident_mention",
    "link_mention",
    "link_question",
    "mention",
    "metadata",
    "note",
    "refresh_mark",
    "report",
    "report_number",
    "report_voice",
    "retraction",
    "run",
    "skip",
    "source",
    "statement",
    "support",
    "verdict",
]

# Every constraint has a name by rule, so that a later migration can drop it by name on every database.
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str = "id") -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True)


def _link(name: str, target: str, *, null: bool = False, index: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, sa.ForeignKey(target), nullable=null, index=index)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _position(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=null)


source = sa.Table("source", metadata, _id(), _text("name"), _text("domain"))

report = sa.Table(
    "report",
    metadata,
    _id(),
    _link("source", "source.id", null=True, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("text_hash", sa.Text, nullable=False, index=True),
    sa.Column("url", sa.Text, nullable=False, index=True),
    _text("document"),
    _text("title"),
    _position("title_start", null=True),
    _position("title_end", null=True),
    _text("byline"),
    sa.Column("published_first", sa.Date, index=True),
    sa.Column("published_last", sa.Date),
    sa.Column("published_precision", sa.Text),
    _text("published_basis"),
    _text("language"),
    _text("raw_hash"),
    sa.Column("offsets", sa.JSON, nullable=False),
)

run = sa.Table(
    "run",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _text("started_at"),
    sa.Column("finished_at", sa.Text),
    _text("state"),
    _text("tallybook"),
    _text("coder"),
    _text("version"),
    sa.Column("paths", sa.JSON, nullable=False),
    sa.Column("read", sa.Integer, nullable=False),
    sa.Column("coded", sa.Integer, nullable=False),
    sa.Column("already_there", sa.Integer, nullable=False),
    sa.Column("skipped", sa.Integer, nullable=False),
    sa.Column("incidents", sa.Integer, nullable=False),
    sa.Column("seconds", sa.Double, nullable=False),
)

skip = sa.Table(
    "skip",
    metadata,
    sa.Column("run", sa.Integer, sa.ForeignKey("run.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    _text("where"),
    _text("code"),
    _text("reason"),
    sqlite_with_rowid=False,
)

coding = sa.Table(
    "coding",
    metadata,
    # Grows with each coding that is added: of two codings of a report by one coder, the higher one is the newer.
    sa.Column("id", sa.Integer, primary_key=True),
    _link("report", "report.id"),
    _text("coder"),
    _text("version"),
    _text("coded_at"),
    sa.Column("run", sa.Integer, sa.ForeignKey("run.id"), index=True),
    sa.UniqueConstraint("report", "coder", "version"),
)

mention = sa.Table(
    "mention",
    metadata,
    _id(),
    _link("report", "report.id", index=True),
    _text("kind"),
    _position("anchor_start"),
    _position("anchor_end"),
    # The id of the incident that this mention gives its name to when it is the earliest one; empty for an aggregate.
    sa.Column("incident", sa.Text, index=True),
)

statement = sa.Table(
    "statement",
    metadata,
    _id(),
    _link("report", "report.id", index=True),
    _link("mention", "mention.id", null=True, index=True),
    _text("field"),
    sa.Column("value", sa.JSON, nullable=False),
    _text("original_text"),
    _position("span_start"),
    _position("span_end"),
    _text("stance"),
    sa.Column("speaker", sa.JSON(none_as_null=True)),
    _position("speaker_start", null=True),
    _position("speaker_end", null=True),
    # Taken out of the value so that an index can find them.
    sa.Column("code", sa.Text),
    sa.Column("country", sa.Text),
    sa.Column("first_day", sa.Date),
    sa.Column("last_day", sa.Date),
    sa.Index(None, "field", "code"),
    sa.Index(None, "field", "country"),
    sa.Index(None, "field", "first_day"),
)

coding_mention = sa.Table(
    "coding_mention",
    metadata,
    sa.Column("coding", sa.Integer, sa.ForeignKey("coding.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    _link("mention", "mention.id", index=True),
    sqlite_with_rowid=False,
)

coding_statement = sa.Table(
    "coding_statement",
    metadata,
    sa.Column("coding", sa.Integer, sa.ForeignKey("coding.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    _link("statement", "statement.id", index=True),
    sqlite_with_rowid=False,
)

support = sa.Table(
    "support",
    metadata,
    _id(),
    sa.Column("coding", sa.Integer, sa.ForeignKey("coding.id"), nullable=False),
    _position("position"),
    _link("statement", "statement.id", index=True),
    _text("component"),
    sa.Column("score", sa.Double),
    sa.UniqueConstraint("coding", "position"),
)

note = sa.Table(
    "note",
    metadata,
    sa.Column("coding", sa.Integer, sa.ForeignKey("coding.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("code", sa.Text, nullable=False, index=True),
    _text("text"),
    _position("span_start", null=True),
    _position("span_end", null=True),
    sqlite_with_rowid=False,
)

decision = sa.Table(
    "decision",
    metadata,
    _id(),
    _link("left", "mention.id", index=True),
    _link("right", "mention.id", index=True),
    _text("judgement"),
    _text("by"),
    _text("decided_at"),
    _text("why"),
    sa.Column("score", sa.Double),
    # Grows with each decision that is added: what is new since a refresh is what has a higher number.
    sa.Column("number", sa.Integer, nullable=False),
    sa.UniqueConstraint("number"),
)

retraction = sa.Table(
    "retraction",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _link("report", "report.id", index=True),
    sa.Column("withdrawn", sa.Boolean, nullable=False),
    _text("by"),
    _text("decided_at"),
    _text("why"),
)

incident = sa.Table(
    "incident",
    metadata,
    _id(),
    # The order in which incidents were created: of two that are joined, the lower number keeps its id.
    sa.Column("number", sa.Integer, nullable=False),
    _text("state"),
    _link("target", "incident.id", null=True, index=True),
    _link("founder", "mention.id", index=True),
    sa.Column("version", sa.Integer, nullable=False),
    _text("created_at"),
    _text("changed_at"),
    _text("status"),
    sa.Column("types", sa.JSON, nullable=False),
    sa.Column("first_day", sa.Date, index=True),
    sa.Column("last_day", sa.Date),
    sa.Column("place", sa.Text),
    sa.Column("country", sa.Text, index=True),
    sa.Column("admin1", sa.Text),
    sa.Column("latitude", sa.Double),
    sa.Column("longitude", sa.Double),
    sa.Column("place_precision", sa.Text),
    *(sa.Column(f"{harm}_{end}", sa.BigInteger) for harm in ("killed", "injured") for end in ("low", "best", "high")),
    sa.Column("reports", sa.Integer, nullable=False),
    sa.Column("voices", sa.Integer, nullable=False),
    sa.Column("statements", sa.Integer, nullable=False),
    sa.Column("resolutions", sa.JSON, nullable=False),
    # What lists are filtered by, taken out of the resolutions and the statements.
    *(sa.Column(name, sa.JSON, nullable=False, server_default="[]") for name in ("actors", "harms", "stances")),
    sa.UniqueConstraint("number"),
    # What changed is looked for by versions: without this, that would read the whole table.
    sa.Index(None, "state", "number", "version"),
)

incident_mention = sa.Table(
    "incident_mention",
    metadata,
    sa.Column("mention", sa.Text, sa.ForeignKey("mention.id"), primary_key=True),
    _link("incident", "incident.id", index=True),
    _position("position"),
    sqlite_with_rowid=False,
)

incident_event = sa.Table(
    "incident_event",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _link("incident", "incident.id", index=True),
    sa.Column("at", sa.Text, nullable=False, index=True),
    _text("by"),
    _text("kind"),
    _text("reason"),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("run", sa.Integer, sa.ForeignKey("run.id")),
)

refresh_mark = sa.Table(
    "refresh_mark",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),  # there is one row, 1
    sa.Column("coding", sa.Integer, nullable=False),
    sa.Column("decision", sa.Integer, nullable=False),
    sa.Column("retraction", sa.Integer, nullable=False),
    # Grows with every transaction that changes the published incidents, so that two processes cannot both act on the
    # same state.
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("rules", sa.JSON, nullable=False),
    _text("at"),
)

link_mention = sa.Table(
    "link_mention",
    metadata,
    sa.Column("mention", sa.Text, sa.ForeignKey("mention.id"), primary_key=True),
    _text("version"),
    # What the mention is looked for by, 8 bytes a key in base 64, in one value: a row per key would be sixty rows a
    # mention, and reading the keys of a hundred thousand mentions takes less than a second.
    _text("keys"),
)

# Reports that are copies of another one's text, with the report that gives their voice its name.
report_voice = sa.Table(
    "report_voice",
    metadata,
    sa.Column("report", sa.Text, sa.ForeignKey("report.id"), primary_key=True),
    sa.Column("voice", sa.Text, sa.ForeignKey("report.id"), nullable=False),
    sqlite_with_rowid=False,
)

link_question = sa.Table(
    "link_question",
    metadata,
    sa.Column("left", sa.Text, sa.ForeignKey("mention.id"), primary_key=True),
    sa.Column("right", sa.Text, sa.ForeignKey("mention.id"), primary_key=True),
    sa.Column("score", sa.Double, nullable=False),
    _text("why"),
    _text("by"),
    _text("asked_at"),
    sqlite_with_rowid=False,
)

# What a person did in review: accepted, rejected, corrected or added values, changed a status, joined or divided. An
# act is never changed; one that was taken back is named by the act that took it back.
act = sa.Table(
    "act",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False, index=True),
    _text("by"),
    _text("kind"),
    _link("incident", "incident.id", null=True, index=True),
    _link("report", "report.id", null=True, index=True),
    _text("why"),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("undoes", sa.Integer, sa.ForeignKey("act.id"), unique=True),
)

# What a person says of a statement: of several by one person, the last one counts.
verdict = sa.Table(
    "verdict",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("act", sa.Integer, sa.ForeignKey("act.id"), nullable=False, index=True),
    _link("statement", "statement.id", index=True),
    _text("judgement"),
)

# A report that a person is to code without seeing what others made of it.
assignment = sa.Table(
    "assignment",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _link("report", "report.id", index=True),
    _text("coder"),
    _text("state"),
    _text("asked_by"),
    _text("asked_at"),
    sa.Column("done_at", sa.Text),
    sa.UniqueConstraint("report", "coder"),
)

# Gives each report a number, which the index of words needs: SQLite may renumber rows that have none of their own.
report_number = sa.Table(
    "report_number",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("report", sa.Text, sa.ForeignKey("report.id"), nullable=False, unique=True),
)

# The words of all reports. It holds no text of its own, and is kept by a trigger, so that every way in feeds it.
WORD_INDEX = (
    "CREATE VIRTUAL TABLE report_search USING fts5("
    "text, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
    "CREATE TRIGGER report_added AFTER INSERT ON report BEGIN "
    "INSERT INTO report_number (report) VALUES (new.id); "
    "INSERT INTO report_search (rowid, text) "
    "VALUES ((SELECT number FROM report_number WHERE report = new.id), new.text); END",
)
for _statement in WORD_INDEX:
    sa.event.listen(metadata, "after_create", sa.DDL(_statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
