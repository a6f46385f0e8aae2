"""The site that readers see: static pages, built from a library and from nothing else."""

from aetia.site.build import Built, SiteBuilder, build_site, render_site
from aetia.site.warnings import Warned

__all__ = ["Built", "SiteBuilder", "Warned", "build_site", "render_site"]
