"""Headers of every answer: a strict content policy, no framing, no guessing of types."""

from __future__ import annotations

from flask import Flask, Response

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; worker-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


def bind_security_headers(app: Flask) -> None:
    """Set them on every response; what a signed-in person sees is never kept by a cache on the way."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if response.mimetype in ("text/html", "application/json", "application/problem+json"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
