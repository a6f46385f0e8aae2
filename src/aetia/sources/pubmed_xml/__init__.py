"""PubMed's XML: a streaming reader into columns that loses nothing silently."""

from aetia.sources.pubmed_xml.canonical import Fault
from aetia.sources.pubmed_xml.read import PubmedFile, Report
from aetia.sources.pubmed_xml.schema import record_schema

__all__ = ["Fault", "PubmedFile", "Report", "record_schema"]
