"""Real races: threads with a connection each, let loose at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import DomainError
from tts.extensions import engine_options, prepare_sqlite

Result = TypeVar("Result")


@contextmanager
def engine_of(url: str) -> Iterator[sa.Engine]:
    """An engine like the application's own, closed afterwards."""
    engine = sa.create_engine(url, **engine_options(url))
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)
    try:
        yield engine
    finally:
        engine.dispose()


def race(url: str, acts: Sequence[Callable[[Session], Result]]) -> list[Result | DomainError]:
    """Run all `acts` at once, each with its own thread and connection; refusals come back as answers."""
    barrier = Barrier(len(acts), timeout=30)

    def run(act: Callable[[Session], Result]) -> Result | DomainError:
        with Session(engine) as session:
            barrier.wait()
            try:
                return act(session)
            except DomainError as refusal:
                return refusal

    with engine_of(url) as engine, ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(60) for future in [pool.submit(run, act) for act in acts]]
