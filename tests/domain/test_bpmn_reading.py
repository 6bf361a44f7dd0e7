"""BPMN of other tools: what a workflow can say comes in, the rest is named, nothing is run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.test_bpmn_writing import support
from tts.domain.bpmn import read_bpmn, write_bpmn
from tts.domain.bpmn.words import BOUNDS, DIAGRAM, MODEL
from tts.domain.errors import Invalid
from tts.domain.exchange.files import read_file
from tts.domain.exchange.refusal import FileRefused

HEAD = f'<definitions xmlns="{MODEL}" xmlns:di="{DIAGRAM}" xmlns:dc="{BOUNDS}" xmlns:z="urn:other" id="d">\n'


def bpmn(process: str, beside: str = "") -> bytes:
    return f'{HEAD}<process id="p" name="Leave">\n{process}\n</process>{beside}</definitions>'.encode()


def flow(source: str, target: str, name: str = "", inside: str = "") -> str:
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="{source}_{target}" name="{name}" {ends}>{inside}</sequenceFlow>'


LEAVE = "\n".join(
    [
        '<laneSet id="l"><lane id="l1" name="agent"><flowNodeRef>ask</flowNodeRef></lane>'
        '<lane id="l2" name="Boss"><flowNodeRef>decide</flowNodeRef></lane></laneSet>',
        '<startEvent id="s"/>',
        '<userTask id="ask" name="Ask&#10;for leave"><documentation>Say when.</documentation></userTask>',
        '<task id="decide" name="Decide" z:color="red"/>',
        '<exclusiveGateway id="g" name="Fine?" default="g_ask"/>',
        '<endEvent id="e"/>',
        flow("s", "ask"),
        flow("ask", "decide"),
        flow("decide", "g"),
        flow("g", "ask", "No"),
        flow("g", "e", "Yes", "<conditionExpression>${days &lt; 3}</conditionExpression>"),
        '<textAnnotation id="n"><text>Remember</text></textAnnotation>',
    ]
)
DRAWING = (
    '<di:BPMNDiagram><di:BPMNPlane><di:BPMNShape bpmnElement="ask"><dc:Bounds x="10.4" y="-5" width="1" '
    'height="1"/></di:BPMNShape><di:BPMNShape bpmnElement="decide"><dc:Bounds x="NaN" y="1e999"/>'
    "</di:BPMNShape></di:BPMNPlane></di:BPMNDiagram>"
)


def test_a_foreign_diagram_becomes_steps_and_transitions() -> None:
    document, left_out = read_bpmn(bpmn(LEAVE, DRAWING), ["agent"])
    nodes = document["graph"]["nodes"]
    told = ("temp_id", "name", "description", "role_name", "is_start", "is_end", "design")
    assert [tuple(node[key] for key in told) for node in nodes] == [
        ("ask", "Ask for leave", "Say when.", "agent", True, False, {"x": 10, "y": -5}),
        ("decide", "Decide", "", None, False, True, {}),
    ]
    edges = document["graph"]["edges"]
    assert [(edge["from_temp_id"], edge["to_temp_id"], edge["name"]) for edge in edges] == [
        ("ask", "decide", "Decide"),
        ("decide", "ask", "No"),
    ]
    assert document["workflow"]["name"] == "Leave"
    assert left_out == (
        [
            "Line 3: the lane “Boss”: no role here is called “Boss”, so its steps have none yet.",
            "Line 7: the name “Fine?” of the exclusive gateway.",
            "Line 10: the way from “Ask for leave” to “Decide” has no name; "
            "it was named after where it leads.",
            "Line 13: the condition “${days < 3}”; people choose here.",
            "Line 13: the name “Yes” of the way from “Decide” to the end; that choice is called “Complete”.",
            "Line 14: the text annotation “n”.",
            "What other tools wrote for themselves (color).",
        ]
    )


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ('<scriptTask id="x" name="Run"/>', "the script task “Run” cannot be expressed: people do the steps"),
        ('<serviceTask id="x"/>', "the service task “x” cannot be expressed"),
        ('<parallelGateway id="x"/>', "a ticket stands at one step at a time"),
        ('<inclusiveGateway id="x"/>', "the inclusive gateway “x”"),
        ('<intermediateCatchEvent id="x" name="Wait"/>', "not by events"),
        ('<boundaryEvent id="x"/>', "the boundary event"),
        ('<subProcess id="x" name="Inside"/>', "no process inside"),
        ('<callActivity id="x"/>', "does not call another one"),
        ('<startEvent id="x"><timerEventDefinition/></startEvent>', "it has a timer event definition"),
        ('<endEvent id="x"><errorEventDefinition/></endEvent>', "it has an error event definition"),
        (
            '<task id="x"><multiInstanceLoopCharacteristics/></task>',
            "it has a multi instance loop characteristics",
        ),
        ('<wonder id="x"/>', "a workflow has nothing like it"),
        ('<task name="Nobody"/>', "it has no id of its own"),
        ('<task id="ask"/>', "it has no id of its own"),
        (flow("g", "nowhere"), "its targetRef is “nowhere”, which is not in this process"),
        (flow("ask", "e"), "several ways leave it at once; put an exclusive gateway behind it"),
        ('<exclusiveGateway id="x"/>', "no way leads on from it"),
        (flow("g", "s"), "it leads to a start event"),
        (flow("e", "ask"), "it leaves an end event"),
    ],
)
def test_what_cannot_be_expressed_is_named_with_its_line(element: str, said: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_bpmn(bpmn(f"{LEAVE}\n{element}"), [])
    (reason,) = refused.value.reasons
    assert said in reason
    assert reason.startswith("Line 5:" if "several" in said else "Line 15:")


def test_every_element_that_cannot_be_expressed_is_named_at_once() -> None:
    with pytest.raises(FileRefused) as refused:
        read_bpmn(bpmn('<scriptTask id="a"/><parallelGateway id="b"/>' + flow("a", "b")), [])
    assert len(refused.value.reasons) == 2


def test_ways_through_several_gateways_are_one_transition_each() -> None:
    nodes = "".join(f'<task id="{name}" name="{name}"/>' for name in "abc")
    gates = '<exclusiveGateway id="g"/><exclusiveGateway id="h"/>'
    flows = flow("a", "g") + flow("g", "h", "More") + flow("h", "b", "Left") + flow("h", "c", "Right")
    document, left_out = read_bpmn(bpmn(nodes + gates + flows + flow("g", "c", "Less")), [])
    assert [edge["name"] for edge in document["graph"]["edges"]] == ["More / Left", "More / Right", "Less"]
    assert "There is no start event: “a” is where tickets start." in left_out
    assert "“b” leads nowhere: tickets end there." in left_out


def test_gateways_that_lead_to_each_other_for_ever_are_refused() -> None:
    gates = "".join(f'<exclusiveGateway id="{name}"/>' for name in "gh")
    with pytest.raises(FileRefused, match="lead to each other"):
        read_bpmn(bpmn(f'<task id="a"/>{gates}{flow("a", "g")}{flow("g", "h")}{flow("h", "g")}'), [])


def test_gateways_that_multiply_their_ways_are_refused() -> None:
    gates = "".join(f'<exclusiveGateway id="g{number}"/>' for number in range(25))
    doubled = "".join(flow(f"g{n}", f"g{n + 1}") + flow(f"g{n}", f"g{n + 1}") for n in range(24))
    process = f'<task id="a"/><task id="b"/>{gates}{flow("a", "g0")}{doubled}{flow("g24", "b")}'
    with pytest.raises(FileRefused, match="more ways than anybody could choose"):
        read_bpmn(bpmn(process), [])


def test_what_is_said_beside_the_steps_is_left_out_by_name() -> None:
    owners = "<humanPerformer/><potentialOwner><resourceRef>r</resourceRef></potentialOwner><potentialOwner/>"
    told = (
        '<startEvent id="s" name="Form sent"><documentation>On paper.</documentation></startEvent>\n'
        f'<task id="t" name="Look"><documentation>A</documentation><documentation>B</documentation>{owners}'
        f"</task>\n{flow('s', 't', '', '<documentation>Soon.</documentation>')}"
    )
    document, left_out = read_bpmn(bpmn(told, '<resource id="r" name="Agent"/>'), ["agent"])
    (node,) = document["graph"]["nodes"]
    assert (node["description"], node["role_name"]) == ("A\n\nB", "Agent")
    assert left_out == [
        "Line 3: the name “Form sent” of the start event.",
        "Line 3: the start event “Form sent” has a documentation of its own.",
        "Line 4: a human performer of “Look”.",
        "Line 4: a potential owner of “Look”.",
        "Line 5: the sequence flow “s_t” has a documentation of its own.",
        "“Look” leads nowhere: tickets end there.",
    ]


def test_only_one_process_is_a_workflow() -> None:
    other = '<process id="q"><task id="z"/></process>'
    with pytest.raises(FileRefused) as refused:
        read_bpmn(bpmn(LEAVE, other), [])
    assert [reason.partition(" is ")[0] for reason in refused.value.reasons] == [
        "Line 2: the process “Leave”",
        "Line 15: the process “q”",
    ]
    pool = '<collaboration id="c"><participant id="x" name="Pool"/></collaboration>'
    assert "Line 15: the participant “Pool”." in read_bpmn(bpmn(LEAVE, pool), [])[1]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "never read"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "never read"),
        (b"<x>", "not well-formed XML: no element found, line 1"),
        (b"<x>&a;</x>", "undefined entity"),
        (b"<x/>", "not BPMN 2.0"),
        (b"<a>" * 61 + b"</a>" * 61, "nested too deeply"),
        (b"<a>" + b"<b/>" * 200_000 + b"</a>", "more than 200,000 elements"),
        (b'<?xml version="1.0" encoding="klingon"?><x/>', "encoding"),
        (f"{HEAD}</definitions>".encode(), "There is no process in it"),
        (b"\xff\xfe<\x00", "not well-formed"),
    ],
)
def test_xml_that_is_no_bpmn_or_a_trap_is_refused_in_words(raw: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        read_file(raw)


def test_our_words_in_a_wrong_shape_are_told_like_those_of_any_file() -> None:
    text = write_bpmn(support()).replace('weight="0.5"', 'weight="heavy"', 1)
    text = text.replace('assignment="turn"', 'assignment="dice"', 1)
    with pytest.raises(FileRefused) as refused:
        read_file(text.encode())
    assert refused.value.reasons == (
        "graph.nodes[0].weight must be a number from 0 to 1.",
        "graph.nodes[0].assignment must be one of turn, least_loaded, queue.",
    )


def test_a_step_that_another_tool_copied_is_a_step_of_its_own() -> None:
    text = write_bpmn(support())
    copied = text.replace('key="aa"', 'key="a"').replace('key="aaa"', 'key="step_2"')
    assert [node["temp_id"] for node in read_bpmn(copied.encode(), [])[0]["graph"]["nodes"]] == [
        "a",
        "step_2",
        "step_3",
    ]


PIECES = st.sampled_from(
    [
        *LEAVE.splitlines(),
        *write_bpmn(support()).splitlines(),
        '<scriptTask id="x"/>',
        '<exclusiveGateway id="g"/>',
        flow("g", "g"),
        flow("ask", "ask", "Again"),
        "<sequenceFlow/>",
        "<task/>",
        "<x",
        "\0",
    ]
)


@given(st.lists(PIECES, max_size=14))
def test_any_pieces_of_bpmn_are_read_or_refused(pieces: list[str]) -> None:
    try:
        parcel = read_file(bpmn("\n".join(pieces)), ["agent"])
    except Invalid as refused:
        assert refused.sentence
    else:
        assert len(parcel.documents) == 1
