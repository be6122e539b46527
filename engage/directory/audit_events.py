"""What the audit log says about the state's lists."""

from engage.audit.services import declare

PROFILE_SET_UP = declare("directory:profile:set_up", "state_code")
PROFILE_CHANGED = declare("directory:profile:changed", "fields")
ENTRY_ADDED = declare("directory:entry:added", "list")
ENTRY_CHANGED = declare("directory:entry:changed", "list", "fields")
ENTRY_RETIRED = declare("directory:entry:retired", "list")
ENTRY_RESTORED = declare("directory:entry:restored", "list")
HOLIDAYS_ADDED = declare("directory:holiday:added", "days")
HOLIDAY_REMOVED = declare("directory:holiday:removed", "day")
NUMBER_ADDED = declare("directory:urgent_number:added")
NUMBER_CHANGED = declare("directory:urgent_number:changed", "fields")
NUMBER_REMOVED = declare("directory:urgent_number:removed")
