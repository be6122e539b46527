"""A small application that shows every component, with the project's own forms, filters and headers."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from flask import Flask, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from wtforms import FieldList, FileField, FormField, PasswordField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice

from engage.core.actor import Actor
from engage.core.disclosure.cells import Reason, hidden, shown
from engage.core.settings import PROJECT_ROOT, Settings
from engage.core.sides import Side
from engage.web import headers, language
from engage.web.forms import (
    BaseForm,
    CheckboxesField,
    ClockField,
    DayField,
    checkbox_field,
    choice_field,
    email_field,
    long_text_field,
    phone_field,
    text_field,
)
from engage.web.templating import Site, account_urls, markdown

CHOICES = [
    SelectChoice("care", "My care"),
    SelectChoice("ride", "My rides", {"hint": "To a doctor, for example"}),
    SelectChoice("other", "Something else"),
]
PLANS = [SelectChoice("", "Choose one"), SelectChoice("a", "Plan A"), SelectChoice("b", "Plan B")]


class SeatForm(PlainForm):
    """One line of a list inside a form."""

    person = text_field("Who sits here", "a name")


class SinkForm(BaseForm):
    """One field of every kind."""

    name = text_field("Your name", "your name", description="As you want to be called")
    nickname = text_field("Nickname", "a nickname", required=False)
    story = long_text_field("What happened", "what happened", limit=500)
    email = email_field("E-mail address")
    phone = phone_field("Phone number")
    topic = choice_field("What is it about", "a topic", radio=True, choices=CHOICES)
    plan = choice_field("Your plan", "a plan", choices=PLANS)
    needs = CheckboxesField("What would help you take part", choices=CHOICES)
    agree = checkbox_field("Tell me what became of it", description="We write to you once")
    day = DayField("Day of the meeting", required=True)
    clock = ClockField("Time of the meeting", required=False)
    paper = FileField("A photo or a paper")
    password = PasswordField("Password")
    seats = FieldList(FormField(SeatForm), min_entries=1)


@dataclass(frozen=True)
class NavItem:
    """A menu entry."""

    label: str
    url: str
    is_current: bool = False


def sink_context() -> dict[str, Any]:
    """Values for every component."""
    few = hidden(Reason.SMALL)
    return {
        "day": date(2026, 3, 3),
        "moment": datetime(2026, 3, 3, 19, 0, tzinfo=UTC),
        "few": few,
        "many": shown(1234),
        "rows": [
            SimpleNamespace(day=date(2026, 3, 3), name="State council", people=shown(48), url="/one"),
            SimpleNamespace(day=date(2026, 4, 7), name="Plan A members", people=few, url="/two"),
        ],
        "plan_rows": [
            ("Plan A, a plan with a rather long name to be cut off somewhere", shown(120)),
            ("Plan B", few),
            ("Plan C", shown(33)),
        ],
        "pairs": [
            ("Has a wheelchair", shown(12), shown(40), "28 fewer than in the state"),
            ("Speaks Spanish", few, shown(20), ""),
        ],
        "series": [
            (name, [("2025 Q1", shown(20 + k)), ("2025 Q2", few), ("2025 Q3", shown(44)), ("2025 Q4", shown(31))])
            for k, name in enumerate(("Rides", "Home care", "Teeth"))
        ],
        "road": [
            SimpleNamespace(label="Heard", day=date(2026, 1, 5), is_done=True, url=None),
            SimpleNamespace(label="In a theme", day=date(2026, 2, 2), is_done=True, url="/theme"),
            SimpleNamespace(label="Recommended", day=None, is_done=True, url=None),
            SimpleNamespace(label="Answered", day=None, is_done=False, url=None),
            SimpleNamespace(label="Changed", day=None, is_done=False, url=None),
        ],
        "pager": SimpleNamespace(number=2, pages=5, total=48, prev_url="?page=1", next_url="?page=3"),
    }


def make_component_app(settings: Settings, **site_changes: Any) -> Flask:
    """The application: ``/sink/<layout>`` shows everything (``?bad=1`` with errors), ``/errors/<code>`` failures."""
    app = Flask("engage", template_folder=str(PROJECT_ROOT / "templates"), static_folder="static")
    app.config.update(SECRET_KEY="only for this test", TESTING=True)
    own = FileSystemLoader(str(PROJECT_ROOT / "tests" / "web" / "templates"))
    app.jinja_env.loader = ChoiceLoader([own, app.jinja_env.loader])
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=language.day_words,
        short_day=language.short_day_words,
        moment=lambda value: language.moment_words(value, "America/New_York"),
        clock_time=lambda value: language.clock_words(value, "America/New_York"),
        markdown=markdown,
    )
    language.init_app(app)
    CSRFProtect(app)
    headers.init_app(app, settings)
    site = replace(Site(phone="555-010-0199", email="council@example.gov", is_set_up=True), **site_changes)

    @app.context_processor
    def names() -> dict[str, Any]:
        side = Side.OMBUDSMAN if request.path.startswith("/ombudsman") else Side.ENGAGE
        return {
            "site": site,
            "language": language.current_language(),
            "actor": Actor(side=side, account_id=1, name="Ana Ruiz"),
            "nav_items": lambda menu: [NavItem("Home", f"/{menu}", True), NavItem("Meetings", f"/{menu}/meetings")],
            "account_urls": account_urls(),
        }

    add_pages(app)
    return app


def add_pages(app: Flask) -> None:
    """The pages to look at."""

    def nowhere() -> str:
        return ""

    app.add_url_rule("/language", "web.language_set", nowhere, methods=["POST"])
    app.add_url_rule("/ombudsman/language", "web_ombudsman.language_set", nowhere, methods=["POST"])
    app.add_url_rule("/sign-in", "accounts.session_create", nowhere, methods=["POST"])

    @app.get("/sink/<layout>")
    def sink(layout: str) -> str:
        form = SinkForm(formdata=None)
        if request.args.get("bad"):
            form = SinkForm(formdata=request.args, meta={"csrf": False})
            form.validate()
            form.form_errors.append(str(_l("Two people cannot have this seat.")))
        other = SinkForm(formdata=None, prefix="other-")
        return render_template("sink.html", layout=f"layouts/{layout}.html", form=form, other=other, **sink_context())

    @app.get("/ombudsman/errors/<int:code>", endpoint="confidential_error")
    @app.get("/errors/<int:code>")
    def failure(code: int) -> str:
        message = request.args.get("message")
        return render_template(f"errors/{code}.html", message=message)

    @app.get("/kept/<reason>")
    def kept(reason: str) -> str:
        shown_fields = [
            ("form_key", "", "k1"),
            ("answer", "answer", "line one\n<b>two</b>"),
            ("answer", "answer", "again"),
        ]
        form = SimpleNamespace(action="/there?x=1", shown=shown_fields)
        return render_template("errors/kept.html", form_to_send=form, reason=reason)

    @app.get("/session-ended")
    def session_ended() -> str:
        return render_template(
            "errors/session_ended.html", sign_in_endpoint="accounts.session_create", kept="secret-text"
        )
