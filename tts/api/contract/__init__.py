"""What the API promises: its doors, what each takes and gives, and the OpenAPI document made of that."""
