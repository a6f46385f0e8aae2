"""Outside services and file formats, one file each."""
