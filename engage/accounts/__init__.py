"""People who sign in: accounts, roles, invitations and sessions, in the same shape on both sides."""
