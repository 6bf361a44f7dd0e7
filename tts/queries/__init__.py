"""What people ask; read only. Every list asks tts.queries.visibility what the person may see."""
