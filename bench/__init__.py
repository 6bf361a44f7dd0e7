"""What things cost, each measured against something else in the same run: `python -m bench`."""
