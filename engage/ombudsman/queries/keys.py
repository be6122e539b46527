"""Whether this process can open what the office wrote."""

from sqlalchemy import LargeBinary, select, type_coerce

from engage.core.crypto import Undecryptable
from engage.core.db import db
from engage.core.runtime import keyring
from engage.core.sides import Side
from engage.ombudsman.models import Case, CasePerson


def find_key_fault() -> str | None:
    """``wrong_key`` when the oldest or the newest text cannot be opened with the keys that are set; else None."""
    bind = {"bind": db.engines[Side.OMBUDSMAN.bind_key]}
    for column, key in ((Case.story, Case.id), (CasePerson.name, CasePerson.id)):
        for order in (key.asc(), key.desc()):
            raw = select(type_coerce(column, LargeBinary)).where(column.is_not(None)).order_by(order).limit(1)
            sealed = db.session.scalar(raw, bind_arguments=bind)
            if sealed is not None and not _opens(sealed):
                return "wrong_key"
    return None


def _opens(sealed: bytes) -> bool:
    try:
        keyring().open(sealed)
    except Undecryptable:
        return False
    return True
