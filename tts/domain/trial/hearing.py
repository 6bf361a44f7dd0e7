"""Who would hear what: the messages of a trial as people get them, but for who may not see the ticket."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tts.domain.ending import NAME_OF
from tts.domain.notifications import FOR_REQUESTERS, SAYS, TASKS, NoticeKind, say_notice
from tts.domain.trial.posts import NOTIFICATION, is_admin, reviews
from tts.domain.trial.run import Happened, Post, Run


@dataclass(frozen=True, slots=True)
class Heard:
    """One notice and whom it would reach; `kind` None is a message to another system, `system`.

    `remark` says why that would not be sent.
    """

    kind: NoticeKind | None
    text: str
    user_ids: tuple[int, ...] = ()
    system: str = ""
    remark: str | None = None


def addressee_of(post: Post) -> int:
    """Whom a notice is for."""
    told = _told(post)
    found: int = told.get("to_user_id", told.get("user_id"))
    return found


def seal(run: Run) -> Run:
    """Note in what just happened who may not see the ticket as it is now: they would not be told."""
    open_from = next((n for n, one in enumerate(run.log) if one.unseen_by is None), len(run.log))
    if open_from == len(run.log):
        return run
    sealed = [replace(one, unseen_by=_unseen(run, one)) for one in run.log[open_from:]]
    return replace(run, log=(*run.log[:open_from], *sealed))


def heard_of(happened: Happened) -> list[Heard]:
    """What would be heard of an event: a line a notice, its people together."""
    found: dict[tuple[NoticeKind, str], list[int]] = {}
    outside = []
    for post in happened.posts:
        if post.destination != NOTIFICATION:
            name = NAME_OF.get(post.destination, post.destination)
            outside.append(Heard(None, f"{name} would be asked.", (), name, post.remark))
        elif addressee_of(post) not in (happened.unseen_by or ()):
            found.setdefault((TASKS[post.kind], text_of(post)), []).append(addressee_of(post))
    return [Heard(kind, text, tuple(people)) for (kind, text), people in found.items()] + outside


def text_of(post: Post) -> str:
    """The sentence of a notice, as the bell shows it."""
    if post.payload.get(SAYS):
        return str(post.payload[SAYS])
    return say_notice(TASKS[post.kind], _told(post))


def _told(post: Post) -> Mapping[str, Any]:
    kwargs = post.payload["kwargs"]
    assert isinstance(kwargs, Mapping)
    return kwargs


def _unseen(run: Run, happened: Happened) -> frozenset[int]:
    return frozenset(
        addressee_of(post)
        for post in _notices(happened.posts)
        if not _sees(run, addressee_of(post), TASKS[post.kind])
    )


def _notices(posts: Iterable[Post]) -> Iterator[Post]:
    return (post for post in posts if post.destination == NOTIFICATION)


def _sees(run: Run, user_id: int, kind: NoticeKind) -> bool:
    """Whether the person would see the ticket; who only asked for it is not told what the staff tell."""
    if user_id == run.setting.requester_id and kind in FOR_REQUESTERS:
        return True
    staff, item = run.staff, run.item
    if user_id not in staff.people or not staff.people[user_id].is_active:
        return False
    if user_id in run.held_by or staff.may(user_id, is_admin):
        return True
    if user_id == run.coordinator_id and staff.may(user_id, lambda duty: duty.can_coordinate):
        return True
    if item is None:
        return False
    looked_at = [item.escalation_role_id, run.raised.to_role_id if run.raised else None]
    roles = [item.role_id, *(looked_at if staff.may(user_id, reviews) else ())]
    return any(role_id is not None and staff.serves(user_id, role_id) for role_id in roles)
