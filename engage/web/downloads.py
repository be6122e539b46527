"""Handing out bytes so that no browser runs them."""

import io

from flask import Response, send_file


def send_download(data: bytes, *, name: str, media_type: str) -> Response:
    """``data`` as a file to save under ``name``: never shown in the page's own origin, never guessed at.

    The frame adds ``nosniff``, the content policy and ``no-store`` to every answer.
    """
    response = send_file(io.BytesIO(data), mimetype=media_type, as_attachment=True, download_name=name, etag=False)
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
