"""How deliveries stand, for who looks after the system; in development, the mail that was sent."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug import Response

from engage.core import runtime
from engage.core.db import unit_of_work
from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.notifications import queries, services
from engage.web import nav
from engage.web.access import needs, public
from engage.web.forms import BaseForm
from engage.web.login import current_actor
from engage.web.paging import page_number, pager
from engage.web.session import request_side

blueprint = Blueprint("notifications", __name__)
ombudsman_blueprint = Blueprint("notifications_ombudsman", __name__, url_prefix="/ombudsman")
blueprints = [blueprint]
ombudsman_blueprints = [ombudsman_blueprint]
_LABEL = N_("Outgoing messages")
nav.register("staff", 92, _LABEL, "notifications.outbox_page", Permission.AUDIT_ENTRY_READ)
nav.register("confidential", 92, _LABEL, "notifications_ombudsman.outbox_page", Permission.OMBUDSMAN_AUDIT_READ)


@ombudsman_blueprint.get("/outbox", endpoint="outbox_page")
@blueprint.get("/staff/outbox", endpoint="outbox_page")
@needs(Permission.AUDIT_ENTRY_READ, Permission.OMBUDSMAN_AUDIT_READ)
def outbox_page() -> str:
    """How many messages wait, were sent and were given up; the last can be tried again."""
    actor = current_actor()
    page = queries.dead_rows(actor=actor, page=page_number())
    return render_template(
        "notifications/outbox_page.html",
        counts=queries.outbox_counts(actor),
        page=page,
        pager=pager(page),
        retry_url=lambda row: url_for(".message_retry", message_id=row.id),
        form_key=BaseForm().form_key.data,
    )


@ombudsman_blueprint.post("/outbox/<int:message_id>/retry", endpoint="message_retry")
@blueprint.post("/staff/outbox/<int:message_id>/retry", endpoint="message_retry")
@needs(Permission.AUDIT_ENTRY_READ, Permission.OMBUDSMAN_AUDIT_READ)
def message_retry(message_id: int) -> Response:
    """Have a message tried again."""
    actor = current_actor()
    with unit_of_work(actor.side):
        services.retry_message(actor=actor, message_id=message_id)
    flash(gettext("The message is waiting to be sent again."), "success")
    return redirect(url_for(".outbox_page"), 303)


@ombudsman_blueprint.get("/sent-mail", endpoint="sent_mail_list")
@blueprint.get("/sent-mail", endpoint="sent_mail_list")
@public
def sent_mail_list() -> str:
    """Mail that was sent in development, newest first; nowhere else is there such a page."""
    _only_in_development()
    page = queries.sent_mail_rows(request_side(), page=page_number())
    return render_template("notifications/sent_mail_list.html", page=page, pager=pager(page))


@ombudsman_blueprint.get("/sent-mail/<string:name>", endpoint="sent_mail_page")
@blueprint.get("/sent-mail/<string:name>", endpoint="sent_mail_page")
@public
def sent_mail_page(name: str) -> str:
    """One message, as its reader would get it."""
    _only_in_development()
    mail = queries.sent_mail_page(request_side(), name)
    return render_template("notifications/sent_mail_page.html", mail=mail, links=_links(mail.text))


def _only_in_development() -> None:
    if not runtime.settings().is_development:
        abort(404)


def _links(text: str) -> list[str]:
    """The links in ``text`` that lead back to this site, so that they can be followed with a click."""
    ours = (runtime.settings().base_url, runtime.settings().ombudsman_url)
    words: list[Any] = [word.strip("<>()[].,") for word in text.split()]
    return list(dict.fromkeys(word for word in words if any(word.startswith(one + "/") for one in ours)))
