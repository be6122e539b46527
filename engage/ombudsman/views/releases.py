"""Issues on their way out: written by one person, read by another."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext

from engage.core.actor import ensure
from engage.core.permissions import Permission
from engage.ombudsman import queries, services
from engage.ombudsman.enums import ConsentKind, ReleaseState
from engage.ombudsman.forms import ApproveForm, ConfirmForm, IssueForm, ProposeForm, ReturnForm
from engage.ombudsman.queries import CasePage, ConsentRow
from engage.ombudsman.views.blueprint import blueprint, both_texts, save, status_of
from engage.ombudsman.views.casework import read_case
from engage.web.access import needs
from engage.web.forms import BaseForm
from engage.web.language import local_today
from engage.web.login import current_actor
from engage.web.paging import page_number, pager

draft = needs(Permission.OMBUDSMAN_RELEASE_DRAFT)
approve = needs(Permission.OMBUDSMAN_RELEASE_APPROVE)


def _disclosures(case: CasePage) -> tuple[ConsentRow, ...]:
    return tuple(c for c in case.consents if c.kind is ConsentKind.DISCLOSE and c.is_active)


def _url(release_id: int) -> str:
    return url_for("ombudsman.release_page", release_id=release_id)


@blueprint.get("/releases")
@needs(Permission.OMBUDSMAN_CASE_READ)
def release_list() -> Any:
    """What is written, waits, left, or was taken back."""
    state = request.args.get("state", "")
    which = ReleaseState(state) if state in list(ReleaseState) else None
    found = queries.release_rows(actor=current_actor(), state=which, number=page_number())
    return render_template(
        "ombudsman/release_list.html", page=found, pager=pager(found), which=which, states=list(ReleaseState)
    )


@blueprint.route("/cases/<int:case_id>/releases/new", methods=["GET", "POST"])
@draft
def release_create(case_id: int) -> Any:
    """Begin an issue from a case."""
    case = read_case(case_id)
    first = case.complaints[0].issue.code if case.complaints else ""
    form = IssueForm(code=first, consents=_disclosures(case), year=case.received_on.year, language=case.language)

    def carry_out() -> str:
        return _url(services.draft_release(actor=current_actor(), case_id=case_id, issue=form.issue()))

    saved = save(form, carry_out)
    return saved or (render_template("ombudsman/release_create.html", form=form, case=case), status_of(form))


@blueprint.get("/releases/<int:release_id>")
@needs(Permission.OMBUDSMAN_CASE_READ)
def release_page(release_id: int) -> Any:
    """One issue, with everything marked that could tell who it is."""
    return _page(release_id)


@blueprint.route("/releases/<int:release_id>/edit", methods=["GET", "POST"])
@draft
def release_edit(release_id: int) -> Any:
    """Correct a draft."""
    page = queries.release_page(actor=current_actor(), release_id=release_id, today=local_today())
    ensure(page.may_edit)
    consents = _disclosures(read_case(page.case_id))
    stored = IssueForm(
        formdata=None,
        version=page.version,
        code=page.issue.code,
        plan_type=page.plan_type.value,
        region_band=page.region_band.value,
        year=page.year,
        text=page.text,
        language=page.language,
        consents=consents,
        consent_id=page.consent_id,
    )
    form = IssueForm(code=page.issue.code, consents=consents) if request.method == "POST" else stored

    def carry_out() -> str:
        services.change_release(
            actor=current_actor(), release_id=release_id, issue=form.issue(), version=form.expected_version
        )
        return _url(release_id)

    saved = save(form, carry_out, done=gettext("Saved."))
    if saved:
        return saved
    both = both_texts(form, stored)
    return render_template("ombudsman/release_edit.html", form=form, page=page, both=both), status_of(form)


@blueprint.post("/releases/<int:release_id>/propose")
@draft
def release_propose(release_id: int) -> Any:
    """Hand a draft to a second person."""
    form = ProposeForm()

    def change() -> None:
        services.propose_release(
            actor=current_actor(),
            release_id=release_id,
            is_read=bool(form.is_read.data),
            version=form.expected_version,
        )

    return _carry_out(release_id, form, change, gettext("Now a second person reads it."))


@blueprint.post("/releases/<int:release_id>/approve")
@approve
def release_approve(release_id: int) -> Any:
    """Let an issue out, as the second person."""
    form = ApproveForm()

    def change() -> None:
        services.approve_release(
            actor=current_actor(),
            release_id=release_id,
            is_read=bool(form.is_read.data),
            version=form.expected_version,
        )

    return _carry_out(release_id, form, change, gettext("Approved. It is on its way."))


@blueprint.post("/releases/<int:release_id>/return")
@approve
def release_return(release_id: int) -> Any:
    """Give a draft back to its writer."""
    form = ReturnForm()

    def change() -> None:
        services.return_release(
            actor=current_actor(),
            release_id=release_id,
            reason=form.reason.data or "",
            version=form.expected_version,
        )

    return _carry_out(release_id, form, change, gettext("Given back."))


@blueprint.route("/releases/<int:release_id>/withdraw", methods=["GET", "POST"])
@needs(Permission.OMBUDSMAN_RELEASE_DRAFT, Permission.OMBUDSMAN_RELEASE_APPROVE)
def release_withdraw(release_id: int) -> Any:
    """Take an issue back, also after it was delivered."""
    page = queries.release_page(actor=current_actor(), release_id=release_id, today=local_today())
    form = ConfirmForm(**({} if request.method == "POST" else {"version": page.version}))
    if request.method == "GET":
        return render_template("ombudsman/release_withdraw.html", form=form, page=page)

    def change() -> None:
        services.withdraw_release(actor=current_actor(), release_id=release_id, version=form.expected_version)

    return _carry_out(release_id, form, change, gettext("Taken back."))


def _carry_out(release_id: int, form: BaseForm, change: Callable[[], None], words: str) -> Any:
    def carry_out() -> str:
        change()
        return _url(release_id)

    return save(form, carry_out, done=words) or _page(release_id, form)


def _page(release_id: int, form: BaseForm | None = None) -> Any:
    page = queries.release_page(actor=current_actor(), release_id=release_id, today=local_today())
    forms = {}
    for name, kind in (("propose", ProposeForm), ("approve", ApproveForm), ("give_back", ReturnForm)):
        forms[name] = form if isinstance(form, kind) else kind(formdata=None)
        forms[name].version.data = page.version
    status = status_of(form) if form is not None else 200
    return render_template("ombudsman/release_page.html", page=page, form=form, forms=forms), status
