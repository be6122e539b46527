"""One's own account."""

from typing import Any

from flask import flash, render_template, request, session, url_for
from flask_babel import gettext

from engage.accounts import queries, services
from engage.accounts.forms import ChangePasswordForm, OwnAccountForm
from engage.accounts.rules import SIGN_IN_TRIES
from engage.accounts.views.blueprint import go, may_try, page
from engage.core.db import unit_of_work
from engage.core.errors import Conflict, RuleBroken
from engage.web.access import signed_in
from engage.web.login import current_actor, end_session


@page("/my/account")
@signed_in
def account_own() -> Any:
    """Name, language, roles, and where the account is signed in."""
    actor = current_actor()
    return render_template(
        "accounts/account_own.html",
        account=queries.own_account(actor=actor),
        sessions=queries.session_rows(actor=actor),
    )


@page("/my/account/edit", "GET", "POST")
@signed_in
def own_edit() -> Any:
    """Change name and language."""
    actor = current_actor()
    account = queries.own_account(actor=actor)
    form = OwnAccountForm(obj=account)
    if request.method == "GET":
        return render_template("accounts/own_edit.html", form=form)
    if not form.validate():
        return render_template("accounts/own_edit.html", form=form), 422
    try:
        with unit_of_work(actor.side, form_key=form.form_key.data) as work:
            services.update_own_account(
                actor=actor, name=form.name.data, language=form.language.data, version=form.expected_version
            )
            work.location = url_for(".account_own")
    except Conflict as error:
        form.take_error(error)
        form.version.data = account.version
        return render_template("accounts/own_edit.html", form=form), 409
    session["language"] = form.language.data
    flash(gettext("Saved."), "success")
    return go(url_for(".account_own"))


@page("/my/account/password", "GET", "POST")
@signed_in
def password_edit() -> Any:
    """Change one's own password; other browsers are signed out."""
    actor = current_actor()
    form = ChangePasswordForm()
    if request.method == "GET":
        return render_template("accounts/password_edit.html", form=form)
    if not form.validate():
        return render_template("accounts/password_edit.html", form=form), 422
    if not may_try("password", SIGN_IN_TRIES, f"account {actor.account_id}"):
        form.form_errors.append(gettext("There were too many tries. Wait an hour, or choose a new password."))
        return render_template("accounts/password_edit.html", form=form), 429
    try:
        with unit_of_work(actor.side, form_key=form.form_key.data) as work:
            services.change_password(
                actor=actor, current_password=form.current_password.data, password=form.password.data
            )
            work.location = url_for(".account_own")
    except RuleBroken as error:
        form.take_error(error)
        return render_template("accounts/password_edit.html", form=form), 422
    flash(gettext("Your new password is saved. You are signed out everywhere else."), "success")
    return go(url_for(".account_own"))


@page("/my/account/sessions/<int:session_id>/end", "POST")
@signed_in
def session_end(session_id: int) -> Any:
    """Sign out in one other browser."""
    actor = current_actor()
    with unit_of_work(actor.side):
        services.end_own_session(actor=actor, session_id=session_id)
    flash(gettext("That browser is signed out."), "success")
    return go(url_for(".account_own"))


@page("/my/account/sign-out-everywhere", "POST")
@signed_in
def session_end_all() -> Any:
    """Sign out everywhere, here too."""
    actor = current_actor()
    with unit_of_work(actor.side):
        services.end_own_sessions(actor=actor, keep_this=False)
    end_session()
    flash(gettext("You are signed out everywhere."), "success")
    return go(url_for(".session_create"))
