"""Who may do what with feedback: each role against each right."""

import pytest

from engage.accounts.enums import Role
from engage.accounts.rules import ROLE_PERMISSIONS
from engage.core.actor import STRANGER, Actor, system_actor
from engage.core.db import db
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.feedback import policies
from engage.feedback.enums import Audience, FormState
from engage.feedback.models import FeedbackForm, ImportBatch
from tests.factories import feedback as make

_OWN, _OTHER = 1, 2


def _role(role: Role, **scopes) -> Actor:
    return Actor(account_id=1, roles=frozenset({role.value}), permissions=ROLE_PERMISSIONS[role], **scopes)


ACTORS = {
    "stranger": STRANGER,
    "member here": _role(Role.MEMBER, seated_body_ids=frozenset({_OWN})),
    "member elsewhere": _role(Role.MEMBER, seated_body_ids=frozenset({_OTHER})),
    "helper here": _role(Role.HELPER, seated_body_ids=frozenset({_OWN}), helped_person_ids=frozenset({5})),
    "coordinator here": _role(Role.COORDINATOR, body_ids=frozenset({_OWN})),
    "coordinator elsewhere": _role(Role.COORDINATOR, body_ids=frozenset({_OTHER})),
    "plan coordinator here": _role(Role.PLAN_COORDINATOR, body_ids=frozenset({_OWN}), plan_ids=frozenset({9})),
    "plan coordinator elsewhere": _role(Role.PLAN_COORDINATOR, body_ids=frozenset({_OTHER}), plan_ids=frozenset({8})),
    "program team": _role(Role.PROGRAM_TEAM),
    "reader of everything": Actor(
        account_id=1, permissions=frozenset({Permission.FEEDBACK_ANSWER_READ, Permission.THEMES_COMMENT_READ})
    ),
    "integration team": _role(Role.INTEGRATION_TEAM),
    "counsel": _role(Role.COUNSEL),
    "administrator": _role(Role.ADMINISTRATOR),
}


def _form(body_id: int | None = _OWN, audience: Audience = Audience.MEMBERS, state: FormState = FormState.OPEN):
    return FeedbackForm(id=1, body_id=body_id, audience=audience, state=state, allows_anonymous=True)


def _who(allowed) -> set[str]:
    return {name for name, actor in ACTORS.items() if allowed(actor)}


_HERE = {"coordinator here", "plan coordinator here"}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (policies.can_manage_form, _HERE),
        (policies.can_enter_answer, _HERE),
        (policies.can_set_aside_answer, _HERE),
        (policies.can_read_names, _HERE),
        (policies.can_read_answers, _HERE | {"reader of everything"}),
        (policies.can_answer_form, {"member here", "helper here"}),
    ],
)
def test_form_of_a_council(policy, expected):
    assert _who(lambda actor: policy(actor, _form())) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (policies.can_manage_form, {"coordinator here", "coordinator elsewhere"}),
        (policies.can_read_names, {"coordinator here", "coordinator elsewhere"}),
        (policies.can_read_answers, {"coordinator here", "coordinator elsewhere", "reader of everything"}),
        (policies.can_answer_form, {"member here", "member elsewhere", "helper here"}),
    ],
)
def test_form_of_no_council(policy, expected):
    assert _who(lambda actor: policy(actor, _form(body_id=None))) == expected


def test_form_for_everybody_is_for_everybody_but_a_draft_for_nobody():
    assert _who(lambda actor: policies.can_answer_form(actor, _form(audience=Audience.PUBLIC))) == set(ACTORS)
    draft = _form(audience=Audience.PUBLIC, state=FormState.DRAFT)
    assert _who(lambda actor: policies.can_answer_form(actor, draft)) == set()


def test_imports():
    assert _who(lambda actor: policies.can_import_comments(actor, _OWN)) == _HERE | {"program team"}
    assert _who(lambda actor: policies.can_import_comments(actor, None)) == {
        "coordinator here",
        "coordinator elsewhere",
        "program team",
    }
    assert _who(lambda actor: policies.can_undo_import(actor, ImportBatch(body_id=_OWN))) == _HERE | {"program team"}


def test_only_the_program_team_and_jobs_tell_receipts():
    assert _who(policies.can_record_progress) == {"program team"}
    assert policies.can_record_progress(system_actor(Side.ENGAGE))


def test_system_does_only_what_it_was_given(app):
    idle = system_actor(Side.ENGAGE)
    assert not policies.can_manage_form(idle, _form())
    assert not policies.can_import_comments(idle, None)
    make.add_form()
    assert db.session.scalars(policies.visible_forms(idle)).all() == []
    assert (
        len(
            db.session.scalars(
                policies.visible_forms(system_actor(Side.ENGAGE, Permission.FEEDBACK_FORM_MANAGE))
            ).all()
        )
        == 1
    )


def test_what_can_be_seen_and_what_may_be_done_agree(app):
    """Whoever may do something with a form sees it; whoever sees it may read its answers or run it."""
    own, other = make.add_body(), make.add_body()
    forms = []
    for body in (own, other, None):
        staff = make.coordinator(own, other)
        for audience in Audience:
            forms.append(make.form(make.add_form(staff, body_id=body, audience=audience)))
            forms.append(make.open_form(staff, body_id=body, audience=audience))
    actors = {
        "member": make.member(own),
        "coordinator": make.coordinator(own),
        "plan": make.coordinator(own, plan_ids=[1]),
        "program": make.PROGRAM,
        "keeper": make.KEEPER,
        "stranger": STRANGER,
    }
    for name, actor in actors.items():
        work = set(db.session.scalars(policies.visible_forms(actor)))
        answerable = set(db.session.scalars(policies.answerable_forms(actor)))
        for form in forms:
            may = policies.can_manage_form(actor, form) or (
                policies.can_read_answers(actor, form) and form.state != FormState.DRAFT
            )
            assert (form in work) == may, (name, form.body_id, form.state)
            assert (form in answerable) == policies.can_answer_form(actor, form), (name, form.body_id, form.audience)


def test_imports_that_can_be_seen(app):
    own, other = make.add_body(), make.add_body()
    for body in (own, other, None):
        make.add_import(body_id=body, actor=make.PROGRAM)

    def seen(actor) -> list[int | None]:
        statement = policies.visible_imports(actor).order_by(ImportBatch.id)
        return [batch.body_id for batch in db.session.scalars(statement)]

    assert seen(make.PROGRAM) == [own, other, None]
    assert seen(make.coordinator(own)) == [own, None]
    assert seen(make.coordinator(own, plan_ids=[1])) == [own]
    assert seen(make.member(own)) == seen(STRANGER) == []
