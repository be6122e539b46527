"""The forms of meetings."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError

from engage.files.forms import UploadForm, file_field
from engage.meetings.enums import (
    AGENDA_KINDS,
    ATTENDANCE_MODES,
    ATTENDANCE_STATUSES,
    MOTION_RESULTS,
    PAPER_KINDS,
    SPEAKER_KINDS,
    SUPPORT_NEEDS,
    AgendaKind,
    AttendanceMode,
    AttendanceStatus,
    MotionResult,
    PaperKind,
    SpeakerKind,
    SupportNeed,
)
from engage.meetings.queries import AttendanceRow
from engage.meetings.services import (
    AgendaDetails,
    CommentDetails,
    Mark,
    MeetingDetails,
    MotionDetails,
    PaperDetails,
    SupportDetails,
    UploadedFile,
)
from engage.web.forms import (
    LONG_TEXT,
    BaseForm,
    CheckboxesField,
    ClockField,
    DayField,
    VersionedForm,
    WholeNumberField,
    checkbox_field,
    choice_field,
    id_or_none,
    long_text_field,
    phone_field,
    picks,
    text_field,
    word_choices,
)
from engage.web.language import LANGUAGES

#: Minutes of a long meeting, with room to spare.
LONGEST_MINUTES = 200_000


def looks_like_link(form: Any, field: Field) -> None:
    """Raise a `ValidationError` with an example when ``field`` is not a web address that a browser opens."""
    if not field.data:
        return
    try:
        parts = urlsplit(field.data)
        is_link = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in field.data
    except ValueError:
        is_link = False
    if not is_link:
        raise ValidationError(gettext("Enter a link that starts with https://"))


class MeetingForm(VersionedForm):
    """When and where a meeting is and how to join."""

    title = text_field(_l("Title in English"), _l("a title"))
    title_es = text_field(_l("Title in Spanish"), _l("a title"), required=False)
    day = DayField(_l("Day"))
    starts = ClockField(_l("Starts at"))
    ends = ClockField(_l("Ends at"))
    place = text_field(
        _l("Place"), _l("a place"), required=False, limit=300, description=_l("Building, street, room.")
    )
    join_url = text_field(
        _l("Link to join by video"), _l("a link"), required=False, limit=500, checks=[looks_like_link]
    )
    phone_number = phone_field(_l("Phone number to join"))
    phone_code = text_field(_l("Meeting code for the phone"), _l("a code"), required=False, limit=40)
    is_open = checkbox_field(_l("Open to everyone"), default=True)

    @property
    def details(self) -> MeetingDetails:
        """What was entered."""
        return MeetingDetails(
            title=self.title.data,
            title_es=self.title_es.data or None,
            day=self.day.data,
            starts=self.starts.data,
            ends=self.ends.data,
            place=self.place.data or "",
            join_url=self.join_url.data or None,
            phone_number=self.phone_number.data or None,
            phone_code=self.phone_code.data or None,
            is_open=self.is_open.data,
        )


class CancelForm(VersionedForm):
    """Why a meeting is called off."""

    reason = text_field(_l("Why, in English"), _l("a reason"), limit=500, description=_l("Everyone can read it."))
    reason_es = text_field(_l("Why, in Spanish"), _l("a reason"), required=False, limit=500)


class NoticeForm(VersionedForm):
    """Publishing the notice."""

    posted_on = DayField(
        _l("Day it was posted elsewhere"),
        required=False,
        description=_l("Only if the notice stood somewhere else before today. Otherwise leave this empty."),
    )


class AgendaForm(VersionedForm):
    """One agenda item."""

    title = text_field(_l("Title in English"), _l("a title"))
    title_es = text_field(_l("Title in Spanish"), _l("a title"), required=False)
    kind = choice_field(
        _l("What happens"), _l("what happens"), choices=word_choices(AGENDA_KINDS, first=_l("Choose one"))
    )
    minutes_planned = WholeNumberField(_l("Minutes planned"), low=0, high=1440, default=10)
    is_internal = checkbox_field(_l("Only staff see this item"))
    notes = long_text_field(_l("Notes"), _l("a text"), required=False, description=_l("Only staff see these notes."))

    @property
    def details(self) -> AgendaDetails:
        """What was entered."""
        return AgendaDetails(
            title=self.title.data,
            title_es=self.title_es.data or None,
            kind=AgendaKind(self.kind.data),
            minutes_planned=self.minutes_planned.data,
            is_internal=self.is_internal.data,
            notes=self.notes.data or "",
        )


class PaperForm(UploadForm, VersionedForm):
    """A paper of a meeting and what is said about it."""

    title = text_field(_l("Title in English"), _l("a title"))
    title_es = text_field(_l("Title in Spanish"), _l("a title"), required=False)
    kind = choice_field(_l("What it is"), _l("what it is"), choices=word_choices(PAPER_KINDS, first=_l("Choose one")))
    readers = choice_field(
        _l("Who can read it"),
        _l("who can read it"),
        radio=True,
        choices=picks([("members", _l("Only members of this council and their helpers")), ("all", _l("Everyone"))]),
    )
    file = file_field()

    @property
    def details(self) -> PaperDetails:
        """What was entered."""
        return PaperDetails(
            title=self.title.data,
            title_es=self.title_es.data or None,
            kind=PaperKind(self.kind.data),
            is_public=self.readers.data == "all",
        )

    @property
    def upload(self) -> UploadedFile | None:
        """The file that was chosen."""
        return UploadedFile(self.file_name, self.read_file()) if self.has_file else None


class PaperEditForm(PaperForm):
    """What is said about a paper, and a new version if there is one."""

    file = file_field(
        _l("New version of the file"),
        required=False,
        description=_l("Only if the file changed: PDF, Word, Excel, CSV or plain text, 15 MB or less."),
    )


class SupportForm(BaseForm):
    """What a member needs to take part."""

    needs = CheckboxesField(_l("What do you need?"), choices=word_choices(SUPPORT_NEEDS))
    language = text_field(
        _l("Which language do you need?"),
        _l("a language"),
        required=False,
        limit=60,
        description=_l("Only if you need an interpreter."),
    )
    other = long_text_field(_l("Do you need anything else?"), _l("a text"), required=False, limit=2000)

    @property
    def details(self) -> SupportDetails:
        """What was asked for."""
        return SupportDetails(
            needs=tuple(SupportNeed(need) for need in self.needs.data or ()),
            other=self.other.data or "",
            language=self.language.data or "",
        )


class ArrangeForm(VersionedForm):
    """What is arranged of what somebody asked for."""

    arranged = CheckboxesField(_l("Arranged"))
    is_other_arranged = checkbox_field(_l("The other wish is arranged"))

    def offer(self, needs: Sequence[str]) -> None:
        """Let just what was asked for be ticked."""
        self.arranged.choices = [(need, _l(SUPPORT_NEEDS[SupportNeed(need)])) for need in needs]

    @property
    def ticked(self) -> list[SupportNeed]:
        """What was ticked."""
        return [SupportNeed(need) for need in self.arranged.data or ()]


_TOOK_PART = {f"{AttendanceStatus.PRESENT}:{mode}": words for mode, words in ATTENDANCE_MODES.items()} | {
    str(status): words for status, words in ATTENDANCE_STATUSES.items() if status is not AttendanceStatus.PRESENT
}


def attendance_form(rows: Sequence[AttendanceRow], guests: int, version: int) -> VersionedForm:
    """The sheet of a meeting: one choice for each person who held a seat that day, and the guests."""
    fields: dict[str, Any] = {
        "guests": WholeNumberField(_l("Guests without a seat"), low=0, high=100_000, default=guests)
    }
    for row in rows:
        fields[f"p{row.person_id}"] = choice_field(
            row.name,
            _l("a choice"),
            required=False,
            choices=word_choices(_TOOK_PART, first=_l("Not marked")),
            default=_as_choice(row),
        )
    return type("AttendanceForm", (VersionedForm,), fields)(version=str(version))


def _as_choice(row: AttendanceRow) -> str:
    if row.status is None:
        return ""
    return f"{row.status}:{row.mode}" if row.mode is not None else str(row.status)


def marks_of(form: VersionedForm) -> list[Mark]:
    """The marks on a sheet; whoever is not marked is left out."""
    marks = []
    for field in form:
        if field.name.startswith("p") and field.name[1:].isdigit() and field.data:
            status, _, mode = field.data.partition(":")
            marks.append(Mark(int(field.name[1:]), AttendanceStatus(status), AttendanceMode(mode) if mode else None))
    return marks


class MinutesForm(VersionedForm):
    """The text of the minutes, in Markdown."""

    text = long_text_field(
        _l("Minutes in English"),
        _l("the minutes"),
        limit=LONGEST_MINUTES,
        description=_l("A line that starts with ## is a heading. A line that starts with - is a list."),
    )
    text_es = long_text_field(_l("Minutes in Spanish"), _l("the minutes"), required=False, limit=LONGEST_MINUTES)


class ApproveForm(VersionedForm):
    """Who approved the minutes, and when."""

    approved_by = text_field(_l("Approved by"), _l("who approved"), description=_l("Such as “The council, by vote”."))
    approved_on = DayField(_l("Day of the approval"))
    approved_meeting_id = choice_field(_l("At which meeting"), _l("a meeting"), required=False, coerce=id_or_none)


class MotionForm(VersionedForm):
    """One motion and how it went."""

    number = WholeNumberField(
        _l("Number"),
        low=1,
        high=99_999,
        required=False,
        description=_l("If you leave this empty, the next number of the council is taken."),
    )
    text = long_text_field(_l("Motion in English"), _l("the motion"), limit=LONG_TEXT)
    text_es = long_text_field(_l("Motion in Spanish"), _l("the motion"), required=False, limit=LONG_TEXT)
    result = choice_field(_l("Result"), _l("a result"), choices=word_choices(MOTION_RESULTS, first=_l("Choose one")))
    votes_for = WholeNumberField(_l("Votes for"), low=0, high=999, default=0)
    votes_against = WholeNumberField(_l("Votes against"), low=0, high=999, default=0)
    abstained = WholeNumberField(_l("Abstained"), low=0, high=999, default=0)

    @property
    def details(self) -> MotionDetails:
        """What was entered."""
        return MotionDetails(
            number=self.number.data,
            text=self.text.data,
            text_es=self.text_es.data or None,
            result=MotionResult(self.result.data),
            votes_for=self.votes_for.data,
            votes_against=self.votes_against.data,
            abstained=self.abstained.data,
        )


class CommentForm(BaseForm):
    """What somebody said."""

    text = long_text_field(_l("What was said"), _l("what was said"), description=_l("In the person's own words."))
    speaker_kind = choice_field(_l("Who said it"), _l("who said it"), choices=word_choices(SPEAKER_KINDS), radio=True)
    language = choice_field(_l("Language"), _l("a language"), choices=picks(LANGUAGES), radio=True, default="en")
    is_quotable = checkbox_field(
        _l("It may be quoted"), description=_l("Only if the person agreed. No name is shown with it.")
    )
    plan_id = choice_field(_l("Their health plan"), _l("a plan"), required=False, coerce=id_or_none)
    region_id = choice_field(_l("Their region"), _l("a region"), required=False, coerce=id_or_none)

    def offer(self, plans: Sequence[tuple[int, str]], regions: Sequence[tuple[int, str]]) -> None:
        """Fill the choices in."""
        self.plan_id.choices = [("", _l("Not said")), *plans]
        self.region_id.choices = [("", _l("Not said")), *regions]

    @property
    def details(self) -> CommentDetails:
        """What was entered."""
        return CommentDetails(
            text=self.text.data,
            speaker_kind=SpeakerKind(self.speaker_kind.data),
            language=self.language.data,
            is_quotable=self.is_quotable.data,
            plan_id=self.plan_id.data,
            region_id=self.region_id.data,
        )


class MeetingFilterForm(BaseForm):
    """Filters over a list of meetings."""

    class Meta(BaseForm.Meta):
        """A search needs no CSRF token."""

        csrf = False

    form_key = None
    q = text_field(_l("Title, council or place"), _l("a word"), required=False)
    council = choice_field(_l("Council"), _l("a council"), required=False, coerce=id_or_none)
    when = choice_field(
        _l("When"),
        _l("a choice"),
        required=False,
        choices=picks([("upcoming", _l("To come")), ("past", _l("Past")), ("all", _l("All"))]),
        default="upcoming",
    )
