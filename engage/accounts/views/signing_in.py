"""Signing in and out, accepting an invitation, choosing a new password: pages for people who are not signed in."""

from typing import Any

from flask import flash, render_template, request, session, url_for
from flask_babel import gettext

from engage.accounts import queries, services
from engage.accounts.forms import AcceptForm, AskResetForm, NewPasswordForm, SignInForm
from engage.accounts.rules import RESET_TRIES, SIGN_IN_TRIES
from engage.accounts.services import CheckedPassword
from engage.accounts.views.blueprint import go, may_try, page, start_page
from engage.core.db import unit_of_work
from engage.core.errors import NotFound, RuleBroken
from engage.web import kept
from engage.web.access import public
from engage.web.login import current_actor, end_session, start_session
from engage.web.session import request_side, side_of_path
from engage.web.views import safe_next


@page("/sign-in", "GET", "POST")
@public
def session_create() -> Any:
    """Sign in; then back to the page that was asked for, or to what was typed before."""
    form = SignInForm(next=request.args.get("next", ""))
    if request.method == "GET":
        if current_actor().is_signed_in:
            return go(_next(form))
        return render_template("accounts/session_create.html", form=form)
    if not form.validate():
        return render_template("accounts/session_create.html", form=form), 422
    if not may_try("sign_in", SIGN_IN_TRIES, form.email.data):
        form.form_errors.append(gettext("There were too many tries. Wait an hour, or choose a new password."))
        return render_template("accounts/session_create.html", form=form), 429
    side = request_side()
    checked = services.check_password(side=side, email=form.email.data, password=form.password.data)
    try:
        token = _start(checked, form.email.data)
    except RuleBroken as error:
        form.take_error(error)
        return render_template("accounts/session_create.html", form=form), 422
    _enter(token)
    return _give_back(form)


def _start(checked: CheckedPassword | None, email: str) -> str:
    side = request_side()
    with unit_of_work(side):
        if checked is not None:
            return services.start_session(side=side, checked=checked)
        services.refuse_sign_in(side=side, email=email)
    raise RuleBroken(services.WRONG)


def _enter(token: str) -> None:
    actor = queries.actor_of_session(request_side(), token)
    if actor is None:
        raise NotFound
    start_session(actor, token)


def _give_back(form: SignInForm) -> Any:
    """What was typed before the session ended, if the same account typed it; else the page asked for."""
    if not form.kept.data:
        return go(_next(form))
    typed = kept.unpack(form.kept.data)
    if typed is not None and typed.account_id == current_actor().account_id:
        return kept.render_again(form.kept.data)
    flash(
        gettext(
            "What was typed on this device before may belong to someone else, so we do not show it. "
            "If it was you, go back in your browser to find it."
        ),
        "info",
    )
    return go(start_page())


def _next(form: SignInForm) -> str:
    address = safe_next(form.next.data, start_page())
    # Each side has its own cookie, so the other side's pages would only ask to sign in again.
    return address if side_of_path(address) is request_side() else start_page()


@page("/sign-out", "POST")
@public
def session_delete() -> Any:
    """Sign out in this browser; harmless for somebody who is not signed in."""
    token = end_session()
    if token:
        with unit_of_work(request_side()):
            services.end_session(side=request_side(), token=token)
    flash(gettext("You are signed out."), "success")
    return go(url_for(".session_create"))


@page("/invitation/<string:token>", "GET", "POST")
@public
def invitation_accept(token: str) -> Any:
    """Make the account an invitation offers; a link that no longer works says what to do."""
    side = request_side()
    invitation = queries.invitation_of_token(side, token)
    if invitation.state != "open":
        return render_template("accounts/link_ended.html", kind="invitation", state=invitation.state), 410
    form = AcceptForm(name=invitation.name, language=invitation.language)
    if request.method == "GET":
        return render_template("accounts/invitation_accept.html", form=form, invitation=invitation)
    if not form.validate():
        return render_template("accounts/invitation_accept.html", form=form, invitation=invitation), 422
    try:
        with unit_of_work(side):
            session_token = services.accept_invitation(
                side=side,
                token=token,
                name=form.name.data,
                password=form.password.data,
                language=form.language.data,
            )
    except RuleBroken as error:
        form.take_error(error)
        return render_template("accounts/invitation_accept.html", form=form, invitation=invitation), 422
    _enter(session_token)
    session["language"] = form.language.data
    flash(gettext("Welcome. Your account is ready, and you are signed in."), "success")
    return go(start_page())


@page("/forgot-password", "GET", "POST")
@public
def reset_create() -> Any:
    """Ask for a link to choose a new password. The answer is the same for every address."""
    form = AskResetForm()
    if request.method == "GET":
        return render_template("accounts/reset_create.html", form=form)
    if not form.validate():
        return render_template("accounts/reset_create.html", form=form), 422
    if may_try("reset", RESET_TRIES, form.email.data):
        with unit_of_work(request_side()):
            services.request_password_reset(side=request_side(), email=form.email.data)
    return render_template("accounts/reset_sent.html", email=form.email.data)


@page("/reset-password/<string:token>", "GET", "POST")
@public
def reset_finish(token: str) -> Any:
    """Choose a new password by the mailed link."""
    side = request_side()
    if not queries.reset_is_open(side, token):
        return render_template("accounts/link_ended.html", kind="reset", state="expired"), 410
    form = NewPasswordForm()
    if request.method == "GET":
        return render_template("accounts/reset_finish.html", form=form)
    if not form.validate():
        return render_template("accounts/reset_finish.html", form=form), 422
    try:
        with unit_of_work(side):
            services.reset_password(side=side, token=token, password=form.password.data)
    except RuleBroken as error:
        form.take_error(error)
        return render_template("accounts/reset_finish.html", form=form), 422
    except NotFound:
        return render_template("accounts/link_ended.html", kind="reset", state="expired"), 410
    flash(gettext("Your new password is saved. Sign in with it."), "success")
    return go(url_for(".session_create"))
