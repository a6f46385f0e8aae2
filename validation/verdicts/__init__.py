"""The verdict rules held to known cases and to simulated topics."""
