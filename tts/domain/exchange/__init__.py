"""Workflows as files: one JSON document, and reading it back, or BPMN; each module does one thing."""
