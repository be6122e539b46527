import pytest

from engage.core.actor import Actor
from engage.core.permissions import Permission
from engage.core.sides import Side


@pytest.fixture
def counsel():
    return Actor(
        account_id=7,
        name="Ruth Amsel",
        roles=frozenset({"counsel"}),
        permissions=frozenset({Permission.RULEBOOK_RULE_CONFIRM}),
    )


@pytest.fixture
def coordinator():
    return Actor(
        account_id=8,
        name="Dana Cole",
        roles=frozenset({"coordinator"}),
        permissions=frozenset({Permission.COUNCILS_BODY_MANAGE, Permission.MEETINGS_MEETING_MANAGE}),
        body_ids=frozenset({1}),
    )


@pytest.fixture
def ombudsman():
    """Even with the permission by mistake: the wrong side of the wall."""
    return Actor(side=Side.OMBUDSMAN, account_id=7, permissions=frozenset({Permission.RULEBOOK_RULE_CONFIRM}))
