"""Keeping the accounts of a side: the administrator's pages, and the ombudsman lead's."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, render_template, request, url_for
from flask_babel import gettext

from engage.accounts import queries, services
from engage.accounts.enums import Role, Scope
from engage.accounts.forms import (
    AccountFilterForm,
    AccountForm,
    ConfirmForm,
    EndGrantForm,
    GrantForm,
    InviteForm,
    RoleForm,
)
from engage.accounts.rules import ROLE_SCOPE, roles_of
from engage.accounts.views.blueprint import go, page
from engage.core.db import unit_of_work
from engage.core.errors import Conflict, NotFound, RuleBroken
from engage.core.permissions import Permission
from engage.core.registry import scope_choices
from engage.web.access import needs
from engage.web.language import current_language, site_time_zone
from engage.web.login import current_actor
from engage.web.paging import page_number, pager
from engage.web.session import request_side

keepers = needs(Permission.ACCOUNTS_ACCOUNT_MANAGE, Permission.OMBUDSMAN_ACCOUNT_MANAGE)


@page("/staff/accounts")
@keepers
def account_list() -> Any:
    """Search the accounts, by name, address and role."""
    form = AccountFilterForm(request.args)
    form.offer(roles_of(request_side()))
    role = _role(request.args.get("role"))
    found = queries.account_rows(actor=current_actor(), search=form.q.data or "", role=role, number=page_number())
    is_filtered = bool(form.q.data or role)
    return render_template(
        "accounts/account_list.html", filters=form, page=pager(found), rows=found.rows, is_filtered=is_filtered
    )


@page("/staff/accounts/<int:account_id>")
@keepers
def account_page(account_id: int) -> Any:
    """One account with its roles."""
    account = queries.account_page(actor=current_actor(), account_id=account_id)
    kinds = {ROLE_SCOPE[grant.role] for grant in account.grants if grant.role in ROLE_SCOPE}
    names = {kind: dict(scope_choices(kind.value)) for kind in kinds}
    grants = [(grant, _scope_name(grant, names)) for grant in account.grants]
    return render_template(
        "accounts/account_page.html", account=account, grants=grants, form_key=ConfirmForm().form_key.data
    )


@page("/staff/accounts/<int:account_id>/edit", "GET", "POST")
@keepers
def account_edit(account_id: int) -> Any:
    """Put somebody's name or address right."""
    actor = current_actor()
    account = queries.account_page(actor=actor, account_id=account_id)
    form = AccountForm(obj=account)
    context = {"form": form, "account": account}
    if request.method == "GET":
        return render_template("accounts/account_edit.html", **context)
    if not form.validate():
        return render_template("accounts/account_edit.html", **context), 422
    done = url_for(".account_page", account_id=account_id)
    try:
        with unit_of_work(actor.side, form_key=form.form_key.data) as work:
            services.update_account(
                actor=actor,
                account_id=account_id,
                name=form.name.data,
                email=form.email.data,
                version=form.expected_version,
            )
            work.location = done
    except Conflict as error:
        form.take_error(error)
        form.version.data = str(account.version)
        return render_template("accounts/account_edit.html", **context), 409
    except RuleBroken as error:
        form.take_error(error)
        return render_template("accounts/account_edit.html", **context), 422
    flash(gettext("Saved."), "success")
    return go(done)


def _scope_name(grant: queries.GrantRow, names: dict[Scope, dict[int, str]]) -> str:
    kind = ROLE_SCOPE.get(grant.role)
    if kind is None:
        return ""
    value = getattr(grant, f"{kind.value}_id")
    return names[kind].get(value) or gettext("No longer listed")


@page("/staff/accounts/invitations")
@keepers
def invitation_list() -> Any:
    """Invitations nobody has accepted yet."""
    found = queries.invitation_rows(actor=current_actor(), number=page_number())
    return render_template("accounts/invitation_list.html", page=pager(found), rows=found.rows)


@page("/staff/accounts/invite", "GET", "POST")
@keepers
def invitation_create() -> Any:
    """Invite somebody: first for which role, then whom."""
    role = _role(request.args.get("role"))
    if role is None:
        return _ask_role("accounts/invitation_role.html")
    form = InviteForm(language=current_language())
    _offer_scope(form, role)
    if request.method == "GET":
        return render_template("accounts/invitation_create.html", form=form, role=role)
    if not form.validate():
        return render_template("accounts/invitation_create.html", form=form, role=role), 422
    actor = current_actor()
    try:
        with unit_of_work(actor.side, form_key=form.form_key.data) as work:
            services.invite_account(
                actor=actor,
                email=form.email.data,
                name=form.name.data,
                role=role,
                language=form.language.data,
                **form.scope_ids,
            )
            work.location = url_for(".invitation_list")
    except RuleBroken as error:
        form.take_error(error)
        return render_template("accounts/invitation_create.html", form=form, role=role), 422
    flash(gettext("The invitation to %(email)s is on its way.", email=form.email.data), "success")
    return go(url_for(".invitation_list"))


@page("/staff/accounts/invitations/<int:invitation_id>/send-again", "POST")
@keepers
def invitation_resend(invitation_id: int) -> Any:
    """Mail a fresh link."""
    actor = current_actor()
    with unit_of_work(actor.side, form_key=request.form.get("form_key", "")[:64] or None) as work:
        services.resend_invitation(actor=actor, invitation_id=invitation_id)
        work.location = url_for(".invitation_list")
    flash(gettext("A new link is on its way. The old one no longer works."), "success")
    return go(url_for(".invitation_list"))


