"""Published incidents with stable ids and their history, retractions of reports, and an order of decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of published incidents; number the decisions that are there in the order they were made."""
    _number_decisions()
    _create_retractions()
    _create_incidents()
    _create_events()


def _number_decisions() -> None:
    op.add_column("decision", sa.Column("number", sa.Integer))
    decision = sa.table("decision", sa.column("id"), sa.column("decided_at"), sa.column("number"))
    connection = op.get_bind()
    made = connection.execute(sa.select(decision.c.id).order_by(decision.c.decided_at, decision.c.id)).scalars().all()
    if made:
        update = sa.update(decision).where(decision.c.id == sa.bindparam("made")).values(number=sa.bindparam("at"))
        connection.execute(update, [{"made": id_, "at": number} for number, id_ in enumerate(made, start=1)])
    with op.batch_alter_table("decision") as batch:
        batch.alter_column("number", existing_type=sa.Integer, nullable=False)
        batch.create_unique_constraint("uq_decision_number", ["number"])


def _create_retractions() -> None:
    op.create_table(
        "retraction",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("decided_at", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_retraction"),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name="fk_retraction_report"),
    )
    op.create_index("ix_retraction_report", "retraction", ["report"])


def _create_incidents() -> None:
    figures = [f"{harm}_{end}" for harm in ("killed", "injured") for end in ("low", "best", "high")]
    op.create_table(
        "incident",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("target", sa.Text),
        sa.Column("founder", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("changed_at", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("types", sa.JSON, nullable=False),
        sa.Column("first_day", sa.Date),
        sa.Column("last_day", sa.Date),
        sa.Column("place", sa.Text),
        sa.Column("country", sa.Text),
        sa.Column("admin1", sa.Text),
        sa.Column("latitude", sa.Double),
        sa.Column("longitude", sa.Double),
        sa.Column("place_precision", sa.Text),
        *(sa.Column(name, sa.BigInteger) for name in figures),
        sa.Column("reports", sa.Integer, nullable=False),
        sa.Column("voices", sa.Integer, nullable=False),
        sa.Column("statements", sa.Integer, nullable=False),
        sa.Column("resolutions", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
        sa.ForeignKeyConstraint(["target"], ["incident.id"], name="fk_incident_target"),
        sa.ForeignKeyConstraint(["founder"], ["mention.id"], name="fk_incident_founder"),
        sa.UniqueConstraint("number", name="uq_incident_number"),
    )
    for column in ("target", "founder", "first_day", "country"):
        op.create_index(f"ix_incident_{column}", "incident", [column])
    op.create_table(
        "incident_mention",
        sa.Column("mention", sa.Text, nullable=False),
        sa.Column("incident", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("mention", name="pk_incident_mention"),
        sa.ForeignKeyConstraint(["mention"], ["mention.id"], name="fk_incident_mention_mention"),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name="fk_incident_mention_incident"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_incident_mention_incident", "incident_mention", ["incident"])


def _create_events() -> None:
    op.create_table(
        "incident_event",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("incident", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("run", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_incident_event"),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name="fk_incident_event_incident"),
        sa.ForeignKeyConstraint(["run"], ["run.id"], name="fk_incident_event_run"),
    )
    for column in ("incident", "at"):
        op.create_index(f"ix_incident_event_{column}", "incident_event", [column])
    op.create_table(
        "refresh_mark",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("coding", sa.Integer, nullable=False),
        sa.Column("decision", sa.Integer, nullable=False),
        sa.Column("retraction", sa.Integer, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_refresh_mark"),
    )
