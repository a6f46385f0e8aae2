"""The site that readers see: static pages, built from a library and from nothing else."""

from aetia.site.build import Built, Warned, build_site, read_sound_library, render_site

__all__ = ["Built", "Warned", "build_site", "read_sound_library", "render_site"]
