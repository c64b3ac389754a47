"""What linking has taken in: mentions, the keys they are looked for by, and pairs that a person is asked about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of linking, empty: the next linking takes in the mentions that are there."""
    op.create_table(
        "link_mention",
        sa.Column("mention", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("keys", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("mention", name="pk_link_mention"),
        sa.ForeignKeyConstraint(["mention"], ["mention.id"], name="fk_link_mention_mention"),
    )
    op.create_table(
        "report_voice",
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("voice", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("report", name="pk_report_voice"),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name="fk_report_voice_report"),
        sa.ForeignKeyConstraint(["voice"], ["report.id"], name="fk_report_voice_voice"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "link_question",
        sa.Column("left", sa.Text, nullable=False),
        sa.Column("right", sa.Text, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("asked_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("left", "right", name="pk_link_question"),
        sa.ForeignKeyConstraint(["left"], ["mention.id"], name="fk_link_question_left"),
        sa.ForeignKeyConstraint(["right"], ["mention.id"], name="fk_link_question_right"),
        sqlite_with_rowid=False,
    )
