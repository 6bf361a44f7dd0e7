"""Who gets what: turns in a role, what waits in its queue, what a leaving person held."""
