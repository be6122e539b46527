"""Every change to forms, answers, progress and imported comments."""

from engage.feedback.services.answers import (
    Answered,
    AnswerFields,
    answer_form,
    enter_answer,
    note_export,
    restore_answer,
    set_aside_answer,
    withdraw_answer,
)
from engage.feedback.services.forms import (
    FormFields,
    QuestionFields,
    add_question,
    close_form,
    copy_form,
    create_form,
    move_question,
    publish_form,
    remove_question,
    reopen_form,
    update_form,
    update_question,
)
from engage.feedback.services.imports import (
    Imported,
    ImportFields,
    drop_old_uploads,
    drop_upload,
    import_comments,
    keep_upload,
    undo_import,
)
from engage.feedback.services.mixing import close_anonymous_days
from engage.feedback.services.progress import record_progress

__all__ = [
    "AnswerFields",
    "Answered",
    "FormFields",
    "ImportFields",
    "Imported",
    "QuestionFields",
    "add_question",
    "answer_form",
    "close_anonymous_days",
    "close_form",
    "copy_form",
    "create_form",
    "drop_old_uploads",
    "drop_upload",
    "enter_answer",
    "import_comments",
    "keep_upload",
    "move_question",
    "note_export",
    "publish_form",
    "record_progress",
    "remove_question",
    "reopen_form",
    "restore_answer",
    "set_aside_answer",
    "undo_import",
    "update_form",
    "update_question",
    "withdraw_answer",
]
