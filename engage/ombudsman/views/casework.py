"""The page of a case, and what is done to the case as a whole."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext

from engage.core.db import unit_of_work
from engage.core.errors import NotFound
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.directory.queries import plan_names
from engage.ombudsman import queries, services
from engage.ombudsman.enums import Move
from engage.ombudsman.forms import AssignForm, CaseForm, ConfirmForm, MessageForm, MoveForm, NoteForm
from engage.ombudsman.queries import CasePage
from engage.ombudsman.queries.receipts import answers_of_case
from engage.ombudsman.release import mark_answer_told
from engage.ombudsman.rules import MOVES
from engage.ombudsman.views.blueprint import blueprint, both_texts, case_url, save, status_of
from engage.web.access import needs
from engage.web.forms import BaseForm
from engage.web.language import local_today
from engage.web.login import current_actor
from engage.web.paging import page_number, pager

update = needs(Permission.OMBUDSMAN_CASE_UPDATE)


def read_case(case_id: int) -> CasePage:
    """The case as somebody sees it. Raises `NotFound`."""
    return queries.case_page(actor=current_actor(), case_id=case_id, today=local_today())


def as_opened(version: int) -> dict[str, int]:
    """The version for a form that is shown for the first time; a form that was sent brings its own."""
    return {} if request.method == "POST" else {"version": version}


@blueprint.get("/cases/<int:case_id>")
@needs(Permission.OMBUDSMAN_CASE_READ)
def case_page(case_id: int) -> Any:
    """One case; that it was opened is written down."""
    with unit_of_work(Side.OMBUDSMAN):
        services.note_reading(actor=current_actor(), case_id=case_id)
    return _case_page(case_id, NoteForm(formdata=None))


def _case_page(case_id: int, form: BaseForm) -> Any:
    journal = queries.journal_rows(actor=current_actor(), case_id=case_id, number=page_number())
    case = read_case(case_id)
    page = render_template(
        "ombudsman/case_page.html",
        case=case,
        journal=journal,
        pager=pager(journal),
        answers=answers_of_case(case_id),
        plans=plan_names(),
        form=form,
        note=form if isinstance(form, NoteForm) else NoteForm(formdata=None),
        confirm=ConfirmForm(formdata=None, version=case.version),
    )
    return page, status_of(form)


@blueprint.route("/cases/<int:case_id>/edit", methods=["GET", "POST"])
@update
def case_edit(case_id: int) -> Any:
    """What the case says of itself."""
    case = read_case(case_id)
    stored = CaseForm(
        formdata=None,
        version=case.version,
        plan_id=case.plan_id,
        story=case.story,
        channel=case.channel.value,
        language=case.language,
    )
    form = CaseForm(plan_id=case.plan_id) if request.method == "POST" else stored

    def carry_out() -> str:
        services.change_case(actor=current_actor(), case_id=case_id, text=form.text(), version=form.expected_version)
        return case_url(case_id)

    saved = save(form, carry_out, done=gettext("Saved."))
    if saved:
        return saved
    both = both_texts(form, stored)
    return render_template("ombudsman/case_edit.html", form=form, case=case, both=both), status_of(form)


@blueprint.post("/cases/<int:case_id>/notes")
@update
def note_create(case_id: int) -> Any:
    """Write an internal note."""
    form = NoteForm()

    def carry_out() -> str:
        services.write_note(actor=current_actor(), case_id=case_id, text=form.note.data)
        return case_url(case_id)

    saved = save(form, carry_out, done=gettext("The note is kept. It stays inside the office."))
    return saved or _case_page(case_id, form)


@blueprint.route("/cases/<int:case_id>/messages", methods=["GET", "POST"])
@update
def message_create(case_id: int) -> Any:
    """Write to the person, on a page of its own that looks like no other."""
    form = MessageForm()
    case = read_case(case_id)

    def carry_out() -> str:
        services.send_message(actor=current_actor(), case_id=case_id, text=form.message.data)
        return case_url(case_id)

    saved = save(form, carry_out, done=gettext("The message waits behind the person's code."))
    return saved or (render_template("ombudsman/message_create.html", form=form, case=case), status_of(form))


@blueprint.route("/cases/<int:case_id>/assign", methods=["GET", "POST"])
@update
def case_assign(case_id: int) -> Any:
    """Who works on the case."""
    case = read_case(case_id)
    workers = queries.worker_choices()
    form = AssignForm(workers=workers, account_id=case.assigned_to, **as_opened(case.version))

    def carry_out() -> str:
        chosen = int(form.account_id.data) if form.account_id.data else None
        services.assign_case(actor=current_actor(), case_id=case_id, account_id=chosen, version=form.expected_version)
        return case_url(case_id)

    saved = save(form, carry_out, done=gettext("Saved."))
    if saved:
        return saved
    stored = AssignForm(formdata=None, workers=workers, account_id=case.assigned_to, version=case.version)
    both = both_texts(form, stored)
    return render_template("ombudsman/case_assign.html", form=form, case=case, both=both), status_of(form)


@blueprint.route("/cases/<int:case_id>/moves/<string:move>", methods=["GET", "POST"])
@update
def case_move(case_id: int, move: str) -> Any:
    """One named step, with a reason or an outcome where it asks for one."""
    if move not in list(Move):
        raise NotFound
    step = MOVES[Move(move)]
    case = read_case(case_id)
    form = MoveForm(step=step, **as_opened(case.version))

    def carry_out() -> str:
        services.move_case(
            actor=current_actor(),
            case_id=case_id,
            move=step.move,
            version=form.expected_version,
            reason=form.reason.data or "",
            outcome=form.chosen_outcome,
        )
        return case_url(case_id)

    saved = save(form, carry_out, done=gettext("Saved."))
    if saved:
        return saved
    form.version.data = case.version
    return render_template("ombudsman/case_move.html", form=form, case=case, step=step), status_of(form)


@blueprint.post("/cases/<int:case_id>/take")
@update
def case_take(case_id: int) -> Any:
    """Take a case that nobody has."""
    form, actor = ConfirmForm(), current_actor()

    def carry_out() -> str:
        services.assign_case(actor=actor, case_id=case_id, account_id=actor.account_id, version=form.expected_version)
        return case_url(case_id)

    return save(form, carry_out, done=gettext("The case is yours.")) or _case_page(case_id, form)


@blueprint.post("/cases/<int:case_id>/messages/read")
@update
def message_read(case_id: int) -> Any:
    """Say that the person's messages were read."""
    form = ConfirmForm()

    def carry_out() -> str:
        services.mark_messages_read(actor=current_actor(), case_id=case_id)
        return case_url(case_id)

    return save(form, carry_out, done=gettext("Saved.")) or _case_page(case_id, form)


@blueprint.post("/cases/<int:case_id>/answers/<int:answer_id>/told")
@update
def answer_told(case_id: int, answer_id: int) -> Any:
    """Say that the person was told of the news."""
    form = ConfirmForm()

    def carry_out() -> str:
        mark_answer_told(actor=current_actor(), case_id=case_id, answer_id=answer_id)
        return case_url(case_id)

    return save(form, carry_out, done=gettext("Saved.")) or _case_page(case_id, form)
