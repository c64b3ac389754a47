"""The records: reports, mentions, statements, who found them, decisions, and what ran."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the first version."""
    _create_reports()
    _create_codings()
    _create_statements()
    _create_links()
    _create_decisions()


def _create_reports() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("domain", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("text_hash", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("title_start", sa.Integer),
        sa.Column("title_end", sa.Integer),
        sa.Column("byline", sa.Text, nullable=False),
        sa.Column("published_first", sa.Date),
        sa.Column("published_last", sa.Date),
        sa.Column("published_precision", sa.Text),
        sa.Column("published_basis", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("raw_hash", sa.Text, nullable=False),
        sa.Column("offsets", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name="fk_report_source"),
    )
    for column in ("source", "text_hash", "url", "published_first"):
        op.create_index(f"ix_report_{column}", "report", [column])


def _create_codings() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("started_at", sa.Text, nullable=False),
        sa.Column("finished_at", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tallybook", sa.Text, nullable=False),
        sa.Column("coder", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("paths", sa.JSON, nullable=False),
        sa.Column("read", sa.Integer, nullable=False),
        sa.Column("coded", sa.Integer, nullable=False),
        sa.Column("already_there", sa.Integer, nullable=False),
        sa.Column("skipped", sa.Integer, nullable=False),
        sa.Column("incidents", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
    )
    op.create_table(
        "skip",
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("where", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("run", "position", name="pk_skip"),
        sa.ForeignKeyConstraint(["run"], ["run.id"], name="fk_skip_run"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "coding",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("coder", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("coded_at", sa.Text, nullable=False),
        sa.Column("run", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_coding"),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name="fk_coding_report"),
        sa.ForeignKeyConstraint(["run"], ["run.id"], name="fk_coding_run"),
        sa.UniqueConstraint("report", "coder", "version", name="uq_coding_report_coder_version"),
    )
    op.create_index("ix_coding_run", "coding", ["run"])


def _create_statements() -> None:
    op.create_table(
        "mention",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("anchor_start", sa.Integer, nullable=False),
        sa.Column("anchor_end", sa.Integer, nullable=False),
        sa.Column("incident", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_mention"),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name="fk_mention_report"),
    )
    op.create_index("ix_mention_report", "mention", ["report"])
    op.create_index("ix_mention_incident", "mention", ["incident"])
    op.create_table(
        "statement",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("mention", sa.Text),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("original_text", sa.Text, nullable=False),
        sa.Column("span_start", sa.Integer, nullable=False),
        sa.Column("span_end", sa.Integer, nullable=False),
        sa.Column("stance", sa.Text, nullable=False),
        sa.Column("speaker", sa.JSON),
        sa.Column("speaker_start", sa.Integer),
        sa.Column("speaker_end", sa.Integer),
        sa.Column("code", sa.Text),
        sa.Column("country", sa.Text),
        sa.Column("first_day", sa.Date),
        sa.Column("last_day", sa.Date),
        sa.PrimaryKeyConstraint("id", name="pk_statement"),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name="fk_statement_report"),
        sa.ForeignKeyConstraint(["mention"], ["mention.id"], name="fk_statement_mention"),
    )
    op.create_index("ix_statement_report", "statement", ["report"])
    op.create_index("ix_statement_mention", "statement", ["mention"])
    for column in ("code", "country", "first_day"):
        op.create_index(f"ix_statement_field_{column}", "statement", ["field", column])


def _create_links() -> None:
    for kind in ("mention", "statement"):
        op.create_table(
            f"coding_{kind}",
            sa.Column("coding", sa.Integer, nullable=False),
            sa.Column("position", sa.Integer, nullable=False),
            sa.Column(kind, sa.Text, nullable=False),
            sa.PrimaryKeyConstraint("coding", "position", name=f"pk_coding_{kind}"),
            sa.ForeignKeyConstraint(["coding"], ["coding.id"], name=f"fk_coding_{kind}_coding"),
            sa.ForeignKeyConstraint([kind], [f"{kind}.id"], name=f"fk_coding_{kind}_{kind}"),
            sqlite_with_rowid=False,
        )
        op.create_index(f"ix_coding_{kind}_{kind}", f"coding_{kind}", [kind])
    op.create_table(
        "support",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("coding", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("component", sa.Text, nullable=False),
        sa.Column("score", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_support"),
        sa.ForeignKeyConstraint(["coding"], ["coding.id"], name="fk_support_coding"),
        sa.ForeignKeyConstraint(["statement"], ["statement.id"], name="fk_support_statement"),
        sa.UniqueConstraint("coding", "position", name="uq_support_coding_position"),
    )
    op.create_index("ix_support_statement", "support", ["statement"])
    op.create_table(
        "note",
        sa.Column("coding", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("span_start", sa.Integer),
        sa.Column("span_end", sa.Integer),
        sa.PrimaryKeyConstraint("coding", "position", name="pk_note"),
        sa.ForeignKeyConstraint(["coding"], ["coding.id"], name="fk_note_coding"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_note_code", "note", ["code"])


def _create_decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("left", sa.Text, nullable=False),
        sa.Column("right", sa.Text, nullable=False),
        sa.Column("judgement", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("decided_at", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("score", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.ForeignKeyConstraint(["left"], ["mention.id"], name="fk_decision_left"),
        sa.ForeignKeyConstraint(["right"], ["mention.id"], name="fk_decision_right"),
    )
    op.create_index("ix_decision_left", "decision", ["left"])
    op.create_index("ix_decision_right", "decision", ["right"])
