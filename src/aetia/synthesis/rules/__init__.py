"""The verdict rules: one TOML file a version, and the reader that turns it into conditions."""

from aetia.synthesis.rules.book import FlagRule, Rule, RuleBook, Way, load_rules, read_rules, versions

__all__ = ["FlagRule", "Rule", "RuleBook", "Way", "load_rules", "read_rules", "versions"]
