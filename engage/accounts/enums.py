"""Roles: what somebody is here for, each on exactly one side of the wall."""

from enum import StrEnum

from engage.core.i18n import N_
from engage.core.sides import Side


class Role(StrEnum):
    """A role; `rules.ROLE_PERMISSIONS` says what it may do, its grant says where."""

    MEMBER = "member"
    HELPER = "helper"
    COORDINATOR = "coordinator"
    PLAN_COORDINATOR = "plan_coordinator"
    PROGRAM_TEAM = "program_team"
    INTEGRATION_TEAM = "integration_team"
    COUNSEL = "counsel"
    ADMINISTRATOR = "administrator"
    OMBUDSMAN_STAFF = "ombudsman_staff"
    OMBUDSMAN_LEAD = "ombudsman_lead"

    @property
    def side(self) -> Side:
        """The only side on which this role can be granted."""
        return Side.OMBUDSMAN if self.value.startswith("ombudsman_") else Side.ENGAGE

    @property
    def label(self) -> str:
        """The role in words, as a msgid."""
        return ROLE_LABELS[self]


class Scope(StrEnum):
    """What a grant has to name, besides the role."""

    BODY = "body"
    PLAN = "plan"
    PERSON = "person"


ROLE_LABELS: dict[Role, str] = {
    Role.MEMBER: N_("Council member"),
    Role.HELPER: N_("Helper of a member"),
    Role.COORDINATOR: N_("Coordinator"),
    Role.PLAN_COORDINATOR: N_("Plan coordinator"),
    Role.PROGRAM_TEAM: N_("State program team"),
    Role.INTEGRATION_TEAM: N_("Integration team member (CMS)"),
    Role.COUNSEL: N_("Counsel or privacy officer"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.OMBUDSMAN_STAFF: N_("Ombudsman staff"),
    Role.OMBUDSMAN_LEAD: N_("Ombudsman lead"),
}