@page("/staff/accounts/invitations/<int:invitation_id>/withdraw", "POST")
@keepers
def invitation_withdraw(invitation_id: int) -> Any:
    """Stop the link of an invitation."""
    actor = current_actor()
    with unit_of_work(actor.side):
        services.withdraw_invitation(actor=actor, invitation_id=invitation_id)
    flash(gettext("The invitation is stopped. Its link no longer works."), "success")
    return go(url_for(".invitation_list"))


@page("/staff/accounts/<int:account_id>/roles/add", "GET", "POST")
@keepers
def grant_create(account_id: int) -> Any:
    """Give an account a further role: first which, then for what and until when."""
    actor = current_actor()
    account = queries.account_page(actor=actor, account_id=account_id)
    role = _role(request.args.get("role"))
    if role is None:
        return _ask_role("accounts/grant_role.html", account=account)
    form = GrantForm()
    _offer_scope(form, role)
    context = {"form": form, "role": role, "account": account}
    if request.method == "GET":
        return render_template("accounts/grant_create.html", **context)
    if not form.validate():
        return render_template("accounts/grant_create.html", **context), 422
    done = url_for(".account_page", account_id=account_id)
    try:
        with unit_of_work(actor.side, form_key=form.form_key.data) as work:
            services.grant_role(
                actor=actor,
                account_id=account_id,
                role=role,
                ends_at=_end_of(form.ends_on.data),
                **form.scope_ids,
            )
            work.location = done
    except RuleBroken as error:
        form.take_error(error)
        return render_template("accounts/grant_create.html", **context), 422
    flash(gettext("The role is given."), "success")
    return go(done)


@page("/staff/accounts/<int:account_id>/roles/<int:grant_id>/end", "GET", "POST")
@keepers
def grant_end(account_id: int, grant_id: int) -> Any:
    """Let a role end, now or on a day."""
    actor = current_actor()
    account = queries.account_page(actor=actor, account_id=account_id)
    grant = next((g for g in account.grants if g.id == grant_id and g.is_current), None)
    if grant is None:
        raise NotFound
    form = EndGrantForm()
    context = {"form": form, "grant": grant, "account": account}
    if request.method == "GET":
        return render_template("accounts/grant_end.html", **context)
    if not form.validate():
        return render_template("accounts/grant_end.html", **context), 422
    done = url_for(".account_page", account_id=account_id)
    try:
        with unit_of_work(actor.side, form_key=form.form_key.data) as work:
            services.end_grant(actor=actor, grant_id=grant_id, ends_at=_end_of(form.ends_on.data))
            work.location = done
    except RuleBroken as error:
        form.take_error(error)
        return render_template("accounts/grant_end.html", **context), 422
    flash(gettext("Saved."), "success")
    return go(done)


@page("/staff/accounts/<int:account_id>/deactivate", "GET", "POST")
@keepers
def account_deactivate(account_id: int) -> Any:
    """Close an account."""
    actor = current_actor()
    account = queries.account_page(actor=actor, account_id=account_id)
    form = ConfirmForm()
    if request.method == "GET":
        return render_template("accounts/account_deactivate.html", form=form, account=account)
    done = url_for(".account_page", account_id=account_id)
    if not form.validate():
        return render_template("accounts/account_deactivate.html", form=form, account=account), 422
    try:
        with unit_of_work(actor.side, form_key=form.form_key.data) as work:
            services.deactivate_account(actor=actor, account_id=account_id)
            work.location = done
    except RuleBroken as error:
        form.take_error(error)
        return render_template("accounts/account_deactivate.html", form=form, account=account), 422
    flash(gettext("The account is closed, and signed out everywhere."), "success")
    return go(done)


@page("/staff/accounts/<int:account_id>/reactivate", "POST")
@keepers
def account_reactivate(account_id: int) -> Any:
    """Open a closed account again."""
    actor = current_actor()
    with unit_of_work(actor.side):
        services.reactivate_account(actor=actor, account_id=account_id)
    flash(gettext("The account is open again."), "success")
    return go(url_for(".account_page", account_id=account_id))


def _role(text: str | None) -> Role | None:
    """The role named in the address, if it is one of this side."""
    return next((role for role in roles_of(request_side()) if role.value == text), None)


def _ask_role(template: str, **context: Any) -> Any:
    """The page that asks for which role; its answer comes back in the address."""
    form = RoleForm(request.form if request.method == "POST" else None)
    form.role.choices = [(role.value, gettext(role.label)) for role in roles_of(request_side())]
    if request.method == "POST" and form.validate():
        return go(url_for(request.endpoint or "", role=form.role.data, **(request.view_args or {})))
    status = 422 if request.method == "POST" else 200
    return render_template(template, form=form, **context), status


def _offer_scope(form: InviteForm | GrantForm, role: Role) -> None:
    scope = ROLE_SCOPE.get(role)
    form.keep_scope(scope, scope_choices(scope.value) if scope else ())


def _end_of(day: date | None) -> datetime | None:
    """The moment ``day`` is over where the state is."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(site_time_zone())).astimezone(UTC)
