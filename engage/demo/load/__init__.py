"""Loading the demonstration: a council's year, told through the same services that serve people.

Nothing here but the outbox is written by hand: the clock stands at the day on which something happened, and
the service that does it in life does it here. Each side is one transaction, so that there is a whole
demonstration or none.
"""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select, update

from engage.accounts.models import AccountMixin
from engage.audit.jobs import seal
from engage.core import clock, runtime
from engage.core.db import StateModel, db, unit_of_work
from engage.core.errors import RuleBroken
from engage.core.i18n import N_
from engage.core.sides import Side, concrete
from engage.councils.models import Body
from engage.demo.load import accountability, councils, directory, feedback, meetings, ombudsman, themes
from engage.demo.load.stage import Stage
from engage.demo.people import SIGN_INS
from engage.directory.models import AgencyProfile
from engage.feedback.models import FeedbackForm, ImportBatch
from engage.notifications.enums import MessageState
from engage.notifications.models import OutboxMessageMixin
from engage.notifications.services import pack

#: What the state's side is told in, in this order.
CHAPTERS: tuple[tuple[str, Callable[[Stage], None]], ...] = (
    ("the state's profile and lists", directory.tell),
    ("councils, people and who can sign in", councils.tell),
    ("meetings", meetings.tell),
    ("forms and what people answered", feedback.tell),
    ("themes", themes.tell),
    ("recommendations and answers", accountability.tell),
)
_FRESH = timedelta(hours=1)
#: Where real data would stand before any account of the demonstration is made.
_REAL: tuple[type[StateModel], ...] = (AgencyProfile, Body, FeedbackForm, ImportBatch)


class OtherData(RuleBroken):
    """Somebody works in this database: the demonstration stays out of it."""

    default = N_("There is other data in this database, so the demonstration is not loaded. Use an empty one.")


def is_loaded(side: Side) -> bool:
    """Whether the people of the demonstration can sign in on ``side``. One statement."""
    model = concrete(AccountMixin, side)
    emails = [person.email for person in SIGN_INS.values() if person.side is side]
    return db.session.scalar(select(func.count()).where(model.email.in_(emails))) == len(emails)


def load_demo(*, show: Callable[[str], None] = lambda _words: None) -> tuple[Side, ...]:
    """Load the demonstration on every side this process serves; returns the sides that were empty before.

    ``show`` is told what is being loaded. A side that has the demonstration is left as it is. Raises
    `RuleBroken` outside development, and `OtherData` where there is some.
    """
    settings = runtime.settings()
    if not settings.is_development:
        raise RuleBroken(N_("The demonstration is only for development. Set ENGAGE_ENV=development to use it."))
    missing = tuple(side for side in settings.sides if not is_loaded(side))
    for side in missing:
        _refuse_real_data(side)
    stage = Stage.set_up()
    if Side.ENGAGE in missing:
        with unit_of_work(Side.ENGAGE):
            for words, tell in CHAPTERS:
                show(words)
                tell(stage)
            _close_past_mail(Side.ENGAGE)
    if Side.OMBUDSMAN in missing:
        show("the ombudsman's office and its cases")
        stage.find_plans()
        with unit_of_work(Side.OMBUDSMAN):
            ombudsman.tell(stage)
            _close_past_mail(Side.OMBUDSMAN)
        ombudsman.deliver(stage, has_state=Side.ENGAGE in settings.sides and is_loaded(Side.ENGAGE))
        with unit_of_work(Side.OMBUDSMAN):
            _close_past_mail(Side.OMBUDSMAN)
    for side in missing:
        seal(side)  # entries of long ago that wait for their seal would look like a worker that stands still
    return missing


def _refuse_real_data(side: Side) -> None:
    models = [concrete(AccountMixin, side), *(_REAL if side is Side.ENGAGE else ())]
    for model in models:
        if db.session.scalar(select(func.count()).select_from(model)):
            raise OtherData


def _close_past_mail(side: Side) -> None:
    """What would have left in the past did leave then, in this story; only today's mail is still sent."""
    model = concrete(OutboxMessageMixin, side)
    db.session.flush()
    db.session.execute(
        update(model)
        .where(model.state == MessageState.WAITING, model.due_at < clock.now() - _FRESH)
        .values(state=MessageState.DELIVERED, attempts=1, delivered_at=model.due_at, body=pack(side, {})),
        execution_options={"synchronize_session": False},
    )
