"""What the audit log says about comments and themes: ids and counts, never words."""

from engage.audit.services import declare

# That somebody pressed the button, and not what came of it: a count and a time would date anonymous answers.
GATHERING_ASKED = declare("themes:comment:gathering_asked")
COMMENT_CODED = declare("themes:comment:coded", "added", "removed")
COMMENT_CODING_UNDONE = declare("themes:comment:coding_undone", "added", "removed")
COMMENT_SET_ASIDE = declare("themes:comment:set_aside")
COMMENT_TAKEN_BACK = declare("themes:comment:taken_back")
THEME_ADDED = declare("themes:theme:added", "version")
THEME_EDITED = declare("themes:theme:edited", "version")
THEME_RETIRED = declare("themes:theme:retired", "version")
THEME_TAKEN_BACK = declare("themes:theme:taken_back", "version")
THEMES_MERGED = declare("themes:theme:merged", "into", "comments")
STARTER_LOADED = declare("themes:codebook:starter_loaded", "themes")
RELEASE_RECEIVED = declare("themes:release:received", "code", "year")
RELEASE_WITHDRAWN = declare("themes:release:withdrawn", "was_known")
