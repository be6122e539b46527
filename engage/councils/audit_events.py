"""What the audit log records of councils, with exactly the keys it carries."""

from engage.audit.services import declare

BODY_CREATED = declare("councils:body:created", "kind", "parent_id", "plan_id")
BODY_EDITED = declare("councils:body:edited", "fields")
SEAT_ADDED = declare("councils:seat:added", "body_id", "category")
SEAT_EDITED = declare("councils:seat:edited", "body_id", "fields")
SEAT_RETIRED = declare("councils:seat:retired", "body_id", "retired_on")
PERSON_RECORDED = declare("councils:person:recorded", "body_id")
PERSON_EDITED = declare("councils:person:edited", "fields")
PERSON_CHOICES_SAVED = declare("councils:person:choices_saved", "fields")
TERM_STARTED = declare("councils:term:started", "seat_id", "person_id", "starts_on", "ends_on")
TERM_EXTENDED = declare("councils:term:extended", "seat_id", "ends_on_before", "ends_on")
TERM_ENDED = declare("councils:term:ended", "seat_id", "left_on", "reason")
TERM_REMOVED = declare("councils:term:removed", "seat_id", "person_id", "starts_on", "ends_on")
ROSTER_EXPORTED = declare("councils:roster:exported", "on", "rows")
