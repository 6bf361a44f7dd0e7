"""What people do: one function, one use case, one transaction. No Flask; sessions come from the caller."""
