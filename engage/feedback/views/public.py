"""Answering a form, and coming back with a receipt: for members and for everybody, with or without an account."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import TooManyRequests

from engage.core.actor import Actor
from engage.core.bilingual import Words
from engage.core.db import unit_of_work
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import N_
from engage.councils.queries import person_names
from engage.directory.queries import urgent_numbers
from engage.feedback import messages, queries, services
from engage.feedback.enums import Speaker
from engage.feedback.forms import HeldReceiptForm, ReceiptForm, answer_form
from engage.feedback.views.blueprint import blueprint, names_of
from engage.web.access import ask_to_sign_in, public, signed_in
from engage.web.language import current_language
from engage.web.login import current_actor
from engage.web.paging import page_number, pager
from engage.web.throttle import slow_down

#: A whole library or clinic may answer from one network address.
_ANSWERS, _LOOKUPS = "60/hour", "30/hour"
_NO_SUCH_CODE = N_("We do not find this code. Look at each sign again. A code never has 0, 1, I, L, O or U in it.")


@blueprint.get("/feedback")
@public
def form_list() -> str:
    """The forms this person may answer today."""
    forms = queries.open_forms(current_actor())
    return render_template("feedback/form_list.html", forms=forms, bodies=names_of(form.body_id for form in forms))


@blueprint.route("/feedback/<string:slug>", methods=["GET", "POST"])
@public
def form_answer(slug: str) -> Any:
    """Answer a form: fill in, check, send. Nothing is stored before it is sent."""
    actor = current_actor()
    try:
        page = queries.form_page(actor, slug)
    except NotFound:
        if not actor.is_signed_in and queries.is_for_members(slug):
            return ask_to_sign_in()
        raise
    if not page.is_answerable and request.method == "GET":
        return render_template("feedback/_closed.html", page=page, today=queries.state_today())
    form = answer_form(
        page.questions,
        current_language(),
        is_signed_in=actor.is_signed_in,
        allows_anonymous=page.allows_anonymous,
        helped=sorted(person_names(actor.helped_person_ids).items()) if actor.helped_person_ids else (),
    )
    step = request.form.get("step", "")
    if request.method == "GET" or step == "change":
        return _form(page, form)
    if not form.validate():
        return _form(page, form, 422)
    if step != "send":
        return render_template("feedback/_review.html", page=page, form=form, **_around(page))
    return _send(actor, page, form)


def _send(actor: Actor, page: queries.FormPage, form: Any) -> Any:
    try:
        if not actor.is_signed_in:
            slow_down("feedback-answer", _ANSWERS)
        answered = _answer(actor, page, form)
    except TooManyRequests:
        form.form_errors.append(
            gettext(
                "Many answers came from your network in a short time. Yours is not sent yet. "
                "Keep this page open, wait an hour and send it again, or call us."
            )
        )
        return _form(page, form, 429)
    except RuleBroken as error:
        form.take_error(error)
        return _form(page, form, 422)
    return render_template("feedback/_thanks.html", page=page, answered=answered, receipt_url=messages.receipt_url())


def _answer(actor: Actor, page: queries.FormPage, form: Any) -> services.Answered:
    fields = _fields(page, form)
    try:
        with unit_of_work():
            return services.answer_form(actor=actor, slug=page.slug, fields=fields)
    except IntegrityError:
        # The other half of a double click was stored between our look and our insert: this time it is found.
        with unit_of_work():
            return services.answer_form(actor=actor, slug=page.slug, fields=fields)


def _fields(page: queries.FormPage, form: Any) -> services.AnswerFields:
    if "speaker" in form:
        speaker = Speaker(form.speaker.data)
    else:
        speaker = Speaker.ANONYMOUS if page.allows_anonymous else Speaker.NAMED
    return services.AnswerFields(
        answers=form.answers,
        form_key=form.form_key.data,
        language=current_language(),
        speaker=speaker,
        may_quote=form.may_quote.data,
        contact_email=form.email.data or None if "email" in form else None,
        wants_news=form.wants_news.data if "wants_news" in form else False,
        person_id=int(form.person_id.data) if "person_id" in form and form.person_id.data else None,
    )


def _form(page: queries.FormPage, form: Any, status: int = 200) -> Any:
    return render_template("feedback/form_answer.html", page=page, form=form, **_around(page)), status


def _around(page: queries.FormPage) -> dict[str, Any]:
    return {"urgent": urgent_numbers(), "body": names_of([page.body_id]).get(page.body_id)}


@blueprint.route("/feedback/receipt", methods=["GET", "POST"])
@public
def receipt_find() -> Any:
    """Come back with a code. It travels in the body of the request, so that no address or history holds it."""
    form = ReceiptForm()
    if request.method == "GET":
        return render_template("feedback/receipt_find.html", form=form)
    if not form.validate():
        return render_template("feedback/receipt_find.html", form=form), 422
    slow_down("feedback-receipt", _LOOKUPS)
    try:
        page = queries.receipt_page(form.code.data)
    except NotFound:
        form.take_error(RuleBroken(_NO_SUCH_CODE, field="code"))
        return render_template("feedback/receipt_find.html", form=form), 422
    return _receipt(page)


@dataclass(frozen=True)
class _RoadStep:
    """A step as the page draws it, in the language of the page."""

    label: str
    day: date | None
    is_done: bool
    url: str | None
    note: str
    note_language: str | None


def _receipt(page: queries.ReceiptPage) -> str:
    held = HeldReceiptForm(formdata=None, code=page.code)
    language = current_language()
    steps = []
    for step in page.steps:
        note = Words(step.note, step.note_es or None)
        steps.append(
            _RoadStep(
                gettext(step.label),
                step.day,
                step.is_done,
                step.url,
                note.text(language),
                note.fallback_lang(language),
            )
        )
    return render_template("feedback/_receipt.html", page=page, steps=steps, held=held)


@blueprint.post("/feedback/receipt/withdraw")
@public
def receipt_withdraw() -> Any:
    """Take an answer back: asked once, done on the second press."""
    form = HeldReceiptForm()
    slow_down("feedback-receipt", _LOOKUPS)
    page = queries.receipt_page(form.code.data or "")
    if not page.is_withdrawn and request.form.get("sure") != "yes":
        return render_template("feedback/receipt_withdraw.html", page=page, held=form)
    with unit_of_work():
        services.withdraw_answer(actor=current_actor(), code=page.code)
    return _receipt(queries.receipt_page(page.code))


@blueprint.get("/my/answers")
@signed_in
def my_answer_list() -> str:
    """What I answered under my name."""
    page = queries.my_answers(current_actor(), page_number())
    return render_template("feedback/my_answer_list.html", rows=page.rows, page=pager(page))
