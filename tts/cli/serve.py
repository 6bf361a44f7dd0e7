"""`tts serve`: the pages and the API, by gunicorn with threads, and a worker beside them."""

from __future__ import annotations

import errno
import os
import socket
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from tts import create_app, load_doors
from tts.cli.database import make_app, require_migrated
from tts.cli.refusals import Refusal
from tts.cli.worker.inner import InnerWorker, Overseer
from tts.extensions import db

THREADS = 8
LONGEST_LINE = 8_190
"""The longest first line of a request that is read, in bytes: a form with very many choices may need it."""


class Server(BaseApplication):
    """Gunicorn with its settings given here instead of on a command line."""

    def __init__(self, settings: dict[str, Any], inner: InnerWorker | None) -> None:
        self.settings = settings
        self.inner = inner
        super().__init__()

    def load_config(self) -> None:
        """Take the settings that were given."""
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the application, in each process anew, so that no connection is shared between them."""
        return make_app(create_app)

    def run(self) -> None:
        """Serve until stopped, with a worker beside it where one is wanted."""
        if self.inner is None:
            super().run()
        else:
            Overseer(self, self.inner).run()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers",
    default=None,
    type=click.IntRange(1, 64),
    help="Processes that answer; by default one a processor, 4 at most.",
)
@click.option("--no-worker", is_flag=True, help="Leave what is due in the background to 'tts worker'.")
def serve(host: str, port: int, workers: int | None, no_worker: bool) -> None:
    """Serve the pages and the API until it is stopped, and run a worker inside."""
    load_doors()
    app = make_app()
    with app.app_context():
        require_migrated()
        db.session.remove()
        db.engine.dispose()
    require_free(host, port)
    shown = f"[{host}]" if ":" in host else host
    settings = {
        "bind": f"{shown}:{port}",
        "worker_class": "gthread",
        "workers": workers or min(4, os.cpu_count() or 1),
        "threads": THREADS,
        "loglevel": "warning",
        "limit_request_line": LONGEST_LINE,
        "timeout": 60,
        "graceful_timeout": 10,
        "control_socket_disable": True,
        "when_ready": lambda server: click.echo(f"TTS serves at http://{shown}:{port} (Ctrl+C stops it)."),
    }
    Server(settings, None if no_worker else InnerWorker()).run()


def require_free(host: str, port: int) -> None:
    """Raise Refusal when the port is taken, not allowed, or the address is not this machine's."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except socket.gaierror as error:
        raise Refusal(f"{host} is no address of this machine: choose another with --host.") from error
    except OSError as error:
        raise Refusal(_why_not(error, host, port)) from error


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use: stop what uses it, or choose another with --port."
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than this user has: choose one above 1023 with --port."
    return f"{host} is no address of this machine: choose another with --host."
