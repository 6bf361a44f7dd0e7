"""The first shape: people, workflows and versions, tickets, tasks, the record, the outbox and the workers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_initial"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("event", "anchor", "anchor_head")
SAME_ROW = {
    "event": "id = NEW.id OR (stream = NEW.stream AND stream_id = NEW.stream_id AND seq = NEW.seq)",
    "anchor": "id = NEW.id OR day = NEW.day",
    "anchor_head": "anchor_id = NEW.anchor_id AND stream = NEW.stream AND stream_id = NEW.stream_id",
    "workflow_version": "id = NEW.id OR (workflow_id = NEW.workflow_id "
    "AND (version = NEW.version OR (is_active AND NEW.is_active)))",
}
"""What INSERT OR REPLACE would put out of the way; SQLite fires no trigger for such a deletion."""


def upgrade() -> None:
    op.create_table(
        "anchor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor")),
        sa.UniqueConstraint("day", name=op.f("uq_anchor_day")),
    )
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_login_attempt_address_at", ["address", "at"], unique=False)
        batch_op.create_index("ix_login_attempt_email_key_at", ["email_key", "at"], unique=False)

    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("can_design", sa.Boolean(), nullable=False),
        sa.Column("can_manage_people", sa.Boolean(), nullable=False),
        sa.Column("can_coordinate", sa.Boolean(), nullable=False),
        sa.Column("can_review", sa.Boolean(), nullable=False),
        sa.Column("can_see_reports", sa.Boolean(), nullable=False),
        sa.Column("can_audit", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.create_index("uq_role_system_name_key", ["system", "name_key"], unique=True)

    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("oidc_issuer", sa.Text(), nullable=True),
        sa.Column("oidc_subject", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("quiet_weekends", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email_key", name=op.f("uq_users_email_key")),
        sa.UniqueConstraint("oidc_issuer", "oidc_subject", name=op.f("uq_users_oidc_issuer_oidc_subject")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "access_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_access_token_created_by_id_users")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_access_token_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_access_token_token_hash")),
    )
    with op.batch_alter_table("access_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_token_user_id"), ["user_id"], unique=False)

    op.create_table(
        "token_pace",
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"], ["access_token.id"], name=op.f("fk_token_pace_token_id_access_token")
        ),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_token_pace")),
    )
    op.create_table(
        "kept_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_kept_answer_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_answer")),
        sa.UniqueConstraint("user_id", "key_hash", name=op.f("uq_kept_answer_user_id_key_hash")),
    )
    with op.batch_alter_table("kept_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_answer_at"), ["at"], unique=False)

    op.create_table(
        "anchor_head",
        sa.Column("anchor_id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("stream_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["anchor_id"], ["anchor.id"], name=op.f("fk_anchor_head_anchor_id_anchor")),
        sa.PrimaryKeyConstraint("anchor_id", "stream", "stream_id", name=op.f("pk_anchor_head")),
    )
    with op.batch_alter_table("anchor_head", schema=None) as batch_op:
        batch_op.create_index(
            "ix_anchor_head_stream_stream_id_seq", ["stream", "stream_id", "seq"], unique=False
        )

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("stream_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("became", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("workflow_version_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_event_actor_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("stream", "stream_id", "seq", name=op.f("uq_event_stream_stream_id_seq")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_actor_id_id", ["actor_id", "id"], unique=False)
        batch_op.create_index("ix_event_at_id", ["at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_kind"), ["kind"], unique=False)

    op.create_table(
        "leave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_leave_order")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_leave_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.create_index("ix_leave_user_id_ends_at", ["user_id", "ends_at"], unique=False)
        batch_op.create_index(
            "ix_leave_running",
            ["ends_at"],
            unique=False,
            sqlite_where=sa.text("returned_at IS NULL"),
            postgresql_where=sa.text("returned_at IS NULL"),
        )

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("last_turn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_membership_role_id_role")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_membership_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("role_id", "user_id", name=op.f("uq_membership_role_id_user_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index("ix_membership_role_id_turn", ["role_id", "turn"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_user_id"), ["user_id"], unique=False)

    op.create_table(
        "password_reset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_password_reset_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_reset")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_reset_token_hash")),
    )
    with op.batch_alter_table("password_reset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_reset_user_id"), ["user_id"], unique=False)

    op.create_table(
        "reset_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_attempt")),
    )
    with op.batch_alter_table("reset_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_reset_attempt_address_at", ["address", "at"], unique=False)
        batch_op.create_index("ix_reset_attempt_email_key_at", ["email_key", "at"], unique=False)

    op.create_table(
        "role_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_role_link_role_id_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_link")),
        sa.UniqueConstraint(
            "source", "system", "external_id", name=op.f("uq_role_link_source_system_external_id")
        ),
    )
    with op.batch_alter_table("role_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_link_role_id"), ["role_id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("role_link_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_link_id"], ["role_link.id"], name=op.f("fk_role_grant_role_link_id_role_link")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_role_grant_user_id_users")),
        sa.PrimaryKeyConstraint("role_link_id", "user_id", name=op.f("pk_role_grant")),
    )

    op.create_table(
        "person_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_person_link_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_link")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_person_link_source_external_id")),
        sa.UniqueConstraint("source", "user_id", name=op.f("uq_person_link_source_user_id")),
    )
    with op.batch_alter_table("person_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_link_user_id"), ["user_id"], unique=False)

    op.create_table(
        "parked_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("external_role_id", sa.Text(), nullable=False),
        sa.Column("external_user_id", sa.Text(), nullable=True),
        sa.Column("role_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked_membership")),
        sa.UniqueConstraint(
            "source",
            "system",
            "external_role_id",
            "email_key",
            name=op.f("uq_parked_membership_source_system_external_role_id_email_key"),
        ),
    )
    op.create_table(
        "scim_resource",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("user_name_key", sa.Text(), nullable=True),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(user_id IS NULL) <> (role_id IS NULL)", name=op.f("ck_scim_resource_one_of_both")
        ),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_scim_resource_role_id_role")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_scim_resource_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scim_resource")),
        sa.UniqueConstraint("role_id", name=op.f("uq_scim_resource_role_id")),
        sa.UniqueConstraint("user_id", name=op.f("uq_scim_resource_user_id")),
        sa.UniqueConstraint("user_name_key", name=op.f("uq_scim_resource_user_name_key")),
    )
    with op.batch_alter_table("scim_resource", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scim_resource_external_id"), ["external_id"], unique=False)

    op.create_table(
        "workflow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("sub_category", sa.Text(), nullable=False),
        sa.Column("low_sla", sa.BigInteger(), nullable=True),
        sa.Column("medium_sla", sa.BigInteger(), nullable=True),
        sa.Column("high_sla", sa.BigInteger(), nullable=True),
        sa.Column("urgent_sla", sa.BigInteger(), nullable=True),
        sa.Column("end_logic", sa.Text(), nullable=False),
        sa.Column("calendar", sa.JSON(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("revision_status", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("match_department", sa.Text(), nullable=True),
        sa.Column("match_category", sa.Text(), nullable=True),
        sa.Column("match_sub_category", sa.Text(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_initialized_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["users.id"], name=op.f("fk_workflow_changed_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_workflow_created_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("workflow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workflow_status"), ["status"], unique=False)
        batch_op.create_index(
            "uq_workflow_taken_intake",
            ["match_department", "match_category", "match_sub_category"],
            unique=True,
            sqlite_where=sa.text("status = 'initialized'"),
            postgresql_where=sa.text("status = 'initialized'"),
        )

    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workflow_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("instruction", sa.Text(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.Column("escalate_to_id", sa.Integer(), nullable=True),
        sa.Column("weight", sa.Numeric(precision=12, scale=6), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_start", sa.Boolean(), nullable=False),
        sa.Column("is_end", sa.Boolean(), nullable=False),
        sa.Column("assignment", sa.Text(), nullable=False),
        sa.Column("pauses_clock", sa.Boolean(), nullable=False),
        sa.Column("design", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["escalate_to_id"], ["role.id"], name=op.f("fk_step_escalate_to_id_role")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_step_role_id_role")),
        sa.ForeignKeyConstraint(["workflow_id"], ["workflow.id"], name=op.f("fk_step_workflow_id_workflow")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_step_escalate_to_id"), ["escalate_to_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_step_role_id"), ["role_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_step_workflow_id"), ["workflow_id"], unique=False)

    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("sub_category", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("requester_id", sa.Integer(), nullable=False),
        sa.Column("workflow_id", sa.Integer(), nullable=True),
        sa.Column("match_reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("submission_key", sa.Text(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["requester_id"], ["users.id"], name=op.f("fk_ticket_requester_id_users")),
        sa.ForeignKeyConstraint(
            ["workflow_id"], ["workflow.id"], name=op.f("fk_ticket_workflow_id_workflow")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("number", name=op.f("uq_ticket_number")),
        sa.UniqueConstraint(
            "requester_id", "submission_key", name=op.f("uq_ticket_requester_id_submission_key")
        ),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_ticket_source_external_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_requester_id_id", ["requester_id", "id"], unique=False)
        batch_op.create_index("ix_ticket_status_id", ["status", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ticket_workflow_id"), ["workflow_id"], unique=False)

    op.create_table(
        "workflow_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workflow_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_workflow_version_created_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["workflow_id"], ["workflow.id"], name=op.f("fk_workflow_version_workflow_id_workflow")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_version")),
        sa.UniqueConstraint("workflow_id", "version", name=op.f("uq_workflow_version_workflow_id_version")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("workflow_version", schema=None) as batch_op:
        batch_op.create_index(
            "uq_workflow_version_active",
            ["workflow_id"],
            unique=True,
            sqlite_where=sa.text("is_active"),
            postgresql_where=sa.text("is_active"),
        )

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_outbox_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_status_id", ["status", "id"], unique=False)
        batch_op.create_index(
            "ix_outbox_waiting",
            ["destination", "next_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )
        batch_op.create_index(
            "ix_outbox_waiting_of_ticket",
            ["ticket_id", "destination", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )
        batch_op.create_index(
            "ix_outbox_ticket_id_destination_id", ["ticket_id", "destination", "id"], unique=False
        )

    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("workflow_id", sa.Integer(), nullable=False),
        sa.Column("workflow_version_id", sa.Integer(), nullable=False),
        sa.Column("promise_version_id", sa.Integer(), nullable=True),
        sa.Column("coordinator_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("step_name", sa.Text(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("is_grace", sa.Boolean(), nullable=False),
        sa.Column("spent", sa.JSON(), nullable=False),
        sa.Column("pauses", sa.JSON(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", sa.Text(), nullable=False),
        sa.Column("left", sa.BigInteger(), nullable=True),
        sa.Column("step_left", sa.BigInteger(), nullable=True),
        sa.Column("hold_reason", sa.Text(), nullable=True),
        sa.Column("waiting_on", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step_mark", sa.Integer(), nullable=False),
        sa.Column("ticket_mark", sa.Integer(), nullable=False),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_mark_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sweep_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("swept_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["coordinator_id"], ["users.id"], name=op.f("fk_task_coordinator_id_users")),
        sa.ForeignKeyConstraint(
            ["promise_version_id"],
            ["workflow_version.id"],
            name=op.f("fk_task_promise_version_id_workflow_version"),
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_task_ticket_id_ticket")),
        sa.ForeignKeyConstraint(["workflow_id"], ["workflow.id"], name=op.f("fk_task_workflow_id_workflow")),
        sa.ForeignKeyConstraint(
            ["workflow_version_id"],
            ["workflow_version.id"],
            name=op.f("fk_task_workflow_version_id_workflow_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_task_ticket_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(
            "ix_task_next_mark_at",
            ["next_mark_at"],
            unique=False,
            sqlite_where=sa.text("next_mark_at IS NOT NULL"),
            postgresql_where=sa.text("next_mark_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_task_waiting_on",
            ["waiting_on", "id"],
            unique=False,
            sqlite_where=sa.text("waiting_on IS NOT NULL"),
            postgresql_where=sa.text("waiting_on IS NOT NULL"),
        )
        batch_op.create_index("ix_task_coordinator_id_status", ["coordinator_id", "status"], unique=False)
        batch_op.create_index("ix_task_workflow_id_status", ["workflow_id", "status"], unique=False)
        batch_op.create_index(
            "ix_task_workflow_version_id_status", ["workflow_version_id", "status"], unique=False
        )

    op.create_table(
        "transition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workflow_id", sa.Integer(), nullable=False),
        sa.Column("from_step_id", sa.Integer(), nullable=False),
        sa.Column("to_step_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note_required", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("design", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["from_step_id"], ["step.id"], name=op.f("fk_transition_from_step_id_step")),
        sa.ForeignKeyConstraint(["to_step_id"], ["step.id"], name=op.f("fk_transition_to_step_id_step")),
        sa.ForeignKeyConstraint(
            ["workflow_id"], ["workflow.id"], name=op.f("fk_transition_workflow_id_workflow")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transition")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("transition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transition_from_step_id"), ["from_step_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_transition_to_step_id"), ["to_step_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_transition_workflow_id"), ["workflow_id"], unique=False)

    op.create_table(
        "task_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("step_name", sa.Text(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("escalation_role_id", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("transition_id", sa.Integer(), nullable=True),
        sa.Column("transition_name", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("act_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by_id"], ["users.id"], name=op.f("fk_task_item_closed_by_id_users")),
        sa.ForeignKeyConstraint(
            ["escalation_role_id"], ["role.id"], name=op.f("fk_task_item_escalation_role_id_role")
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["users.id"], name=op.f("fk_task_item_holder_id_users")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_task_item_role_id_role")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_item_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_item")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("task_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_task_item_escalation_role_id"), ["escalation_role_id"], unique=False
        )
        batch_op.create_index("ix_task_item_holder_id_id", ["holder_id", "id"], unique=False)
        batch_op.create_index(
            "ix_task_item_holder_open",
            ["holder_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_task_item_role_open",
            ["role_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_task_item_due_open",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_task_item_free_open",
            ["role_id", "due_at", "task_id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL AND holder_id IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL AND holder_id IS NULL"),
        )
        batch_op.create_index("ix_task_item_task_id_id", ["task_id", "id"], unique=False)
        batch_op.create_index(
            "uq_task_item_open",
            ["task_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "escalation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("from_item_id", sa.Integer(), nullable=False),
        sa.Column("from_user_id", sa.Integer(), nullable=True),
        sa.Column("from_role_id", sa.Integer(), nullable=False),
        sa.Column("to_role_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("step_name", sa.Text(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_breach", sa.Boolean(), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["users.id"], name=op.f("fk_escalation_closed_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["from_item_id"], ["task_item.id"], name=op.f("fk_escalation_from_item_id_task_item")
        ),
        sa.ForeignKeyConstraint(["from_role_id"], ["role.id"], name=op.f("fk_escalation_from_role_id_role")),
        sa.ForeignKeyConstraint(
            ["from_user_id"], ["users.id"], name=op.f("fk_escalation_from_user_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["users.id"], name=op.f("fk_escalation_raised_by_id_users")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_escalation_task_id_task")),
        sa.ForeignKeyConstraint(["to_role_id"], ["role.id"], name=op.f("fk_escalation_to_role_id_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_escalation_task_id"), ["task_id"], unique=False)
        batch_op.create_index("ix_escalation_to_role_id_closed_at", ["to_role_id", "closed_at"], unique=False)
        batch_op.create_index(
            "uq_escalation_open",
            ["task_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
    add_workers()
    add_notifications()
    add_webhooks()
    add_movings()
    add_inbound()
    add_presence()
    guard_rows()
    index_words()


def add_workers() -> None:
    """What workers say of themselves and of systems outside, and what they could not do."""
    op.create_table(
        "system_credential",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system_credential")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_system_credential_secret_hash")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("system_credential", schema=None) as batch_op:
        batch_op.create_index(
            "ix_system_credential_system_revoked_at", ["system", "revoked_at"], unique=False
        )

    op.create_table(
        "external_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("ticket_number", sa.Text(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_external_answer_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_answer")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("external_answer", schema=None) as batch_op:
        batch_op.create_index("ix_external_answer_outcome_at", ["outcome", "at"], unique=False)
        batch_op.create_index("ix_external_answer_ticket_id_id", ["ticket_id", "id"], unique=False)

    op.create_table(
        "worker",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lateness", sa.BigInteger(), nullable=True),
        sa.Column("marked", sa.Integer(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker")),
    )
    op.create_table(
        "destination",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_destination")),
    )
    op.create_table(
        "sweep_failure",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_sweep_failure_task_id_task")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_sweep_failure")),
    )


def add_presence() -> None:
    """Who has a workflow open for drawing."""
    op.create_table(
        "designer_presence",
        sa.Column("workflow_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("tab", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_designer_presence_user_id_users")),
        sa.ForeignKeyConstraint(
            ["workflow_id"], ["workflow.id"], name=op.f("fk_designer_presence_workflow_id_workflow")
        ),
        sa.PrimaryKeyConstraint("workflow_id", "user_id", "tab", name=op.f("pk_designer_presence")),
    )


def add_movings() -> None:
    """Moves of running tickets to another version."""
    op.create_table(
        "moving",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workflow_id", sa.Integer(), nullable=False),
        sa.Column("from_version_id", sa.Integer(), nullable=False),
        sa.Column("to_version_id", sa.Integer(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("keep_due", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=True),
        sa.Column("begun_by_name", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_by_name", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["begun_by_id"], ["users.id"], name=op.f("fk_moving_begun_by_id_users")),
        sa.ForeignKeyConstraint(
            ["from_version_id"],
            ["workflow_version.id"],
            name=op.f("fk_moving_from_version_id_workflow_version"),
        ),
        sa.ForeignKeyConstraint(
            ["to_version_id"], ["workflow_version.id"], name=op.f("fk_moving_to_version_id_workflow_version")
        ),
        sa.ForeignKeyConstraint(["undone_by_id"], ["users.id"], name=op.f("fk_moving_undone_by_id_users")),
        sa.ForeignKeyConstraint(
            ["workflow_id"], ["workflow.id"], name=op.f("fk_moving_workflow_id_workflow")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moving")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("moving", schema=None) as batch_op:
        batch_op.create_index("ix_moving_workflow_id_id", ["workflow_id", "id"], unique=False)
        batch_op.create_index(
            "uq_moving_at_work",
            ["workflow_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
    op.create_table(
        "moved_ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("moving_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["moving_id"], ["moving.id"], name=op.f("fk_moved_ticket_moving_id_moving")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_moved_ticket_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moved_ticket")),
        sa.UniqueConstraint("moving_id", "ticket_id", name=op.f("uq_moved_ticket_moving_id_ticket_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("moved_ticket", schema=None) as batch_op:
        batch_op.create_index(
            "ix_moved_ticket_moving_id_status_id", ["moving_id", "status", "id"], unique=False
        )
        batch_op.create_index("ix_moved_ticket_ticket_id", ["ticket_id"], unique=False)


def add_inbound() -> None:
    """What other systems sent us."""
    op.create_table(
        "inbound",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("excerpt", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("waits_for", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
        sa.UniqueConstraint("key", name=op.f("uq_inbound_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.create_index("ix_inbound_status_id", ["status", "id"], unique=False)
        batch_op.create_index("ix_inbound_waits_for", ["waits_for"], unique=False)


def add_notifications() -> None:
    """What people are told inside the product, and where they want to be told."""
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_notification_ticket_id_ticket")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notification_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("key", name=op.f("uq_notification_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notification_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index("ix_notification_user_id_id", ["user_id", "id"], unique=False)
        batch_op.create_index(
            "ix_notification_unread",
            ["user_id", "id"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )
    op.create_table(
        "notification_choice",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("in_app", sa.Boolean(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notification_choice_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "kind", name=op.f("pk_notification_choice")),
    )


def add_webhooks() -> None:
    """Who outside is told of events, and the events that are still to be told."""
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("workflow_id", sa.Integer(), nullable=True),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("previous_secret", sa.Text(), nullable=True),
        sa.Column("previous_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", sa.Text(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_webhook_created_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "event_news",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_news_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_news")),
    )
    note_news()


def note_news() -> None:
    """An event is news while some webhook listens: by a trigger, for it comes with the event's commit."""
    listens = "EXISTS (SELECT 1 FROM webhook WHERE paused_at IS NULL)"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER event_is_news AFTER INSERT ON event WHEN {listens} "
            "BEGIN INSERT INTO event_news (event_id) VALUES (new.id); END"
        )
        return
    op.execute(
        f"""CREATE FUNCTION note_news() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF {listens} THEN INSERT INTO event_news (event_id) VALUES (NEW.id); END IF;
          RETURN NULL;
        END $$"""
    )
    op.execute("CREATE TRIGGER event_is_news AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION note_news()")


