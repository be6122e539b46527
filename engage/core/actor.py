"""Who is acting. Built once a request, frozen, and handed to every service and query."""

from dataclasses import dataclass, field

from engage.core.errors import NotAllowed
from engage.core.permissions import Permission
from engage.core.sides import Side


@dataclass(frozen=True)
class Actor:
    """A person, a stranger or the system, with what they may do and where.

    ``body_ids`` are the councils this person coordinates, ``plan_ids`` the plans whose committees
    they run, ``seated_body_ids`` the councils they sit on today, and ``helped_person_ids`` the
    members they help. An empty set always means none.
    """

    side: Side = Side.ENGAGE
    account_id: int | None = None
    person_id: int | None = None
    name: str = ""
    language: str = "en"
    roles: frozenset[str] = frozenset()
    permissions: frozenset[Permission] = frozenset()
    body_ids: frozenset[int] = frozenset()
    plan_ids: frozenset[int] = frozenset()
    seated_body_ids: frozenset[int] = frozenset()
    helped_person_ids: frozenset[int] = frozenset()
    is_system: bool = False
    session_key: str = field(default="", repr=False, compare=False)

    @property
    def is_signed_in(self) -> bool:
        """Whether we know which account this is."""
        return self.account_id is not None

    @property
    def label(self) -> str:
        """How the audit log names this actor: an id, never a person's name."""
        if self.is_system:
            return "system"
        return f"account:{self.account_id}" if self.is_signed_in else "public"

    def may(self, permission: Permission) -> bool:
        """Whether the actor holds ``permission`` (somewhere; the policy decides where)."""
        return permission in self.permissions


STRANGER = Actor()


def system_actor(side: Side, *permissions: Permission) -> Actor:
    """The actor of jobs and commands on ``side``, holding just the permissions named."""
    return Actor(side=side, name="system", permissions=frozenset(permissions), is_system=True)


def ensure(allowed: bool, message: str | None = None) -> None:
    """Stop with `NotAllowed` unless ``allowed``; the first line of every service."""
    if not allowed:
        raise NotAllowed(message)
