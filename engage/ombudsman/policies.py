"""Who in the office may do what. Nobody of the state's side may do anything here, whatever they hold there."""

from sqlalchemy import Select, false, select

from engage.core.actor import Actor
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.ombudsman.enums import ReleaseState
from engage.ombudsman.models import Case, CaseAttachment, Release


def _may(actor: Actor, permission: Permission) -> bool:
    return actor.side is Side.OMBUDSMAN and actor.is_signed_in and actor.may(permission)


def can_ask_for_help(actor: Actor) -> bool:
    """Whether ``actor`` may send a request: everybody, on the office's own pages."""
    return actor.side is Side.OMBUDSMAN


def can_create_case(actor: Actor) -> bool:
    """Whether ``actor`` takes requests down for the office."""
    return _may(actor, Permission.OMBUDSMAN_CASE_CREATE)


def can_read_cases(actor: Actor) -> bool:
    """Whether ``actor`` reads the office's cases."""
    return _may(actor, Permission.OMBUDSMAN_CASE_READ)


def can_read_case(actor: Actor, case: Case) -> bool:
    """Whether ``actor`` may open ``case``: the whole office sees its cases."""
    return can_read_cases(actor)


def can_update_case(actor: Actor, case: Case) -> bool:
    """Whether ``actor`` may work on ``case``."""
    return can_read_case(actor, case) and _may(actor, Permission.OMBUDSMAN_CASE_UPDATE)


def can_assign_case(actor: Actor, case: Case, account_id: int | None) -> bool:
    """Whether ``actor`` may give ``case`` to ``account_id``.

    The lead hands out work; anyone who works on cases may take one that nobody has, and put their own back.
    """
    if not can_update_case(actor, case):
        return False
    if actor.may(Permission.OMBUDSMAN_CASE_ASSIGN):
        return True
    takes_free_one = case.assigned_to is None and account_id == actor.account_id
    puts_own_back = case.assigned_to == actor.account_id and account_id is None
    return takes_free_one or puts_own_back


def can_draft_release(actor: Actor, case: Case) -> bool:
    """Whether ``actor`` may write an issue from ``case``."""
    return can_read_case(actor, case) and _may(actor, Permission.OMBUDSMAN_RELEASE_DRAFT)


def can_read_releases(actor: Actor) -> bool:
    """Whether ``actor`` sees what is on its way out."""
    return can_read_cases(actor)


def can_edit_release(actor: Actor, release: Release) -> bool:
    """Whether ``actor`` may change ``release``: its writer, while it is a draft."""
    is_writer = actor.account_id == release.drafted_by
    return is_writer and release.state == ReleaseState.DRAFT and _may(actor, Permission.OMBUDSMAN_RELEASE_DRAFT)


def can_approve_release(actor: Actor, release: Release) -> bool:
    """Whether ``actor`` may let ``release`` out: anybody who approves, but never its writer."""
    return actor.account_id != release.drafted_by and _may(actor, Permission.OMBUDSMAN_RELEASE_APPROVE)


def can_withdraw_release(actor: Actor, release: Release) -> bool:
    """Whether ``actor`` may take ``release`` back: its writer or anybody who approves; stopping needs no second."""
    if actor.account_id == release.drafted_by and _may(actor, Permission.OMBUDSMAN_RELEASE_DRAFT):
        return True
    return _may(actor, Permission.OMBUDSMAN_RELEASE_APPROVE)


def can_edit_office(actor: Actor) -> bool:
    """Whether ``actor`` may change how the office is reached: the lead."""
    return _may(actor, Permission.OMBUDSMAN_ACCOUNT_MANAGE)


def visible_cases(actor: Actor) -> Select[tuple[Case]]:
    """The cases ``actor`` may know of."""
    statement = select(Case)
    return statement if can_read_cases(actor) else statement.where(false())


def can_read_attachment(actor: Actor, case: Case, attachment: CaseAttachment) -> bool:
    """Whether ``actor`` may open ``attachment`` of ``case``: whoever reads the case."""
    return attachment.case_id == case.id and can_read_case(actor, case)


def visible_attachments(actor: Actor) -> Select[tuple[CaseAttachment]]:
    """The files of cases ``actor`` may know of."""
    return select(CaseAttachment).where(CaseAttachment.case_id.in_(visible_cases(actor).with_only_columns(Case.id)))


def visible_releases(actor: Actor) -> Select[tuple[Release]]:
    """The releases ``actor`` may know of."""
    statement = select(Release)
    return statement if can_read_releases(actor) else statement.where(false())
