"""How well printed citations are read, field by field."""
