"""Making and changing bodies."""

from dataclasses import asdict, dataclass, replace

from sqlalchemy import func, select

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.changes import check_version, take_over
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import N_
from engage.councils import audit_events
from engage.councils.enums import BodyKind
from engage.councils.models import Body
from engage.councils.policies import can_create_body, can_edit_body
from engage.councils.queries.bodies import find_body
from engage.councils.rules import is_circular


@dataclass(frozen=True)
class BodyDetails:
    """What can be said about a body; texts may be empty, a missing Spanish text is None."""

    name: str
    kind: BodyKind
    name_es: str | None = None
    purpose: str = ""
    purpose_es: str | None = None
    parent_id: int | None = None
    plan_id: int | None = None
    is_public: bool = True
    has_posting_clocks: bool = False
    appointing_authority: str = ""
    legal_authority: str = ""
    email: str | None = None
    phone: str | None = None


def create_body(*, actor: Actor, details: BodyDetails) -> int:
    """Make a body; returns its id.

    Who runs the parent may make a group below it, which then belongs to the parent's plan. Raises
    `NotAllowed`, `RuleBroken` when the name is taken.
    """
    parent = find_body(actor, details.parent_id) if details.parent_id is not None else None
    ensure(can_create_body(actor, parent))
    if parent is not None and not can_create_body(actor):
        details = replace(details, plan_id=parent.plan_id)
    details = _checked(details, None)
    body = Body(**asdict(details))
    db.session.add(body)
    db.session.flush()
    audit.record(
        actor,
        audit_events.BODY_CREATED,
        f"body:{body.id}",
        kind=details.kind.value,
        parent_id=details.parent_id,
        plan_id=details.plan_id,
    )
    return body.id


def edit_body(*, actor: Actor, body_id: int, expected_version: int | None, details: BodyDetails) -> None:
    """Change what a body is called, is for and belongs to.

    Which plan it belongs to decides who runs it, so only who may create bodies changes that. Raises
    `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`.
    """
    body = find_body(actor, body_id)
    ensure(can_edit_body(actor, body))
    check_version(body, expected_version)
    if not can_create_body(actor):
        details = replace(details, plan_id=body.plan_id)
    if details.parent_id != body.parent_id and details.parent_id is not None:
        ensure(can_create_body(actor, find_body(actor, details.parent_id)))
    changed = take_over(body, _checked(details, body))
    audit.record(actor, audit_events.BODY_EDITED, f"body:{body.id}", fields=changed)


def _checked(details: BodyDetails, body: Body | None) -> BodyDetails:
    """The details as they can be stored. Raises `RuleBroken`."""
    taken = select(Body.id).where(func.lower(Body.name) == details.name.lower())
    if body is not None:
        taken = taken.where(Body.id != body.id)
        parents = dict(db.session.execute(select(Body.id, Body.parent_id)).all())
        if is_circular(parents, body.id, details.parent_id):
            raise RuleBroken(N_("A group cannot stand below itself. Choose another group."), field="parent_id")
    if db.session.scalar(taken):
        raise RuleBroken(N_("There is a council with this name. Choose another name."), field="name")
    return replace(details, has_posting_clocks=details.has_posting_clocks or details.kind.info.has_posting_clocks)
