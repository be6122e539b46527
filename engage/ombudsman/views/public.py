"""Get help, and coming back with the receipt code. No account, no address, nothing of the device is kept."""

from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext

from engage.core.db import unit_of_work
from engage.core.errors import AlreadyDone, NotFound, RuleBroken
from engage.core.i18n import N_
from engage.core.ids import new_token, token_hash
from engage.core.sides import Side
from engage.directory.queries import urgent_numbers
from engage.ombudsman import queries, services
from engage.ombudsman.forms import HelpForm, ReceiptForm, ReceiptMessageForm
from engage.ombudsman.queries.office import has_duty_person, office_page
from engage.ombudsman.services.intake import is_kept
from engage.ombudsman.views.blueprint import INVALID, blueprint
from engage.web import throttle
from engage.web.access import public
from engage.web.login import current_actor

_SENT_BEFORE = N_(
    "You sent this before, and your code is %(code)s. What you changed is not sent yet. "
    "Open your request with the code and write it to us there."
)


def _page(template: str, status: int = 200, **values: Any) -> tuple[str, int]:
    return render_template(f"ombudsman/{template}.html", office=office_page(), **values), status


@blueprint.get("/get-help")
@public
def get_help() -> Any:
    """The form, with the urgent numbers first; only the numbers when nobody is there to read it."""
    if not has_duty_person():
        return _page("_help_closed", urgent=urgent_numbers(), story="")
    return _page("get_help", form=HelpForm(formdata=None), urgent=urgent_numbers())


@blueprint.post("/get-help")
@public
def get_help_send() -> Any:
    """Take the request in and show the receipt code at once, so that it stands in no address and no history."""
    throttle.slow_down("get-help", "20/hour")
    form = HelpForm()
    is_right = form.validate()
    if not has_duty_person():
        return _page("_help_closed", 503, urgent=urgent_numbers(), story=form.story.data or "")
    if not is_right:
        return _page("get_help", INVALID, form=form, urgent=urgent_numbers())
    form_key = form.form_key.data
    try:
        # The key itself would open the receipt again, so only its hash is written down.
        with unit_of_work(Side.OMBUDSMAN, form_key=token_hash(form_key)):
            services.send_help_request(actor=current_actor(), request=form.request(), form_key=form_key)
    except RuleBroken as error:
        form.take_error(error)
        return _page("get_help", INVALID, form=form, urgent=urgent_numbers())
    except AlreadyDone:
        receipt = services.receipt_of_form(form_key)
        if not is_kept(receipt=receipt, request=form.request()):
            form.take_error(RuleBroken(_SENT_BEFORE, code=receipt))
            return _page("get_help", INVALID, form=form, urgent=urgent_numbers())
    receipt = services.receipt_of_form(form_key)
    return _page("_help_sent", receipt=receipt, page=queries.receipt_page(receipt))


@blueprint.get("/receipt")
@public
def receipt() -> Any:
    """Ask for the code."""
    return _page("receipt", form=ReceiptForm(formdata=None))


@blueprint.post("/receipt")
@public
def receipt_open() -> Any:
    """Show where the request stands, or take in a message from the holder of the code."""
    throttle.slow_down("receipt", "60/hour")
    if "text" in request.form:
        return _write(ReceiptMessageForm())
    lookup = ReceiptForm()
    return _shown(lookup) if lookup.validate() else _page("receipt", INVALID, form=lookup)


def _write(form: ReceiptMessageForm) -> Any:
    lookup = ReceiptForm(formdata=None, code=form.code.data)
    if not form.validate():
        return _shown(lookup, form, INVALID)
    try:
        with unit_of_work(Side.OMBUDSMAN, form_key=token_hash(form.form_key.data)):
            services.receive_message(actor=current_actor(), receipt=lookup.receipt, text=form.text.data)
    except NotFound:
        return _not_found(lookup)
    except AlreadyDone:
        if not _is_said(lookup.receipt, form.text.data):
            form.form_key.data = new_token()
            form.text.errors = [
                gettext("You sent a message before this one. Press the button again to send this too.")
            ]
            return _shown(lookup, form, INVALID)
    return _shown(lookup, sent=True)


def _is_said(receipt: str, text: str) -> bool:
    """Whether the person's message is there; also when the code opens nothing, which is said elsewhere."""
    try:
        messages = queries.receipt_page(receipt).messages
    except NotFound:
        return True
    return any(message.body == text for message in messages if not message.is_from_office)


def _shown(
    lookup: ReceiptForm, form: ReceiptMessageForm | None = None, status: int = 200, *, sent: bool = False
) -> Any:
    try:
        with unit_of_work(Side.OMBUDSMAN):
            services.open_receipt(actor=current_actor(), receipt=lookup.receipt)
        page = queries.receipt_page(lookup.receipt)
    except NotFound:
        return _not_found(lookup)
    form = form or ReceiptMessageForm(formdata=None, code=lookup.receipt)
    return _page("_receipt_page", status, page=page, form=form, receipt=lookup.receipt, sent=sent)


def _not_found(lookup: ReceiptForm) -> Any:
    words = gettext("We do not know this code. Check each letter and number, then try again. You can also call us.")
    lookup.code.errors = [words]
    return _page("receipt", INVALID, form=lookup)


@blueprint.after_request
def never_indexed(response: Response) -> Response:
    """Nothing of the office's pages is for search engines, but the page that asks for help is."""
    if request.endpoint != "ombudsman.get_help":
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
