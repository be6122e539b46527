"""When a case may be closed."""

from collections.abc import Iterable

from engage.core.i18n import N_
from engage.ombudsman.enums import Disposition, Outcome

#: These end a contact that never became a complaint.
_WITHOUT_COMPLAINT = frozenset({Outcome.INFORMATION_GIVEN, Outcome.NO_CONTACT, Outcome.WITHDRAWN, Outcome.REFERRED})


def closing_fault(outcome: Outcome, dispositions: Iterable[Disposition]) -> str | None:
    """Why a case cannot be closed with ``outcome``, as a msgid; None when it can.

    A case has at least one complaint and each of them a disposition (NORS element CD-07); a contact
    that came to information only is counted apart.
    """
    dispositions = list(dispositions)
    if any(disposition is Disposition.PENDING for disposition in dispositions):
        return N_("Say what became of each complaint before you close the case.")
    if not dispositions and outcome not in _WITHOUT_COMPLAINT:
        return N_("Add what the case was about before you close it with this outcome.")
    return None
