"""One search for tickets, steps and people, each within what one may see."""

from __future__ import annotations

from flask import Blueprint, render_template

from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.searching import find_people, find_workflows
from tts.queries.tickets import TicketFilter, list_tickets
from tts.web.access import acting, signed_in
from tts.web.forms import searched_words

search = Blueprint("search", __name__)

FOUND = 10


@search.get("/search")
@signed_in
def show() -> str:
    """Tickets one may see; workflows and people for those who look after them."""
    actor = acting()
    words = searched_words()
    tickets = list_tickets(db.session, actor, TicketFilter(search=words), size=FOUND).rows if words else ()
    workflows = find_workflows(db.session, words) if words and actor.may(Permission.DESIGN) else ()
    people = find_people(db.session, words) if words and actor.may(Permission.PEOPLE) else ()
    return render_template(
        "search/show.html", words=words, tickets=tickets, workflows=workflows, people=people, size=FOUND
    )
