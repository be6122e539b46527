"""Every change to bodies, seats, people and terms."""

from engage.councils.services.bodies import BodyDetails, create_body, edit_body
from engage.councils.services.people import (
    ChoiceDetails,
    PersonDetails,
    edit_person,
    export_contacts,
    record_person,
    save_choices,
)
from engage.councils.services.seats import SeatDetails, add_seat, edit_seat, retire_seat
from engage.councils.services.terms import end_term, extend_term, remove_term, start_term

__all__ = [
    "BodyDetails",
    "ChoiceDetails",
    "PersonDetails",
    "SeatDetails",
    "add_seat",
    "create_body",
    "edit_body",
    "edit_person",
    "edit_seat",
    "end_term",
    "export_contacts",
    "extend_term",
    "record_person",
    "remove_term",
    "retire_seat",
    "save_choices",
    "start_term",
]
