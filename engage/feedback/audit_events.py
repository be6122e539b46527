"""What the audit log says about feedback. Nothing here is about one anonymous answer."""

from engage.audit.services import declare

FORM_CREATED = declare("feedback:form:created", "body_id", "copied_from")
FORM_CHANGED = declare("feedback:form:changed", "version")
FORM_PUBLISHED = declare("feedback:form:published", "audience", "allows_anonymous")
FORM_CLOSED = declare("feedback:form:closed")
FORM_REOPENED = declare("feedback:form:reopened")
QUESTION_ADDED = declare("feedback:question:added", "question_id")
QUESTION_CHANGED = declare("feedback:question:changed", "question_id")
QUESTION_MOVED = declare("feedback:question:moved", "question_id", "position")
QUESTION_REMOVED = declare("feedback:question:removed", "question_id")
ANSWER_GIVEN = declare("feedback:answer:given", "channel")
ANSWER_WITHDRAWN = declare("feedback:answer:withdrawn")
ANSWER_SET_ASIDE = declare("feedback:answer:set_aside", "reason")
ANSWER_RESTORED = declare("feedback:answer:restored")
ANSWERS_COUNTED = declare("feedback:answers:counted", "day", "answers")
ANSWERS_EXPORTED = declare("feedback:answers:exported", "has_names")
COMMENTS_IMPORTED = declare("feedback:comments:imported", "comments", "without_text", "already_here")
IMPORT_UNDONE = declare("feedback:import:undone", "comments")
