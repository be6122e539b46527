"""Reads of the office itself: how it is reached and who works there."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, or_, select

from engage.accounts.enums import Role
from engage.accounts.models import OmbudsmanAccount, OmbudsmanRoleGrant
from engage.core import clock
from engage.core.db import db
from engage.ombudsman.models import Office

_WORKERS = (Role.OMBUDSMAN_STAFF.value, Role.OMBUDSMAN_LEAD.value)


@dataclass(frozen=True)
class OfficePage:
    """How the office is reached; empty words where nobody filled them in yet."""

    name: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""
    hours_es: str = ""
    reply_days: int = 2
    version: int = 0

    def hours_in(self, language: str) -> str:
        """The hours for a page in ``language``."""
        return self.hours_es if language == "es" and self.hours_es else self.hours


@dataclass(frozen=True)
class Worker:
    """Somebody who works on cases."""

    id: int
    name: str


def office_page() -> OfficePage:
    """How the office is reached."""
    row = db.session.get(Office, 1)
    if row is None:
        return OfficePage()
    return OfficePage(row.name, row.phone, row.email, row.hours, row.hours_es, row.reply_days, row.version)


def has_duty_person() -> bool:
    """Whether anybody could read a new request: an active account that works on cases."""
    return db.session.scalar(select(exists(_workers().with_only_columns(OmbudsmanAccount.id)))) or False


def is_worker(account_id: int) -> bool:
    """Whether this account works on cases today."""
    return db.session.scalar(_workers().where(OmbudsmanAccount.id == account_id)) is not None


def worker_choices() -> tuple[Worker, ...]:
    """Everybody who works on cases, by name."""
    rows = db.session.scalars(_workers().order_by(OmbudsmanAccount.name, OmbudsmanAccount.id))
    return tuple(Worker(row.id, row.name) for row in rows)


def _workers() -> Select[tuple[OmbudsmanAccount]]:
    holds: ColumnElement[bool] = exists(
        select(OmbudsmanRoleGrant.id).where(
            OmbudsmanRoleGrant.account_id == OmbudsmanAccount.id,
            OmbudsmanRoleGrant.role.in_(_WORKERS),
            or_(OmbudsmanRoleGrant.ends_at.is_(None), OmbudsmanRoleGrant.ends_at > clock.now()),
        )
    )
    return select(OmbudsmanAccount).where(OmbudsmanAccount.is_active, holds)
