"""The application for a WSGI server: `gunicorn wsgi:app`."""

from tts import create_app

app = create_app()
