"""add meeting papers

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stored_as", sa.String(length=43), nullable=True))

    # Until now the bytes of a file had the name of its key.
    op.execute("UPDATE stored_file SET stored_as = key")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.alter_column("stored_as", existing_type=sa.String(length=43), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_stored_file_stored_as"), ["stored_as"])

    op.create_table(
        "meeting_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_es", sa.String(length=200), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("file_key", sa.String(length=43), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_key"], ["stored_file.key"], name=op.f("fk_meeting_paper_file_key_stored_file")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_paper_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_paper")),
        sa.UniqueConstraint("file_key", name=op.f("uq_meeting_paper_file_key")),
    )
    with op.batch_alter_table("meeting_paper", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_paper_meeting_id_position"), ["meeting_id", "position"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("meeting_paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_paper_meeting_id_position"))

    op.drop_table("meeting_paper")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_stored_file_stored_as"), type_="unique")
        batch_op.drop_column("stored_as")
