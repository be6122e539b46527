"""`create_app`: the ordered list of what the application is made of; nothing else."""

from importlib import import_module

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from engage.core import log, runtime
from engage.core.actor import Actor
from engage.core.db import db, is_at_work, unit_of_work
from engage.core.settings import PROJECT_ROOT, Settings
from engage.core.sides import Side
from engage.web import access, errors, headers, health, language, login, templating
from engage.web import views as web_views
from engage.web.session import TwoSidedSessions

#: Areas of the state's side in the order of the house, lowest first.
STATE_AREAS = (
    "audit",
    "rulebook",
    "directory",
    "files",
    "notifications",
    "accounts",
    "councils",
    "meetings",
    "feedback",
    "themes",
    "accountability",
    "reports",
    "home",
)
#: Areas whose commands work on whichever sides a process serves; those of the others are about the state's side.
_COMMANDS_OF_BOTH = frozenset({"audit", "notifications", "ombudsman", "rulebook"})
_MEBIBYTE = 1024 * 1024


def create_app(settings: Settings) -> Flask:
    """The application for the surfaces named in ``settings``."""
    log.configure()
    app = Flask("engage", template_folder=str(PROJECT_ROOT / "templates"), static_folder="static")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_BINDS=_binds(settings),
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True},
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a slow writer is not a forger
        MAX_CONTENT_LENGTH=32 * _MEBIBYTE,
        # A text that is far too long still comes back to its writer with a sentence.
        MAX_FORM_MEMORY_SIZE=24 * _MEBIBYTE,
        PREFERRED_URL_SCHEME=settings.base_url.split(":")[0],
    )
    app.extensions["engage_settings"] = settings
    app.session_interface = TwoSidedSessions(settings)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    db.init_app(app)
    language.init_app(app)
    login.init_app(app, _load_actor)
    templating.init_app(app, settings, _load_site)
    access.init_app(app, settings)
    CSRFProtect(app)
    errors.init_app(app)
    headers.init_app(app, settings)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(web_views.blueprint)
    if settings.has_ombudsman:
        app.register_blueprint(web_views.ombudsman_blueprint)
    for area in STATE_AREAS:
        _load_area(app, area, settings)
    if settings.has_ombudsman:
        _load_area(app, "ombudsman", settings)
    access.require_declarations(app)
    return app


def _binds(settings: Settings) -> dict[str | None, str]:
    url = settings.ombudsman_database_url
    return {Side.OMBUDSMAN.bind_key: url} if url else {}


def _load_area(app: Flask, area: str, settings: Settings) -> None:
    """Register the area's pages, jobs and commands, each in the file of that name."""
    views = import_module(f"engage.{area}.views")
    if Side.ENGAGE in settings.sides or area == "ombudsman":
        for blueprint in views.blueprints:
            app.register_blueprint(blueprint)
    if settings.has_ombudsman:
        # Pages of shared areas (accounts, audit) that stand once more on the ombudsman's side.
        for blueprint in getattr(views, "ombudsman_blueprints", ()):
            app.register_blueprint(blueprint)
    jobs = _optional(f"engage.{area}.jobs")
    if jobs is not None:
        jobs.register()
    cli = _optional(f"engage.{area}.cli")
    if cli is not None and (Side.ENGAGE in settings.sides or area in _COMMANDS_OF_BOTH):
        for command in cli.commands:
            app.cli.add_command(command)


def _optional(name: str):
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None


def _load_actor(side: Side, token: str) -> Actor | None:
    from engage.accounts.queries import session_of_token
    from engage.accounts.services import note_seen
    from engage.councils.queries import with_scopes

    found = session_of_token(side, token)
    if found is None:
        return None
    if found.is_due and not is_at_work():
        with unit_of_work(side):
            note_seen(side=side, session_id=found.id)
    return with_scopes(found.actor) if side is Side.ENGAGE else found.actor


def _load_site() -> templating.Site:
    from engage.directory.queries import state_profile

    settings, profile = runtime.settings(), state_profile()
    return templating.Site(
        state_name=profile.state_name,
        agency_name=profile.agency_name,
        program_name=profile.program_name,
        phone=profile.phone,
        email=profile.email,
        time_zone=profile.time_zone,
        is_set_up=profile.is_set_up,
        help_url=language.carried(f"{settings.ombudsman_url}/ombudsman/get-help"),
        council_url=f"{settings.base_url}/",
    )
