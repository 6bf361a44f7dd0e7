"""Looking a machine's name up, in bounded time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence

LONGEST_LOOK_UP = 5.0
Resolve = Callable[[str, int], Sequence[str]]


def resolve_name(host: str, port: int) -> Sequence[str]:
    """Every address of a name, in the order in which they are to be tried; raises OSError."""
    found: list[str] = []
    faults: list[OSError] = []

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(row[4][0]) for row in rows))
        except OSError as error:
            faults.append(error)
        except UnicodeError:
            faults.append(OSError("that is no name of a machine"))

    thread = threading.Thread(target=look_up, name="look-up", daemon=True)
    thread.start()
    thread.join(LONGEST_LOOK_UP)
    if thread.is_alive():
        raise TimeoutError(f"its name was not found within {LONGEST_LOOK_UP:g} seconds")
    if faults:
        raise faults[0]
    return found
