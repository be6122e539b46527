"""The rules we apply, open to everyone; and counsel's pages that confirm them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from engage.core.db import unit_of_work
from engage.core.errors import RuleBroken
from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.rulebook import queries, services
from engage.rulebook.enums import Subject
from engage.rulebook.forms import ConfirmForm, RuleFilterForm, WithdrawForm
from engage.rulebook.policies import can_confirm_rule
from engage.web import nav
from engage.web.access import needs, public
from engage.web.language import current_language, local_today
from engage.web.login import current_actor
from engage.web.paging import page_number, pager

blueprint = Blueprint("rulebook", __name__)
blueprints = [blueprint]
nav.register("footer", 50, N_("The rules we apply"), "rulebook.rule_list")
nav.register("staff", 80, N_("Rules to confirm"), "rulebook.waiting_list", Permission.RULEBOOK_RULE_CONFIRM)


@blueprint.get("/rules")
@public
def rule_list() -> Any:
    """Every rule as it stands on a day, with search and filter."""
    form = RuleFilterForm(formdata=request.args)
    form.subject.choices = [SelectChoice("", _("Everything")), *(SelectChoice(s.value, _(s.label)) for s in Subject)]
    is_valid = form.validate()
    page = queries.rule_rows(actor=current_actor(), wanted=_wanted(form), page=page_number())
    shown = render_template(
        "rulebook/rule_list.html",
        form=form,
        page=page,
        pager=pager(page),
        on=_wanted(form).on,
        is_filtered=any(request.args.get(name) for name in ("q", "subject", "on")),
    )
    return shown, 200 if is_valid else 422


@blueprint.get("/rules/<string:rule_id>")
@public
def rule_page(rule_id: str) -> str:
    """One rule: what it says, where it is written, how sure we are, and its versions by date."""
    actor = current_actor()
    page = queries.rule_page(actor=actor, rule_id=rule_id, wanted=_today())
    return render_template("rulebook/rule_page.html", page=page, can_confirm=can_confirm_rule(actor))


@blueprint.get("/staff/rules")
@needs(Permission.RULEBOOK_RULE_CONFIRM)
def waiting_list() -> str:
    """What waits for counsel."""
    page = queries.waiting_rows(actor=current_actor(), wanted=_today(), page=page_number())
    return render_template("rulebook/waiting_list.html", page=page, pager=pager(page))


@blueprint.route("/rules/<string:rule_id>/versions/<int:version>/confirm", methods=["GET", "POST"])
@needs(Permission.RULEBOOK_RULE_CONFIRM)
def rule_confirm(rule_id: str, version: int) -> Any:
    """Counsel confirms one version of a rule."""
    form = ConfirmForm()

    def confirm() -> None:
        services.confirm_rule(
            actor=current_actor(), rule_id=rule_id, version=version, note=form.note.data, on=local_today()
        )

    return _change(form, rule_id, version, "rulebook/rule_confirm.html", confirm, N_("You confirmed the rule."))


@blueprint.route("/rules/<string:rule_id>/versions/<int:version>/withdraw", methods=["GET", "POST"])
@needs(Permission.RULEBOOK_RULE_CONFIRM)
def confirmation_withdraw(rule_id: str, version: int) -> Any:
    """Counsel takes a confirmation back."""
    form = WithdrawForm()

    def withdraw() -> None:
        services.withdraw_confirmation(
            actor=current_actor(), rule_id=rule_id, version=version, reason=form.reason.data, on=local_today()
        )

    template = "rulebook/confirmation_withdraw.html"
    return _change(form, rule_id, version, template, withdraw, N_("The rule waits for counsel again."))


def _change(form: Any, rule_id: str, version: int, template: str, change: Any, done: str) -> Any:
    """Show a form over one version of a rule, or carry it out and go back to the rule."""
    row = queries.version_row(actor=current_actor(), rule_id=rule_id, version=version, wanted=_today())
    if form.validate_on_submit():
        try:
            with unit_of_work(form_key=form.form_key.data) as work:
                change()
                work.location = url_for(".rule_page", rule_id=rule_id)
        except RuleBroken as error:
            form.take_error(error)
        else:
            flash(_(done), "success")
            return redirect(work.location)
    status = 422 if form.has_errors else 200
    return render_template(template, form=form, row=row), status


def _today() -> queries.RuleFilter:
    return queries.RuleFilter(on=local_today(), language=current_language())


def _wanted(form: RuleFilterForm) -> queries.RuleFilter:
    """What the form asks for; a field with an error, or a subject we do not have, asks for nothing."""
    subject = form.subject.data or ""
    return queries.RuleFilter(
        on=form.on.data if form.on.data and not form.on.errors else local_today(),
        language=current_language(),
        search=(form.q.data or "") if not form.q.errors else "",
        subject=Subject(subject) if subject in set(Subject) else None,
    )
