"""Forms about accounts, in the words of those who fill them in."""

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, PasswordField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from engage.accounts.enums import Role, Scope
from engage.web.forms import (
    BaseForm,
    DayField,
    Required,
    VersionedForm,
    choice_field,
    email_field,
    text_field,
)

LANGUAGES = [SelectChoice("en", "English"), SelectChoice("es", "Español")]
_PASSWORD_HINT = lazy_gettext(
    "At least 12 characters. Three or four words that do not belong together are easy to remember and hard to guess."
)


def _new_password(label: str) -> PasswordField:
    return PasswordField(label, validators=[Required(lazy_gettext("a password"))], description=_PASSWORD_HINT)


def _language(label: str) -> object:
    return choice_field(label, lazy_gettext("a language"), radio=True, choices=LANGUAGES)


class SignInForm(BaseForm):
    """E-mail and password; ``kept`` carries what was typed before a session ended."""

    email = email_field(lazy_gettext("E-mail address"))
    password = PasswordField(lazy_gettext("Password"), validators=[Required(lazy_gettext("your password"))])
    next = HiddenField()
    kept = HiddenField()


class AskResetForm(BaseForm):
    """Where to send the link."""

    email = email_field(lazy_gettext("E-mail address"))


class NewPasswordForm(BaseForm):
    """A new password, after the mailed link."""

    password = _new_password(lazy_gettext("New password"))


class ChangePasswordForm(BaseForm):
    """A new password, by somebody signed in."""

    current_password = PasswordField(
        lazy_gettext("Password you use now"), validators=[Required(lazy_gettext("the password you use now"))]
    )
    password = _new_password(lazy_gettext("New password"))


class AcceptForm(BaseForm):
    """The first things an account needs."""

    name = text_field(lazy_gettext("Your name"), lazy_gettext("your name"), limit=200)
    language = _language(lazy_gettext("Which language do you want to read?"))
    password = _new_password(lazy_gettext("Choose a password"))


class OwnAccountForm(VersionedForm):
    """What people change about their own account."""

    name = text_field(lazy_gettext("Your name"), lazy_gettext("your name"), limit=200)
    language = _language(lazy_gettext("Which language do you want to read?"))


class AccountForm(VersionedForm):
    """What a keeper may put right about somebody's account."""

    name = text_field(lazy_gettext("Name"), lazy_gettext("a name"), limit=200)
    email = email_field(
        lazy_gettext("E-mail address"), description=lazy_gettext("We tell the old address when you change it.")
    )


class RoleForm(BaseForm):
    """The first question of an invitation: what for."""

    role = choice_field(lazy_gettext("Role"), lazy_gettext("a role"), radio=True)


class _ScopedForm(BaseForm):
    """Fields for what a role is for; `keep_scope` takes away those the role does not need."""

    body_id = choice_field(lazy_gettext("Council"), lazy_gettext("a council"), coerce=str)
    plan_id = choice_field(lazy_gettext("Plan"), lazy_gettext("a plan"), coerce=str)
    person_id = choice_field(lazy_gettext("Council member"), lazy_gettext("a council member"), coerce=str)

    def keep_scope(self, scope: Scope | None, choices: Iterable[tuple[int, str]]) -> None:
        """Ask for ``scope`` alone, out of ``choices``."""
        for kind in Scope:
            if kind is not scope:
                delattr(self, f"{kind.value}_id")
        if scope is not None:
            offered = [(str(value), name) for value, name in choices]
            self[f"{scope.value}_id"].choices = [("", gettext("Choose one")), *offered]

    @property
    def scope_ids(self) -> dict[str, int]:
        """What was chosen, as a keyword for the service."""
        names = [f"{kind.value}_id" for kind in Scope]
        return {name: int(self[name].data) for name in names if name in self and self[name].data}


class InviteForm(_ScopedForm):
    """Whom to invite."""

    name = text_field(lazy_gettext("Name"), lazy_gettext("a name"), limit=200)
    email = email_field(lazy_gettext("E-mail address"))
    language = _language(lazy_gettext("Language of the e-mail"))


class GrantForm(_ScopedForm):
    """A further role, and its last day if it has one."""

    ends_on = DayField(
        lazy_gettext("Last day"),
        required=False,
        description=lazy_gettext("Leave this empty if the role has no end."),
    )


class EndGrantForm(BaseForm):
    """When a role ends."""

    ends_on = DayField(
        lazy_gettext("Last day"), required=False, description=lazy_gettext("Leave this empty to end it now.")
    )


class ConfirmForm(BaseForm):
    """Just a button."""


class AccountFilterForm(BaseForm):
    """Search and filter of the account list, from the address."""

    class Meta(BaseForm.Meta):
        """Reading needs no CSRF."""

        csrf = False

    form_key = None
    q = text_field(lazy_gettext("Name or e-mail"), lazy_gettext("a name"), required=False)
    role = choice_field(lazy_gettext("Role"), lazy_gettext("a role"), required=False)

    def offer(self, roles: Iterable[Role]) -> None:
        """Offer ``roles`` to filter by."""
        self.role.choices = [("", gettext("All roles")), *((role.value, gettext(role.label)) for role in roles)]
        self.role.validators = [Optional()]
