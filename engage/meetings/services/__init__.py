"""Every change to meetings, agendas, attendance, minutes, motions and what was said."""

from engage.meetings.services.agenda import (
    AgendaDetails,
    add_agenda_item,
    edit_agenda_item,
    move_agenda_item,
    remove_agenda_item,
)
from engage.meetings.services.minutes import (
    approve_minutes,
    publish_minutes,
    reopen_minutes,
    save_minutes,
    send_minutes_to_review,
)
from engage.meetings.services.motions import (
    CommentDetails,
    MotionDetails,
    edit_motion,
    record_comment,
    record_motion,
    remove_comment,
)
from engage.meetings.services.papers import PaperDetails, UploadedFile, add_paper, edit_paper, remove_paper
from engage.meetings.services.reminders import send_reminders
from engage.meetings.services.schedule import (
    MeetingDetails,
    cancel_meeting,
    edit_meeting,
    mark_meeting_held,
    publish_notice,
    schedule_meeting,
)
from engage.meetings.services.taking_part import (
    Mark,
    SupportDetails,
    arrange_support,
    ask_support,
    record_attendance,
    withdraw_support,
)

__all__ = [
    "AgendaDetails",
    "CommentDetails",
    "Mark",
    "MeetingDetails",
    "MotionDetails",
    "PaperDetails",
    "SupportDetails",
    "UploadedFile",
    "add_agenda_item",
    "add_paper",
    "approve_minutes",
    "arrange_support",
    "ask_support",
    "cancel_meeting",
    "edit_agenda_item",
    "edit_meeting",
    "edit_motion",
    "edit_paper",
    "mark_meeting_held",
    "move_agenda_item",
    "publish_minutes",
    "publish_notice",
    "record_attendance",
    "record_comment",
    "record_motion",
    "remove_agenda_item",
    "remove_comment",
    "remove_paper",
    "reopen_minutes",
    "save_minutes",
    "schedule_meeting",
    "send_minutes_to_review",
    "send_reminders",
    "withdraw_support",
]
