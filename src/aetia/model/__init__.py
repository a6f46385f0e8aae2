"""The records that aetia speaks of. No input, no output."""
