"""Events of workflows, people and roles as sentences; a ticket's are told by its story. Pure functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tts.web.story import TELLINGS, tell
from tts.web.story_parts import Part, b, who
from tts.web.words import say_count

Parts = tuple[Part, ...]

KINDS = [
    ("ticket", "Tickets: submitted, matched, ended"),
    ("item", "Work: assigned, resolved, escalated"),
    ("clock", "Clocks: warned, late"),
    ("escalation", "Escalations told of again"),
    ("outbox", "Messages that did not leave, tried again, given up"),
    ("inbound", "Messages that came in, tried again, given up"),
    ("webhook", "Webhooks: made, changed, paused, refused"),
    ("workflow", "Workflows: saved, deployed, initialized"),
    ("user", "People: made, renamed, let in or out"),
    ("member", "Who has which role"),
    ("role", "Roles and what they may do"),
    ("leave", "Leave"),
    ("token", "Access tokens"),
    ("credential", "Credentials of other systems"),
    ("connection", "Connections to other systems, tested"),
]
MOVES = {
    "workflow.created": "created",
    "workflow.deployed": "deployed",
    "workflow.edited": "made a draft again of",
    "workflow.initialized": "initialized",
    "workflow.reactivated": "initialized",
    "workflow.paused": "paused",
    "workflow.resumed": "resumed",
    "workflow.revised": "opened a revision of",
    "workflow.discarded": "discarded the revision of",
    "workflow.archived": "archived",
    "workflow.restored": "restored",
    "workflow.deleted": "deleted",
    "workflow.graph_saved": "saved the graph of",
    "workflow.details_saved": "saved the details of",
}
PROBED = {"broker": "the broker", "mail": "the mail server", "bms": "BMS", "openid": "the OpenID provider"}
CHANGES_SHOWN = 6


def sentence_of(event: Any) -> Parts:
    """What happened, who did it and to what; an unknown kind is told by its name rather than hidden."""
    if event.kind in MOVES:
        return _move(event)
    if event.kind in SAYINGS:
        return tuple(part for part in SAYINGS[event.kind](event) if part)
    if event.kind in TELLINGS or event.stream == "ticket":
        return tell(event).parts
    return (who(event), ": ", event.kind.replace(".", " ").replace("_", " "))


def changes_of(event: Any) -> list[str]:
    """The sentences of a save, a few of them and how many more."""
    changes = [str(change) for change in event.facts.get("changes") or []]
    more = max(int(event.facts.get("change_count") or 0), len(changes)) - CHANGES_SHOWN
    return changes[:CHANGES_SHOWN] + ([f"And {more:,} more."] if more > 0 else [])


def _move(event: Any) -> Parts:
    name = event.facts.get("name") or "a workflow"
    version = event.facts.get("version")
    said = f" as version {version}" if event.kind in ("workflow.initialized", "workflow.reactivated") else ""
    return (who(event), f" {MOVES[event.kind]} ", b(name), said if version else "")


def _brought_back(event: Any) -> Parts:
    facts = event.facts
    which = f" brought version {facts.get('version')} of "
    return (who(event), which, b(facts.get("name", "a workflow")), " back as a draft")


def _cloned(event: Any) -> Parts:
    facts = event.facts
    return (
        who(event),
        " cloned ",
        b(facts.get("from_name", "a workflow")),
        " as ",
        b(facts.get("name", "a copy")),
    )


def _about_person(verb: str) -> Callable[[Any], Parts]:
    return lambda event: (who(event), f" {verb} ", b(event.facts.get("name") or event.became or "somebody"))


def _about_role(verb: str) -> Callable[[Any], Parts]:
    return lambda event: (
        who(event),
        f" {verb} the role ",
        b(event.facts.get("role") or event.became or event.was),
    )


def _user_created(event: Any) -> Parts:
    word = " made the contact " if event.facts.get("contact") else " made the person "
    return (who(event), word, b(event.became or event.facts.get("name", "somebody")))


def _renamed(event: Any) -> Parts:
    facts = event.facts
    moved = facts.get("email") != facts.get("email_was")
    address = f", now reached at {facts.get('email')}" if moved else ""
    if event.was == event.became:
        return (who(event), " changed the address of ", b(event.became), address)
    return (who(event), " renamed ", b(event.was), " to ", b(event.became), address)


def _zone(event: Any) -> Parts:
    return (
        who(event),
        " set the time zone of ",
        b(event.facts.get("name", "somebody")),
        f" to {event.became}" if event.became else " to the company's",
    )


def _joined(event: Any) -> Parts:
    return (who(event), " gave ", b(event.facts.get("name", "somebody")), " the role ", b(event.became))


def _left(event: Any) -> Parts:
    return (who(event), " took the role ", b(event.was), " from ", b(event.facts.get("name", "somebody")))


def _role_changed(event: Any) -> Parts:
    named = (" renamed the role ", b(event.was), " to ", b(event.became))
    same = (" changed the role ", b(event.became))
    before, after = event.facts.get("permissions_were"), event.facts.get("permissions")
    rights = ""
    if before is not None and after is not None:
        rights = f": it may {_listed(after)}, before it might {_listed(before)}"
    return (who(event), *(same if event.was == event.became else named), rights)


def _listed(words: list[str]) -> str:
    return ", ".join(words) or "do nothing special"


def _leave(verb: str) -> Callable[[Any], Parts]:
    def say(event: Any) -> Parts:
        facts = event.facts
        span = f", {str(facts.get('starts_at', ''))[:10]} to {str(facts.get('ends_at', ''))[:10]}"
        return (who(event), f" {verb} ", b(facts.get("name", "somebody")), span)

    return say


def _all_retried(event: Any) -> Parts:
    facts = event.facts
    said = f" tried again what had failed: {say_count(int(facts.get('count') or 0), 'message')}"
    return (who(event), said, *((" to ", b(facts["destination"])) if facts.get("destination") else ()))


def _inbound(verb: str) -> Callable[[Any], Parts]:
    return lambda event: (who(event), f" {verb} a message that came in: ", b(event.facts.get("task", "?")))


def _all_inbound(event: Any) -> Parts:
    count = say_count(int(event.facts.get("count") or 0), "message")
    return (who(event), f" tried again what had come in and was not applied: {count}")


def _webhook(verb: str) -> Callable[[Any], Parts]:
    def say(event: Any) -> Parts:
        host = event.facts.get("host")
        to = f" to {host}" if host else ""
        return (who(event), f" {verb} the webhook ", b(event.facts.get("name", "?")), to)

    return say


def _webhook_refused(event: Any) -> Parts:
    return (
        who(event),
        " wanted a webhook to ",
        b(event.facts.get("host") or "nowhere"),
        ", which was refused",
    )


def _credential(verb: str) -> Callable[[Any], Parts]:
    def say(event: Any) -> Parts:
        label = event.facts.get("label")
        system = str(event.facts.get("system", "another system")).upper()
        return (who(event), f" {verb} a credential of ", b(system), f", “{label}”" if label else "")

    return say


def _connection_tested(event: Any) -> Parts:
    system = str(event.facts.get("system", "?"))
    said = "it answers" if event.facts.get("answers") else "it does not answer as it should"
    return (who(event), " tested the connection to ", b(PROBED.get(system, system)), f": {said}")


def _moving(verb: str) -> Callable[[Any], Parts]:
    """A move of running tickets: which workflow, from which version to which, how many."""

    def say(event: Any) -> Parts:
        facts = event.facts
        counts = facts.get("counts") or {}
        count = facts.get("tickets") or counts.get("moved") or counts.get("undone") or 0
        said = f", {say_count(int(count), 'ticket')}" if count else ""
        return (who(event), f" {verb} ", b(facts.get("name", "?")), f": {event.was} → {event.became}{said}")

    return say


SAYINGS: dict[str, Callable[[Any], Parts]] = {
    "workflow.cloned": _cloned,
    "workflow.moving_begun": _moving("began to move running tickets of"),
    "workflow.tickets_moved": _moving("moved running tickets of"),
    "workflow.moving_undone": _moving("had a move of running tickets taken back of"),
    "workflow.tickets_moved_back": _moving("brought moved tickets back of"),
    "workflow.brought_back": _brought_back,
    "user.created": _user_created,
    "user.renamed": _renamed,
    "user.time_zone_set": _zone,
    "user.notifications_chosen": _about_person("chose the notifications of"),
    "user.password_set": _about_person("set a new password for"),
    "user.reset_asked": _about_person("mailed a link to a new password to"),
    "user.linked": _about_person("linked a company log-in to"),
    "user.activated": _about_person("let in again"),
    "user.deactivated": _about_person("deactivated"),
    "member.added": _joined,
    "member.removed": _left,
    "role.created": _about_role("made"),
    "role.changed": _role_changed,
    "role.activated": _about_role("put back into use"),
    "role.deactivated": _about_role("took out of use"),
    "role.deleted": _about_role("deleted"),
    "leave.recorded": _leave("recorded a leave of"),
    "leave.ended": _leave("ended a leave of"),
    "token.created": _about_person("made an access token for"),
    "credential.created": _credential("made"),
    "credential.revoked": _credential("revoked"),
    "connection.tested": _connection_tested,
    "outbox.all_retried": _all_retried,
    "webhook.created": _webhook("made"),
    "webhook.changed": _webhook("changed"),
    "webhook.paused": _webhook("paused"),
    "webhook.resumed": _webhook("resumed"),
    "webhook.disabled": _webhook("paused, for its address is gone,"),
    "webhook.secret_rotated": _webhook("made a new secret for"),
    "webhook.tested": _webhook("sent a test to"),
    "webhook.replayed": _webhook("sent a message again to"),
    "webhook.deleted": _webhook("deleted"),
    "webhook.refused": _webhook_refused,
    "inbound.retried": _inbound("tried again"),
    "inbound.discarded": _inbound("gave up"),
    "inbound.all_retried": _all_inbound,
    "token.revoked": _about_person("revoked an access token of"),
}
