"""What each kind of page shows: small records that templates print, each made from the edition by one function."""
