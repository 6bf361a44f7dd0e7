"""The macros of the pages: text stays text, words and exact moments stand together."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, g, render_template, render_template_string

from tts.config import data_folder
from tts.domain.marks import RunningClock
from tts.web.filters import register_words

NOW = datetime(2026, 11, 24, 12, 5, tzinfo=UTC)
EVIL = '"><script>alert(1)</script>'


@pytest.fixture
def app() -> Flask:
    app = Flask("macros", template_folder=str(data_folder("templates")))
    app.secret_key = "for flash messages"
    register_words(app)
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    app.jinja_env.globals["asset"] = lambda name: f"/static/{name}"
    return app


def show(app: Flask, source: str, **context: object) -> str:
    with app.test_request_context():
        g.zone = ZoneInfo("UTC")
        return render_template_string('{% import "_ui.html" as ui %}' + source, now=NOW, evil=EVIL, **context)


@pytest.mark.parametrize(
    "source",
    [
        "{{ ui.tag(evil) }}",
        "{{ ui.status_tag(evil) }}",
        "{{ ui.person({'id': 1, 'name': evil, 'email': evil}) }}",
        "{{ ui.ticket_link({'number': evil, 'subject': evil}, '/t', evil) }}",
        "{{ ui.btn(evil, 'icon', label=evil, attrs={'value': evil}) }}",
        "{{ ui.field(evil, 'a', evil, help=evil, error=evil, placeholder=evil) }}",
        "{{ ui.textarea(evil, 'a', evil, error=evil) }}",
        "{{ ui.select(evil, 'a', [(evil, evil)], evil) }}",
        "{{ ui.narrowed_select('A', 'a', [([evil], [(evil, evil)])], ['b']) }}",
        "{{ ui.suggest(evil, 'a', [evil], evil) }}",
        "{{ ui.error_summary({'a': evil}) }}",
        "{{ ui.notices_area([('ok', evil), ('ok', {'text': evil, 'url': '/u', 'word': evil})]) }}",
        "{{ ui.timeline([{'parts': [evil, (evil, 'b'), (evil, '/x')], 'at': now, 'note': evil}], now) }}",
        "{{ ui.life_line([{'word': evil, 'note': evil, 'why': evil, 'state': 'stop'}]) }}",
        "{{ ui.problem({'severity': 'info', 'code': evil, 'sentence': evil, 'why': evil}) }}",
        "{{ ui.problem({'severity': 'info', 'witness': evil}) }}",
        "{{ ui.problem({'severity': 'info', 'fixes': [{'label': evil}]}, '/f') }}",
        "{{ ui.facts([(evil, evil)]) }}",
        "{{ ui.place([(evil, '/x'), (evil, none)]) }}",
        "{{ ui.split_bar([(evil, evil, 1.0)]) }}",
        "{% call ui.confirm_form(evil, '/x', evil, evil, hidden={'a': evil}) %}{% endcall %}",
    ],
)
def test_every_text_is_escaped(app: Flask, source: str) -> None:
    shown = show(app, source)
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown or "\\u003cscript" in shown


def test_names_of_steps_are_escaped_in_pictures(app: Flask) -> None:
    box = SimpleNamespace(step_id=1, name=EVIL, x=0, y=0, w=90, h=30, is_start=True, is_end=True)
    arrow = SimpleNamespace(points=[(0, 0), (9, 9)], label=EVIL, is_loop=True)
    picture = SimpleNamespace(boxes=[box], arrows=[arrow])
    source = "{{ ui.route_svg(p, {1: 'now'}, {1: evil}, evil) }}{{ ui.tiny_svg(p) }}"
    source += "{{ ui.route_column(p.boxes, [(1, 1)], {}, {1: evil}) }}"
    assert "<script" not in show(app, source, p=picture)


def test_a_clock_says_words_and_the_exact_moment(app: Flask) -> None:
    shown = show(
        app,
        "{{ ui.clock(due, running, now) }}",
        due=NOW + timedelta(minutes=6),
        running=RunningClock(NOW - timedelta(minutes=42), timedelta(minutes=48)),
    )
    assert 'class="clock soon"' in shown
    assert ">6 min left</span>" in shown
    assert 'title="Tue 24 Nov 2026, 12:11"' in shown
    assert 'width="87%"' in shown
    assert 'data-due="2026-11-24T12:11:00+00:00" data-soon="2026-11-24T12:01:24+00:00"' in shown


def test_a_field_ties_its_help_and_error_to_the_input(app: Flask) -> None:
    shown = show(app, "{{ ui.field('Subject', 'subject', 'x', help='H', error='E') }}")
    assert 'aria-describedby="subject-error subject-help"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="subject-error"' in shown


def test_every_form_that_posts_carries_the_token(app: Flask) -> None:
    for source in (
        "{{ ui.post_btn('Go', '/x') }}",
        "{% call ui.confirm_form('Go', '/x', 'Sure?') %}{% endcall %}",
    ):
        assert 'name="csrf_token" value="token"' in show(app, source)


def test_a_refusal_is_told_as_a_notice_and_as_a_page(app: Flask) -> None:
    with app.test_request_context():
        notice = render_template("errors/_notice.html", status=409, title="Already acted on", sentence=EVIL)
        page = render_template("errors/show.html", status=503, viewer=None)
    assert "data-refusal" in notice
    assert "<script>" not in notice
    assert "tts upgrade" in page
    assert 'class="door"' in page
