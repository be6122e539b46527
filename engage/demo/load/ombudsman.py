"""The ombudsman's chapter, on its own side: the office, its cases, and issues on their way out."""

from typing import Any

from sqlalchemy import select

from engage.accounts.services import create_account
from engage.core.actor import Actor, system_actor
from engage.core.db import db, unit_of_work
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.demo.load import themes
from engage.demo.load.stage import Stage, read
from engage.demo.people import PASSWORD, SIGN_INS
from engage.ombudsman import services
from engage.ombudsman.enums import (
    AttachmentKind,
    Channel,
    ComplainantType,
    ConsentKind,
    ConsentManner,
    DecidedBy,
    Disposition,
    Move,
    Outcome,
    PlanType,
    RegionBand,
    Verification,
)
from engage.ombudsman.models import Case, Complaint, Release
from engage.ombudsman.release import collect_answers, deliver_release

_SET_UP_AGO = 200
_MOVES = {"accept": Move.ACCEPT, "wait": Move.WAIT, "resume": Move.RESUME, "close": Move.CLOSE}
#: When the delivered issue left, counted from the end of the later round, so that it stands in the same quarter.
_LEFT_BEFORE_END = 4
_ANSWER_FETCHED_AGO = 3


def tell(stage: Stage) -> None:
    """Open the office, take the cases in and work on them, and write the releases."""
    with stage.at(_SET_UP_AGO):
        _open_office(stage)
    ids = {}
    for place, case in enumerate(read("cases.json")):
        ids[case["key"]] = _tell_case(stage, place, case)
    for release in read("releases.json"):
        _tell_release(stage, ids[release["case"]], release)


def deliver(stage: Stage, *, has_state: bool) -> None:
    """Carry the approved issue over as the worker does, have it read there, and fetch what became of it."""
    waiting = select(Release.id).where(Release.approved_at.is_not(None), Release.delivered_at.is_(None))
    left_ago = stage.rounds.main + _LEFT_BEFORE_END
    with stage.at(left_ago, hour=14):
        for release_id in db.session.scalars(waiting).all():
            deliver_release({"release": release_id})
    if not has_state:
        return
    for release in read("releases.json"):
        if "theme" in release:
            with unit_of_work(Side.ENGAGE), stage.at(left_ago - 1):
                actor = stage.actor("program_team")
                themes.gather(actor)
                themes.code(actor, {release["text"]: [release["theme"]]})
    with stage.at(_ANSWER_FETCHED_AGO):
        collect_answers()


def receipt() -> str:
    """The receipt code of a request that the office has answered."""
    keys = [case["key"] for case in read("cases.json")]
    return services.receipt_of_form(_form_key(keys.index("ramp")))


def _form_key(place: int) -> str:
    return f"demo:case:{place}"


def _open_office(stage: Stage) -> None:
    keeper = system_actor(Side.OMBUDSMAN, Permission.OMBUDSMAN_ACCOUNT_MANAGE)
    for person in SIGN_INS.values():
        if person.side is Side.OMBUDSMAN:
            create_account(
                actor=keeper,
                email=person.email,
                name=person.name,
                password=PASSWORD,
                role=person.role,
                language=person.language,
            )
    services.change_office(
        actor=stage.actor("ombudsman_lead"),
        office=services.OfficeText(
            name="Demonstration ombudsman's office",
            phone="617-555-0199",
            email="help@demo.example",
            hours="Monday to Friday, 9 a.m. to 4 p.m.",
            hours_es="Lunes a viernes, de 9 a.m. a 4 p.m.",
            reply_days=2,
        ),
        version=0,
    )


def _tell_case(stage: Stage, place: int, data: dict[str, Any]) -> int:
    with stage.at(data["age"], hour=9 + place % 8):
        case_id = _take_in(stage, place, data)
    for event in data["events"]:
        with stage.at(event["age"], hour=17):
            _carry_out(stage.actor(event.get("by", data["by"])), stage, place, case_id, data, event)
    return case_id


def _take_in(stage: Stage, place: int, data: dict[str, Any]) -> int:
    is_for_self = "about" not in data
    kind = ComplainantType.RESIDENT if is_for_self else ComplainantType.REPRESENTATIVE
    person = services.PersonText(
        is_complainant=True, is_affected=is_for_self, complainant_type=kind, **data["person"]
    )
    other = None if is_for_self else services.PersonText(is_affected=True, **data["about"])
    about = {"story": data["story"], "language": data.get("language", "en"), "plan_id": stage.plan_id(data["plan"])}
    if data["channel"] == Channel.WEB:
        request = services.HelpRequest(person=person, other=other, **about)
        return services.send_help_request(
            actor=Actor(side=Side.OMBUDSMAN), request=request, form_key=_form_key(place)
        ).id
    call = services.Call(
        channel=Channel(data["channel"]),
        is_for_self=is_for_self,
        caller=person,
        **({"person": other} if other else {}),
        **about,
    )
    return services.save_call(actor=stage.actor(data["by"]), call=call).id


