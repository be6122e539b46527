"""What the chapters of the demonstration share: the day it is told on, who acts, and what was made so far."""

import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from engage.accounts.models import AccountMixin
from engage.accounts.queries import account_id_of, actor_of_account
from engage.core import clock
from engage.core.actor import Actor
from engage.core.db import db
from engage.core.sides import Side, concrete
from engage.councils.queries import with_scopes
from engage.demo.people import SIGN_INS
from engage.directory.models import AgencyProfile
from engage.directory.queries import plan_names

TIME_ZONE = "America/New_York"
_DATA = Path(__file__).parents[1] / "data"


def read(name: str) -> Any:
    """One of the demonstration's own data files."""
    text = (_DATA / name).read_text(encoding="utf-8")
    return tomllib.loads(text) if name.endswith(".toml") else json.loads(text)


@dataclass(frozen=True)
class Rounds:
    """How many days ago the two rounds of questions ended, so that each lies in one calendar quarter.

    The later one is old enough that the state could answer it, and the earlier one lies in the quarter
    before: only so can a growing theme be shown, whatever day the demonstration is loaded on.
    """

    main: int
    earlier: int

    @classmethod
    def of(cls, today: date) -> "Rounds":
        """The rounds as told on ``today``."""
        into_quarter = (today - _quarter_start(today)).days
        # The later round takes eleven days: all of them in this quarter, or all of them in the last one.
        main = _YOUNGEST if into_quarter >= _YOUNGEST + 11 else max(_YOUNGEST, into_quarter + 1)
        its_quarter = _quarter_start(today - timedelta(days=main))
        return cls(main, (today - its_quarter).days + _PAUSE)


_YOUNGEST = 28
_PAUSE = 30


def _quarter_start(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


@dataclass
class Stage:
    """Ids by the keys of the data files, and the clock. ``today`` is the day in the state."""

    today: date
    rounds: Rounds
    programs: dict[str, int] = field(default_factory=dict)
    plans: list[int] = field(default_factory=list)
    regions: list[int] = field(default_factory=list)
    bodies: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    meetings: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    #: Kept in the session while the demonstration is told, so that the state's day is not looked up each time.
    profile: AgencyProfile | None = None

    @classmethod
    def set_up(cls) -> "Stage":
        """A stage told from today."""
        today = clock.today(TIME_ZONE)
        return cls(today, Rounds.of(today))

    def day(self, ago: int) -> date:
        """The day ``ago`` days back; a negative number is still to come."""
        return self.today - timedelta(days=ago)

    def ago(self, day: date) -> int:
        """How many days back ``day`` is."""
        return (self.today - day).days

    @contextmanager
    def at(self, ago: int, hour: int = 11) -> Iterator[None]:
        """Do what is inside as it was done ``ago`` days back; today it is done now."""
        if ago <= 0:
            yield
            db.session.flush()
            return
        with clock.standing_at(datetime.combine(self.day(ago), time(hour), ZoneInfo(TIME_ZONE))):
            yield
            db.session.flush()  # rows take their moment when they are written

    def actor(self, key: str) -> Actor:
        """The person of `SIGN_INS` under ``key``, with what they may do at this moment."""
        who = SIGN_INS[key]
        account = db.session.get_one(concrete(AccountMixin, who.side), account_id_of(who.side, who.email))
        actor = actor_of_account(who.side, account)
        return with_scopes(actor) if who.side is Side.ENGAGE else actor

    def find_plans(self) -> None:
        """Look the plans up that the state's side holds, for a process that did not load them itself."""
        by_name = {name: plan_id for plan_id, name in plan_names().items()}
        self.plans = [by_name[plan["name"]] for plan in read("places.toml")["plan"] if plan["name"] in by_name]

    def plan_id(self, place: int | None) -> int | None:
        """A plan by its place in the data file."""
        return self.plans[place] if place is not None and place < len(self.plans) else None
