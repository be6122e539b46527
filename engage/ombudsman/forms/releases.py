"""Releases."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engage.ombudsman.enums import PlanType, RegionBand
from engage.ombudsman.forms import choices
from engage.ombudsman.queries import ConsentRow
from engage.ombudsman.services import IssueText
from engage.web.forms import VersionedForm, WholeNumberField, checkbox_field, choice_field, long_text_field


class IssueForm(VersionedForm):
    """All that would leave the office."""

    code = choice_field(_l("What is it about?"), _l("what it is about"))
    plan_type = choice_field(_l("Kind of coverage"), _l("a kind of coverage"), radio=True)
    region_band = choice_field(_l("Kind of place"), _l("a kind of place"), radio=True)
    year = WholeNumberField(_l("Year"), low=2000, high=2200)
    text = long_text_field(
        _l("The issue in a few sentences"),
        _l("what the issue is"),
        limit=2000,
        description=_l("No names, no places, no dates but the year, nothing that only one person could have lived."),
    )
    language = choice_field(_l("Language of the text"), _l("a language"))
    consent_id = choice_field(_l("On what does it rest?"), None, required=False, radio=True)

    def __init__(
        self,
        *args: Any,
        code: str = "",
        consents: tuple[ConsentRow, ...] = (),
        consent_id: int | None = None,
        **kw: Any,
    ):
        defaults = {"plan_type": PlanType.UNKNOWN.value, "region_band": RegionBand.STATE.value}
        super().__init__(*args, code=code, consent_id=str(consent_id or ""), **{**defaults, **kw})
        self.code.choices = {"": [("", gettext("Choose"))], **choices.issues(code)}
        self.plan_type.choices = choices.labels(PlanType)
        self.region_band.choices = choices.labels(RegionBand)
        self.language.choices = choices.languages()
        words = gettext("No consent: the office decides, because nobody can be recognized")
        self.consent_id.choices = [("", words), *((str(c.id), _consent_words(c)) for c in consents)]

    def issue(self) -> IssueText:
        """What was typed, as the service takes it."""
        return IssueText(
            code=self.code.data,
            plan_type=PlanType(self.plan_type.data),
            region_band=RegionBand(self.region_band.data),
            year=self.year.data,
            text=self.text.data or "",
            language=self.language.data,
            consent_id=choices.id_or_none(self.consent_id.data),
        )


def _consent_words(consent: ConsentRow) -> str:
    return gettext("%(who)s agreed to tell: %(to_whom)s", who=consent.who or "–", to_whom=consent.to_whom)


class ProposeForm(VersionedForm):
    """Handing a draft to a second person."""

    is_read = checkbox_field(_l("I looked at every mark. Nothing here can tell who it is."))


class ApproveForm(VersionedForm):
    """Letting an issue out, as the second person."""

    is_read = checkbox_field(_l("I read the whole text. Nobody can be recognized from it."))


class ReturnForm(VersionedForm):
    """Giving a draft back."""

    reason = long_text_field(_l("What should change?"), None, required=False, limit=2000)
