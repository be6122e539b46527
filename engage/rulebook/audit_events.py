"""What is recorded about the rulebook."""

from engage.audit.services import declare

RULE_CONFIRMED = declare("rulebook:rule:confirmed", "version")
CONFIRMATION_WITHDRAWN = declare("rulebook:confirmation:withdrawn", "version")
