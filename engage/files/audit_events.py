"""What the log says about files: never their names."""

from engage.audit.services import declare

FILE_STORED = declare("files:file:stored", "media_type", "size", "version")
FILE_REMOVED = declare("files:file:removed", "version")
