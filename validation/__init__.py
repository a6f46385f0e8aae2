"""Claims, measured: one script and one README each."""
