"""What the audit log says about recommendations and answers: numbers, states and days, never words."""

from engage.audit.services import declare

RECOMMENDATION_MADE = declare("accountability:recommendation:made", "number", "theme_id", "body_id")
RECOMMENDATION_EDITED = declare("accountability:recommendation:edited", "version")
RECOMMENDATION_WITHDRAWN = declare("accountability:recommendation:withdrawn", "version")
RESPONSE_DRAFTED = declare("accountability:response:drafted", "decision", "version")
RESPONSE_PUBLISHED = declare("accountability:response:published", "decision", "edition")
COMMITMENT_ADDED = declare("accountability:commitment:added", "recommendation_id", "due_on")
COMMITMENT_EDITED = declare("accountability:commitment:edited", "version", "due_on")
COMMITMENT_CLOSED = declare("accountability:commitment:closed", "state")
COMMITMENT_REOPENED = declare("accountability:commitment:reopened", "version")
UPDATE_TOLD = declare("accountability:commitment:update_told")
VERDICT_GIVEN = declare("accountability:verdict:given")
