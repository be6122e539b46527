"""add case attachments

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


_CHANGES = (
    "'received', 'accepted', 'waiting', 'resumed', 'closed', 'reopened', 'person_wrote',"
    " 'assigned', 'unassigned', 'consent_given', 'consent_withdrawn', 'released', 'release_withdrawn', 'answered', 'told'"
)
_JOURNAL_TRIGGERS = (
    "CREATE TRIGGER journal_entry_no_update BEFORE UPDATE OF id, case_id, salt, kind, change, author_id, at, digest ON journal_entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
)


def upgrade() -> None:
    _let_journal_say(f"{_CHANGES}, 'file_added', 'file_removed'")
    with op.batch_alter_table("ombudsman_stored_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stored_as", sa.String(length=43), nullable=True))

    # Until now the bytes of a file had the name of its key.
    op.execute("UPDATE ombudsman_stored_file SET stored_as = key")
    with op.batch_alter_table("ombudsman_stored_file", schema=None) as batch_op:
        batch_op.alter_column("stored_as", existing_type=sa.String(length=43), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_ombudsman_stored_file_stored_as"), ["stored_as"])

    op.create_table(
        "case_attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("file_key", sa.String(length=43), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('letter', 'consent', 'notes', 'other')", name=op.f("ck_case_attachment_kind_known")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_attachment_case_id_case")),
        sa.ForeignKeyConstraint(
            ["file_key"],
            ["ombudsman_stored_file.key"],
            name=op.f("fk_case_attachment_file_key_ombudsman_stored_file"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_attachment")),
        sa.UniqueConstraint("file_key", name=op.f("uq_case_attachment_file_key")),
    )
    with op.batch_alter_table("case_attachment", schema=None) as batch_op:
        batch_op.create_index("ix_case_attachment_case_id", ["case_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("case_attachment", schema=None) as batch_op:
        batch_op.drop_index("ix_case_attachment_case_id")

    op.drop_table("case_attachment")
    with op.batch_alter_table("ombudsman_stored_file", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_ombudsman_stored_file_stored_as"), type_="unique")
        batch_op.drop_column("stored_as")
    # Refused by the database while a line speaks of a file: the journal loses no line.
    _let_journal_say(_CHANGES)


def _let_journal_say(changes: str) -> None:
    """Keep the column ``change`` to these values. SQLite makes the table anew, so it gets all its promises again."""
    name, known = op.f("ck_journal_entry_change_known"), f"change IN ({changes})"
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(name, "journal_entry", type_="check")
        op.create_check_constraint(name, "journal_entry", known)
        return
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, known)
    for trigger in _JOURNAL_TRIGGERS:
        op.execute(trigger)