def guard_rows() -> None:
    """Hold by triggers what must never change: versions but for is_active, events and anchors."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in sqlite_guards():
            op.execute(statement)
    else:
        for statement in postgresql_guards():
            op.execute(statement)


def sqlite_guards() -> list[str]:
    """One trigger for each forbidden way, replacing included; `UPDATE OF` leaves is_active free."""
    frozen = "id, workflow_id, version, name, definition, content_hash, created_at, created_by_id"
    guards = [
        f"CREATE TRIGGER workflow_version_fixed BEFORE UPDATE OF {frozen} ON workflow_version "
        "BEGIN SELECT RAISE(ABORT, 'a workflow version never changes'); END",
        "CREATE TRIGGER workflow_version_kept BEFORE DELETE ON workflow_version "
        "BEGIN SELECT RAISE(ABORT, 'a workflow version is never deleted'); END",
    ]
    for table, same in SAME_ROW.items():
        is_kept = table in APPEND_ONLY
        said = f"{table} rows are append-only" if is_kept else "a workflow version is never replaced"
        guards.append(
            f"CREATE TRIGGER {table}_replaced BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            guards.append(
                f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} rows are append-only'); END"
            )
    return guards


def postgresql_guards() -> list[str]:
    """The same with functions; a version is compared whole but for is_active."""
    guards = [
        """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% rows are append-only', TG_TABLE_NAME; END $$""",
        """CREATE FUNCTION keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP <> 'UPDATE' THEN RAISE EXCEPTION 'a workflow version is never deleted'; END IF;
          IF (to_jsonb(NEW) - 'is_active') IS DISTINCT FROM (to_jsonb(OLD) - 'is_active') THEN
            RAISE EXCEPTION 'a workflow version never changes';
          END IF;
          RETURN NEW;
        END $$""",
        "CREATE TRIGGER workflow_version_fixed BEFORE UPDATE OR DELETE ON workflow_version "
        "FOR EACH ROW EXECUTE FUNCTION keep_version()",
        "CREATE TRIGGER workflow_version_not_emptied BEFORE TRUNCATE ON workflow_version "
        "EXECUTE FUNCTION keep_version()",
    ]
    for table in APPEND_ONLY:
        guards.append(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        guards.append(
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()"
        )
    return guards


def index_words() -> None:
    """Full-text search of tickets: FTS5 on SQLite, a generated tsvector with GIN on PostgreSQL."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "ALTER TABLE ticket ADD COLUMN words tsvector GENERATED ALWAYS AS "
            "(to_tsvector('simple', number || ' ' || subject || ' ' || description)) STORED"
        )
        op.execute("CREATE INDEX ix_ticket_words ON ticket USING gin (words)")
        return
    op.execute(
        "CREATE VIRTUAL TABLE ticket_words USING fts5(number, subject, description, "
        "content='ticket', content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
    )
    new = (
        "INSERT INTO ticket_words(rowid, number, subject, description) "
        "VALUES (new.id, new.number, new.subject, new.description);"
    )
    old = (
        "INSERT INTO ticket_words(ticket_words, rowid, number, subject, description) "
        "VALUES ('delete', old.id, old.number, old.subject, old.description);"
    )
    op.execute(f"CREATE TRIGGER ticket_words_added AFTER INSERT ON ticket BEGIN {new} END")
    op.execute(f"CREATE TRIGGER ticket_words_removed AFTER DELETE ON ticket BEGIN {old} END")
    op.execute(
        "CREATE TRIGGER ticket_words_changed AFTER UPDATE OF number, subject, description ON ticket "
        f"BEGIN {old} {new} END"
    )


def downgrade() -> None:
    """There is nothing before the first shape."""
    raise RuntimeError("This is the first migration: to start over, delete the database.")
