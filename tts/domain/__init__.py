"""What is true: pure rules on plain values. No clock, no database, no framework."""
