"""What the desk needs: columns to filter incidents by, acts of people, second codings, words of reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_PAGE = 1000
_WORD_INDEX = (
    "CREATE VIRTUAL TABLE report_search USING fts5("
    "text, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
    "CREATE TRIGGER report_added AFTER INSERT ON report BEGIN "
    "INSERT INTO report_number (report) VALUES (new.id); "
    "INSERT INTO report_search (rowid, text) "
    "VALUES ((SELECT number FROM report_number WHERE report = new.id), new.text); END",
)


def upgrade() -> None:
    """Create the tables, take the words of all reports into the index, and fill the columns of incidents."""
    _create_tables()
    _index_words()
    _add_columns()
    op.create_index("ix_incident_state_number_version", "incident", ["state", "number", "version"])


def _create_tables() -> None:
    op.create_table(
        "act",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("incident", sa.Text),
        sa.Column("report", sa.Text),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("undoes", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_act"),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name="fk_act_incident"),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name="fk_act_report"),
        sa.ForeignKeyConstraint(["undoes"], ["act.id"], name="fk_act_undoes"),
        sa.UniqueConstraint("undoes", name="uq_act_undoes"),
    )
    for column in ("at", "incident", "report"):
        op.create_index(f"ix_act_{column}", "act", [column])
    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("act", sa.Integer, nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("judgement", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_verdict"),
        sa.ForeignKeyConstraint(["act"], ["act.id"], name="fk_verdict_act"),
        sa.ForeignKeyConstraint(["statement"], ["statement.id"], name="fk_verdict_statement"),
    )
    for column in ("act", "statement"):
        op.create_index(f"ix_verdict_{column}", "verdict", [column])
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("coder", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", sa.Text, nullable=False),
        sa.Column("done_at", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name="fk_assignment_report"),
        sa.UniqueConstraint("report", "coder", name="uq_assignment_report_coder"),
    )
    op.create_index("ix_assignment_report", "assignment", ["report"])
    op.create_table(
        "report_number",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_report_number"),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name="fk_report_number_report"),
        sa.UniqueConstraint("report", name="uq_report_number_report"),
    )


def _index_words() -> None:
    connection = op.get_bind()
    op.execute("INSERT INTO report_number (report) SELECT id FROM report ORDER BY id")
    if connection.dialect.name != "sqlite":
        return
    for statement in _WORD_INDEX:
        connection.exec_driver_sql(statement)
    op.execute(
        "INSERT INTO report_search (rowid, text) "
        "SELECT report_number.number, report.text FROM report JOIN report_number ON report_number.report = report.id"
    )


def _add_columns() -> None:
    for name in ("actors", "harms", "stances"):
        op.add_column("incident", sa.Column(name, sa.JSON, nullable=False, server_default="[]"))
    incident = sa.table(
        "incident",
        sa.column("id"),
        sa.column("resolutions", sa.JSON),
        *(sa.column(name, sa.JSON) for name in ("actors", "harms", "stances")),
    )
    connection = op.get_bind()
    stances: dict[str, list[str]] = {}
    told = sa.text(
        "SELECT DISTINCT link.incident, statement.stance FROM incident_mention AS link "
        "JOIN statement ON statement.mention = link.mention ORDER BY 1, 2"
    )
    for id_, stance in connection.execute(told):
        stances.setdefault(id_, []).append(stance)
    update = (
        sa.update(incident)
        .where(incident.c.id == sa.bindparam("of"))
        .values({name: sa.bindparam(f"new_{name}", type_=sa.JSON) for name in ("actors", "harms", "stances")})
    )
    last = ""
    while True:
        query = sa.select(incident.c.id, incident.c.resolutions).where(incident.c.id > last)
        page = connection.execute(query.order_by(incident.c.id).limit(_PAGE)).all()
        if not page:
            return
        connection.execute(
            update,
            [
                {
                    "of": id_,
                    "new_actors": _told(record, "perpetrator", "name"),
                    "new_harms": _told(record, "casualties", "harm"),
                    "new_stances": stances.get(id_, []),
                }
                for id_, record in page
            ],
        )
        last = page[-1][0]


def _told(record: dict[str, list[dict[str, dict[str, str]]]], field: str, part: str) -> list[str]:
    return list(dict.fromkeys(entry["value"][part] for entry in record.get(field, ())))
