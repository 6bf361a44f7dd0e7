"""Playing a trial: its moves one after another, from the beginning, the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tts.domain.errors import DomainError, Refused
from tts.domain.trial import acts
from tts.domain.trial.begin import begin
from tts.domain.trial.hearing import seal
from tts.domain.trial.moves import LATEST, Act, Move, moment_of
from tts.domain.trial.run import Run, Setting
from tts.domain.trial.sweep import go_on, next_moment


@dataclass(frozen=True, slots=True)
class Played:
    """Where the moves led. `done` of them were made; `refusal` says why the next one was not."""

    run: Run
    done: int
    refusal: DomainError | None = None
    is_over: bool = False


def play(setting: Setting, moves: Sequence[Move]) -> Played:
    """Play the moves as far as they go; Refused where not even the beginning is possible."""
    run = seal(begin(setting))
    run = go_on(run, run.now)
    for place, move in enumerate(moves):
        try:
            run = make_move(run, move)
        except DomainError as refusal:
            return Played(run, place, refusal, run.item is None)
    return Played(run, len(moves), None, run.item is None)


def make_move(run: Run, move: Move) -> Run:
    """One move, then what happens by itself at that moment; raises what the real act would."""
    if run.item is None:
        raise Refused(f"The steps are done and the ticket is {run.status}: nothing more can be tried.")
    after = seal(_act(run, move))
    return go_on(after, after.now)


def _act(run: Run, move: Move) -> Run:
    match move.act:
        case Act.CHOOSE:
            return acts.choose(run, move.number, move.note)
        case Act.CLAIM:
            return acts.claim(run, move.number or 0)
        case Act.HOLD:
            return acts.hold(run, move.note)
        case Act.RESUME:
            return acts.resume(run, move.note)
        case Act.ESCALATE:
            return acts.escalate(run, move.note)
        case Act.RETURN:
            return acts.give_back(run, move.note)
        case Act.PRIORITY:
            return acts.change_priority(run, move.word, move.note)
        case _:
            return _pass_time(run, move)


def _pass_time(run: Run, move: Move) -> Run:
    """The clock goes on to the next thing that happens, by some minutes, or to a moment."""
    if move.act is Act.NEXT_MARK:
        moment = next_moment(run)
        if moment is None:
            raise Refused("Nothing is due that would happen by itself: move the clock by hand.")
    elif move.act is Act.WAIT:
        moment = run.now + timedelta(minutes=move.number or 0)
    else:
        moment = moment_of(move)
    if moment < run.now:
        raise Refused("The clock of a trial only goes on: choose a later moment, or take a move back.")
    return go_on(run, min(moment, max(LATEST, run.now)))
