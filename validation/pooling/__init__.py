"""Pooling held to reference numbers."""
