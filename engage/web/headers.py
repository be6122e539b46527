"""Security headers of every answer."""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from engage.core.settings import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Send a strict policy: nothing inline, nothing from elsewhere, nothing kept in a cache."""
    is_https = settings.base_url.startswith("https://")
    # Forms of one surface may lead to the other, which can be another host.
    targets = {f"{p.scheme}://{p.netloc}" for p in map(urlsplit, (settings.base_url, settings.ombudsman_url))}
    policy = "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self' " + " ".join(sorted(targets)),
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = policy
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        if is_https:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint != "static":
            # A shared tablet must not show the last reader's page to the next one.
            headers["Cache-Control"] = "no-store"
        return response
