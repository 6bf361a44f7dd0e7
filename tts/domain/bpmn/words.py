"""The names that BPMN and we ourselves give to things in such a file."""

from __future__ import annotations

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS = "http://www.omg.org/spec/DD/20100524/DC"
LINES = "http://www.omg.org/spec/DD/20100524/DI"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
OWN = "urn:tts:workflow:1"
CHOICE = "urn:tts:choice"
"""The language of our conditions: a person chooses, nothing is evaluated."""

COMPLETE = "Complete"
EXPORTER = "TTS"

DETAIL_ATTRIBUTES = {
    "department": "department",
    "category": "category",
    "sub_category": "subCategory",
    "low_sla": "lowSla",
    "medium_sla": "mediumSla",
    "high_sla": "highSla",
    "urgent_sla": "urgentSla",
    "end_logic": "endLogic",
}
STEP_TEXTS = {"temp_id": "key", "escalate_to_name": "escalateTo", "assignment": "assignment"}
