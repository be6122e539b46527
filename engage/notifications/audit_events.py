"""What the log says about messages."""

from engage.audit.services import declare

MESSAGE_RETRIED = declare("notifications:message:retried", "topic")