def _carry_out(
    actor: Actor, stage: Stage, place: int, case_id: int, data: dict[str, Any], event: dict[str, Any]
) -> None:
    case = db.session.get_one(Case, case_id)
    do, text = event["do"], event.get("text", "")
    if do in _MOVES:
        outcome = Outcome(event["outcome"]) if "outcome" in event else None
        services.move_case(
            actor=actor, case_id=case_id, move=_MOVES[do], version=case.version, reason=text, outcome=outcome
        )
        if do == "accept":
            _add_complaints(actor, stage, case, data)
    elif do == "note":
        services.write_note(actor=actor, case_id=case_id, text=text)
    elif do == "attach":
        services.add_attachment(
            actor=actor,
            case_id=case_id,
            kind=AttachmentKind(event["kind"]),
            name=event["name"],
            data=text.encode(),
        )
    elif do == "tell":
        services.send_message(actor=actor, case_id=case_id, text=text)
    elif do == "hear":
        code = services.receipt_of_form(_form_key(place))
        services.receive_message(actor=Actor(side=Side.OMBUDSMAN), receipt=code, text=text)
    elif do == "read":
        services.mark_messages_read(actor=actor, case_id=case_id)
    elif do == "consent":
        _agree(actor, stage, case, event)
    elif do == "settle":
        _settle(actor, case, event)
    else:
        raise ValueError(f"nobody knows how to {do}")


def _add_complaints(actor: Actor, stage: Stage, case: Case, data: dict[str, Any]) -> None:
    for complaint in data["complaints"]:
        text = services.ComplaintText(
            code=complaint["code"],
            decided_by=DecidedBy(complaint["decided_by"]),
            plan_id=stage.plan_id(complaint.get("plan")),
            details=complaint["details"],
        )
        services.add_complaint(actor=actor, case_id=case.id, complaint=text)


def _settle(actor: Actor, case: Case, event: dict[str, Any]) -> None:
    for row in db.session.scalars(select(Complaint).where(Complaint.case_id == case.id).order_by(Complaint.id)):
        text = services.ComplaintText(
            code=row.code,
            decided_by=DecidedBy(row.decided_by),
            plan_id=row.plan_id,
            details=row.details or "",
            verification=Verification(event["verification"]),
            disposition=Disposition(event["disposition"]),
        )
        services.change_complaint(
            actor=actor, case_id=case.id, complaint_id=row.id, complaint=text, version=row.version
        )


def _agree(actor: Actor, stage: Stage, case: Case, event: dict[str, Any]) -> None:
    affected = next(person for person in case.people if person.is_affected)
    consent = services.ConsentText(
        person_id=affected.id,
        kind=ConsentKind(event["kind"]),
        manner=ConsentManner(event["manner"]),
        given_on=stage.day(event["age"]),
        to_whom=event.get("to_whom", ""),
        note=event.get("text", ""),
        given_by=event.get("given_by", ""),
    )
    services.record_consent(actor=actor, case_id=case.id, consent=consent)


def _tell_release(stage: Stage, case_id: int, data: dict[str, Any]) -> None:
    age = data.get("age", stage.rounds.main + _LEFT_BEFORE_END)
    case = db.session.get_one(Case, case_id)
    issue = services.IssueText(
        code=data["code"],
        plan_type=PlanType(data["plan_type"]),
        region_band=RegionBand(data["region_band"]),
        year=case.received_on.year,
        text=data["text"],
        language=data.get("language", "en"),
    )
    with stage.at(age, hour=10):
        release_id = services.draft_release(actor=stage.actor(data["by"]), case_id=case_id, issue=issue)
        release = db.session.get_one(Release, release_id)
        if data["state"] == "draft":
            return
        services.propose_release(
            actor=stage.actor(data["by"]), release_id=release_id, is_read=True, version=release.version
        )
    if data["approved_by"]:
        with stage.at(age, hour=13):
            services.approve_release(
                actor=stage.actor(data["approved_by"]),
                release_id=release_id,
                is_read=True,
                version=release.version,
            )
