"""Who can sign in to the demo. All of them are invented."""

from dataclasses import dataclass

from engage.accounts.enums import Role
from engage.core.sides import Side

#: One password for everybody in the demo; `engage demo load` refuses to run outside development.
PASSWORD = "listen to every voice"  # noqa: S105 - told to everybody, and only ever in development


@dataclass(frozen=True)
class DemoPerson:
    """One person who can sign in."""

    email: str
    name: str
    role: Role
    language: str = "en"
    note: str = ""

    @property
    def side(self) -> Side:
        """The side whose sign-in page is theirs."""
        return self.role.side


SIGN_INS = {
    "member": DemoPerson(
        "rosa@demo.example", "Rosa Delgado", Role.MEMBER, "en", "sits on the council; a form waits for her"
    ),
    "member_es": DemoPerson(
        "lucia@demo.example", "Lucía Méndez", Role.MEMBER, "es", "sits on the council, reads in Spanish; a form waits"
    ),
    "helper": DemoPerson(
        "ben@demo.example", "Ben Okafor", Role.HELPER, "en", "helps Walter Gray, a member, to take part"
    ),
    "coordinator": DemoPerson(
        "dana@demo.example", "Dana Whitfield", Role.COORDINATOR, "en", "runs the council; minutes are due in 5 days"
    ),
    "plan_coordinator": DemoPerson(
        "priya@demo.example",
        "Priya Raman",
        Role.PLAN_COORDINATOR,
        "en",
        "runs one plan's committee; a seat ends soon",
    ),
    "program_team": DemoPerson(
        "marcus@demo.example", "Marcus Lee", Role.PROGRAM_TEAM, "en", "codes comments, answers recommendations"
    ),
    "integration_team": DemoPerson(
        "ines@demo.example", "Ines Porter", Role.INTEGRATION_TEAM, "en", "from CMS; reads themes and answers"
    ),
    "counsel": DemoPerson("joel@demo.example", "Joel Abrams", Role.COUNSEL, "en", "confirms rules; most wait"),
    "administrator": DemoPerson(
        "avery@demo.example",
        "Avery Stone",
        Role.ADMINISTRATOR,
        "en",
        "accounts, state profile; an invitation is open",
    ),
    "ombudsman": DemoPerson(
        "nadia@demo.example", "Nadia Brooks", Role.OMBUDSMAN_STAFF, "en", "works on cases; new requests wait"
    ),
    "ombudsman_lead": DemoPerson(
        "samuel@demo.example", "Samuel Ortiz", Role.OMBUDSMAN_LEAD, "en", "leads the office; an issue waits to go out"
    ),
}
