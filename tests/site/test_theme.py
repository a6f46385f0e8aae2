"""A library's own looks: colour, logo, stylesheet, templates; and what a stranger's theme cannot do."""

from __future__ import annotations

import re
import shutil
import struct
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from jinja2 import FunctionLoader

from aetia.errors import BuildError
from aetia.library import read_library
from aetia.library.check import check_library
from aetia.library.read import all_files
from aetia.site import addresses, build_site
from aetia.site.accent import LEAST, accent, contrast, luminance
from aetia.site.environment import environment_for, fill, public_names
from aetia.site.logo import MOST_BYTES, read_logo
from aetia.site.page import Page
from aetia.site.render import policy
from aetia.site.stylesheet import part
from aetia.site.theme import Theme, read_theme
from aetia.site.words import load_words

MakeLibrary = Callable[..., Path]
ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/theme/theme"
GUIDE = ROOT / "docs/operators/theme.md"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40">{}</svg>'


def themed(library: Path, **files: str) -> Path:
    """A library with some files in its folder `theme/`; ``_`` in a name stands for a dot, ``__`` for a slash."""
    for name, text in files.items():
        path = library / "theme" / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return library


# The example, and what the guide says of it


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory, make_library: MakeLibrary) -> tuple[Path, Path]:
    """A library with the example's theme, and its site."""
    room = tmp_path_factory.mktemp("theme")
    library = make_library(room / "library", looks={"accent": "#7a1f5c", "logo": "logo.svg"})
    shutil.copytree(EXAMPLE, library / "theme")
    return library, build_site(library, room / "site").out


def test_the_guide_shows_the_files_of_the_example() -> None:
    shown = re.findall(r"<!-- file: (\S+) -->\n```[\w+]+\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert [name for name, _ in shown] == ["style.css", "templates/base.html", "templates/missing.html"]
    for name, text in shown:
        assert (EXAMPLE / name).read_text(encoding="utf-8") == text, name


def test_a_themed_library_is_sound_and_its_theme_belongs_to_it(example: tuple[Path, Path]) -> None:
    library, _ = example
    assert [fault for fault in check_library(library) if fault.file.startswith("theme")] == []
    assert {name for name in all_files(library) if name.startswith("theme/")} == {
        "theme/logo.svg",
        "theme/style.css",
        "theme/templates/base.html",
        "theme/templates/missing.html",
    }


def test_a_theme_is_published_with_the_other_sources(example: tuple[Path, Path]) -> None:
    library, site = example
    for name in ("logo.svg", "style.css", "templates/base.html"):
        assert (site / "source/theme" / f"{name}.txt").read_bytes() == (library / "theme" / name).read_bytes()


def test_a_template_changes_a_block_and_keeps_the_rest(example: tuple[Path, Path]) -> None:
    _, site = example
    for page in ("index.html", "causes/dust/slate-dust/index.html", "studies/rot-2010/index.html"):
        html = (site / page).read_text(encoding="utf-8")
        assert html.count('<p class="helpline">') == 1, page
        assert "The source of this page" in html, page
    assert "Our pages moved in 2026." in (site / "404.html").read_text(encoding="utf-8")


def test_colour_and_style_follow_in_the_same_stylesheet(example: tuple[Path, Path]) -> None:
    _, site = example
    css = (site / "static/style.css").read_text(encoding="utf-8")
    own = css.index("--brand:#17455c")
    assert own < css.index("--brand:#7a1f5c") < css.index(".helpline")


def test_the_logo_stands_before_the_title_and_in_the_tab(example: tuple[Path, Path]) -> None:
    library, site = example
    html = (site / "studies/rot-2010/index.html").read_text(encoding="utf-8")
    assert '<img src="../../static/logo.svg" alt="" width="96" height="40">Palewrist Evidence Library</a>' in html
    assert '<link rel="icon" href="../../static/logo.svg" type="image/svg+xml">' in html
    assert (site / "static/logo.svg").read_bytes() == (library / "theme/logo.svg").read_bytes()


def test_a_theme_that_changes_nothing_gives_the_same_pages(
    make_library: MakeLibrary, tmp_path: Path, site: Path
) -> None:
    """So the sandbox fills our own templates as plain Jinja does."""
    library = themed(make_library(tmp_path / "library"), templates__base_html="{% extends 'aetia/base.html' %}")
    other = build_site(library, tmp_path / "site").out
    pages = sorted(path.relative_to(site) for path in site.rglob("*.html") if "source" not in path.parts)
    assert len(pages) > 20
    assert [page for page in pages if (site / page).read_bytes() != (other / page).read_bytes()] == []


def test_a_template_of_ours_is_compiled_once_until_its_text_changes() -> None:
    one, other = environment_for(Theme()), environment_for(Theme())
    assert one.get_template("home.html").root_render_func.__code__ is (
        other.get_template("home.html").root_render_func.__code__
    )
    for text in ("before", "after"):
        other = environment_for(Theme())
        other.loader = FunctionLoader({"home.html": (text, "/templates/home.html", None)}.get)
        assert other.get_template("home.html").render() == text


# The accent


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#fff", "#fff") == 1
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert luminance("#ff0000") == pytest.approx(0.2126)
    assert luminance("#00ff00") == pytest.approx(0.7152)


def grounds(scheme: str) -> list[str]:
    """The grounds of links, straight from the stylesheet."""
    halves = part("tokens").split("@media (prefers-color-scheme: dark)")
    css = halves[0 if scheme == "light" else 1]
    return [re.findall(rf"--{name}: (#\w+)", css)[0] for name in ("paper", "card", "wash", "warn", "bad")]


@pytest.mark.parametrize(
    "colour", ["#7a1f5c", "#ffcc00", "#000000", "#ffffff", "#808080", "#00ff00", "#17455c", "#0000ff"]
)
def test_links_and_bars_can_be_read_whatever_the_accent(colour: str) -> None:
    light, dark = accent(colour).css.split("@media")
    for css, scheme in ((light, "light"), (dark, "dark")):
        token = dict(re.findall(r"--([a-z-]+):(#\w+)", css))
        assert min(contrast(token["link"], ground) for ground in grounds(scheme)) >= LEAST
        assert contrast(token["on-brand"], token["brand"]) >= LEAST
        assert contrast(token["on-brand"], token["brand-deep"]) >= LEAST


def test_an_accent_that_reads_is_left_alone_and_one_that_does_not_is_told() -> None:
    assert "--link:#7a1f5c" in accent("#7a1f5c").css.split("@media")[0]
    told = accent("#ffcc00").warnings
    assert len(told) == 1
    assert told[0] in " ".join(GUIDE.read_text(encoding="utf-8").split())


def test_a_word_is_no_colour(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    settings = library / "aetia.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '\n[looks]\naccent = "red;}"\n', encoding="utf-8")
    with pytest.raises(Exception, match="accent"):
        read_library(library)


# The logo


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * ((width + 1) * height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_png_is_shown_in_its_own_shape(tmp_path: Path) -> None:
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme/mark.png").write_bytes(png(60, 30))
    logo = read_logo(tmp_path, "mark.png")
    assert (logo.width, logo.height, logo.address, logo.kind) == (80, 40, "static/logo.png", "image/png")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (SVG.format("<script>alert(1)</script>"), "script"),
        (SVG.format("<foreignObject><p>x</p></foreignObject>"), "foreignObject"),
        (SVG.format('<path onload="alert(1)"/>'), "onload"),
        (SVG.format('<use href="https://elsewhere.example/x.svg#a"/>'), "href"),
        (SVG.format('<path style="fill: url(https://elsewhere.example/x)"/>'), "style"),
        (SVG.format("<style>@import 'https://elsewhere.example/x.css';</style>"), "fetches"),
        (SVG.format('<image href="data:image/png;base64,AAAA"/>'), "image"),
        (SVG.format('<a href="#x"><path/></a>'), "'a'"),
        (SVG.format('<p xmlns="http://www.w3.org/1999/xhtml">x</p>'), "xhtml"),
        (SVG.format('<animate attributeName="href" values="javascript:alert(1)"/>'), "animate"),
        ('<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG.format("&a;"), "declaration"),
        ('<?xml-stylesheet href="x.css"?>' + SVG.format(""), "declaration"),
        ('<svg xmlns="http://www.w3.org/2000/svg"></svg>', "size"),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 40"></svg>', "900 wide"),
        ("<html></html>", "no SVG"),
        ("<svg", "no SVG"),
        (SVG.format("<path/>" * MOST_BYTES), "larger"),
    ],
)
def test_an_svg_that_is_more_than_a_picture_is_refused(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme/logo.svg").write_text(content, encoding="utf-8")
    with pytest.raises(BuildError, match=re.escape(says)):
        read_logo(tmp_path, "logo.svg")


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", png(60, 30)[:-8], png(60, 30)[:20], png(1, 1).replace(b"IHDR", b"IDOT")]
)
def test_what_is_no_png_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme/logo.png").write_bytes(content)
    with pytest.raises(BuildError, match="no PNG"):
        read_logo(tmp_path, "logo.png")


def test_a_logo_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "theme").mkdir()
    (tmp_path / "secret.svg").write_text(SVG.format(""), encoding="utf-8")
    (tmp_path / "theme/logo.svg").symlink_to(tmp_path / "secret.svg")
    with pytest.raises(BuildError, match="not there"):
        read_logo(tmp_path, "logo.svg")


# The stylesheet


@pytest.mark.parametrize(
    "rule",
    [
        "@import 'other.css';",
        "\n@IMPORT url(x);",
        "a { background: url(https://elsewhere.example/p.gif) }",
        "a { background: URL( '//elsewhere.example/p.gif' ) }",
        "a { background: url(data:image/svg+xml,<svg/>) }",
        "a { background: u\\72l(https://elsewhere.example) }",
    ],
)
def test_a_stylesheet_that_asks_for_a_file_is_refused(make_library: MakeLibrary, tmp_path: Path, rule: str) -> None:
    library = themed(make_library(tmp_path / "library"), style_css=f"p {{ margin: 0 }}\n{rule}")
    with pytest.raises(BuildError, match=r"theme/style\.css:[23]"):
        build_site(library, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_picture_within_a_stylesheet_is_allowed(make_library: MakeLibrary, tmp_path: Path) -> None:
    rule = "a { background: url(data:image/png;base64,iVBORw0KGgo=) } /* no @import here */"
    library = themed(make_library(tmp_path / "library"), style_css=rule)
    css = (build_site(library, tmp_path / "site").out / "static/style.css").read_text(encoding="utf-8")
    assert css.endswith(rule)


# Templates of strangers

POLICY = '<meta http-equiv="Content-Security-Policy" content="{{ policy }}">'
HEAD = f"<!doctype html><html><head>{POLICY}</head>"


@pytest.fixture(scope="module")
def filled(library_root: Path) -> Callable[[str], str]:
    """Fills a theme's `page.html` with what a page is given, as far as it could be abused."""
    library = read_library(library_root)
    page = Page("page", "causes/", "Causes", make=partial(read_library, library_root))
    values = {
        "page": page,
        "settings": library.settings,
        "studies": list(library.studies.values()),
        "t": load_words("en"),
        "a": public_names(addresses),
        "link": partial(addresses.link, "causes/"),
        "policy": policy(""),
    }

    def fill_one(text: str) -> str:
        environment = environment_for(Theme(templates={"page.html": text}))
        return fill(environment, "page", "causes/", values)

    return fill_one


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ a.posixpath }}", "posixpath"),
        ("{{ link.func }}", "unsafe"),
        ("{{ ''.__class__ }}", "unsafe"),
        ("{{ t.__init__.__globals__ }}", "unsafe"),
        ("{{ page.make() }}", "unsafe"),
        ("{{ settings.model_dump() }}", "unsafe"),
        ("{{ settings['model_dump'] }}", "unsafe"),
        ("{{ (studies|map(attribute='model_dump')|first)() }}", "unsafe"),
        ("{{ studies|map('attr', 'x')|list }}", "attr"),
        ("{{ studies }}", "cannot be printed"),
        ("{{ edition }}", "edition"),
        ("{{ '{0.__class__}'.format(settings) }}", "unsafe"),
        ("{% include '../../aetia.toml' %}", "aetia.toml"),
        ("{% include '/etc/passwd' %}", "passwd"),
        ("{% include 'theme/../base.html' %}", "base.html"),
        ("{{ nothing.here }}", "'nothing' is undefined"),
        ("{{ 1 // 0 }}", "ZeroDivisionError"),
        ("{% if %}", "Expected an expression"),
    ],
)
def test_a_template_reads_nothing_but_what_it_is_given(filled: Callable[[str], str], text: str, says: str) -> None:
    with pytest.raises(BuildError) as raised:
        filled(f"{HEAD}\n\n{text}")
    assert says in str(raised.value)
    assert str(raised.value).startswith("theme/templates/page.html:3 for causes/: ")


def test_a_theme_at_fault_leaves_nothing_behind(make_library: MakeLibrary, tmp_path: Path) -> None:
    text = "{% extends 'aetia/base.html' %}\n{% block notes %}\n{{ view.topics }}\n{% endblock %}"
    library = themed(make_library(tmp_path / "library"), templates__base_html=text)
    with pytest.raises(BuildError, match=r"theme/templates/base\.html:3 for .*topics.* nothing was written"):
        build_site(library, tmp_path / "site")
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    "text",
    [
        "{% for i in range(100000000) %}x{% endfor %}",
        "{% for i in range(1000) %}{% for j in range(1000) %}{% for k in range(1000) %}{% endfor %}{% endfor %}{% endfor %}",
        "{% for i in range(1000) %}{% for j in range(1000) %}{{ settings.title }}{% endfor %}{% endfor %}",
        "{% set n = namespace(x='abcdefgh') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
        "{% set n = namespace(x='abcdefgh') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x='a') %}{% for i in range(60) %}{% set y %}{{ n.x }}{{ n.x }}{% endset %}"
        "{% set n.x = y %}{% endfor %}",
        "{% set n = namespace(x=['a']) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}",
        "{% set n = namespace(x='aa') %}{% for i in range(60) %}{% set n.x = n.x|replace('a', n.x) %}{% endfor %}",
        "{% set n = namespace(x='aa') %}{% for i in range(60) %}{% set n.x = range(1000)|map('string')|join(n.x) %}{% endfor %}",
        "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 99999999 }}",
        "{{ 'x'|center(1000000000) }}",
        "{{ '%0999999999d'|format(1) }}",
        "{{ '%*d'|format(999999999, 1) }}",
        "{{ 'x'.ljust(1000000000) }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{{ self.notes() }}",
        "{% include 'page.html' %}",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    ],
)
def test_a_template_cannot_keep_a_build_from_ending(filled: Callable[[str], str], text: str) -> None:
    with pytest.raises(BuildError, match=r"theme/templates/page\.html"):
        filled(f"{HEAD}{{% block notes %}}{text}{{% endblock %}}")


@pytest.mark.parametrize(
    "base",
    [
        "<!doctype html><html><head><title>x</title></head><body><script>alert(1)</script></body></html>",
        f"<!doctype html><html><head><script>alert(1)</script>{POLICY}</head></html>",
        f"<!doctype html><html><head><!-- {POLICY} --><script>alert(1)</script></head></html>",
        f'<!doctype html><html title="><head>{POLICY}<script>alert(1)</script></head></html>',
        f"<!doctype html><html title='><head>{POLICY}<script>alert(1)</script></head></html>",
        f"<!doctype html><html><head><title>{POLICY}</title><script>alert(1)</script></head></html>",
        f'<!doctype html><html><head>{POLICY}<meta HTTP-EQUIV=refresh content="0;https://elsewhere.example"></head></html>',
    ],
)
def test_a_template_cannot_take_the_policy_away(filled: Callable[[str], str], base: str) -> None:
    with pytest.raises(BuildError, match="content security policy"):
        filled(base)
    assert filled(HEAD)


def test_a_template_that_is_a_link_is_not_read(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    (tmp_path / "outside.html").write_text("stolen", encoding="utf-8")
    (library / "theme/templates").mkdir(parents=True)
    (library / "theme/templates/missing.html").symlink_to(tmp_path / "outside.html")
    assert read_theme(read_library(library)).templates == {}
    (library / "theme/templates/missing.html").unlink()
    (library / "theme/templates").rmdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/missing.html").write_text("stolen", encoding="utf-8")
    (library / "theme/templates").symlink_to(tmp_path / "outside")
    assert read_theme(read_library(library)).templates == {}


def test_what_is_no_part_of_a_theme_is_told(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = themed(make_library(tmp_path / "library"), run_py="", templates__base_css="", fonts__a_woff="")
    told = {fault.file: fault.code for fault in check_library(library) if fault.file.startswith("theme/")}
    assert told == {
        "theme/run.py": "stray-file",
        "theme/templates/base.css": "stray-file",
        "theme/fonts/a.woff": "stray-file",
    }


def test_an_ordinary_template_may_reckon_and_loop(filled: Callable[[str], str]) -> None:
    text = (
        "<p>{{ settings.title|upper }} {{ 1 + 2 }} {% for i in range(3) %}{{ loop.index }}{% endfor %} {{ ['x', 'y']|join(', ') }} "
        "{{ 'a-b'|replace('-', '+') }} {{ '%.1f'|format(2.55) }} {{ studies|length }} {{ 'un' ~ 'do' }}</p>"
    )
    assert re.search(r"<p>PALEWRIST EVIDENCE LIBRARY 3 123 x, y a\+b 2\.5 13 undo</p>", filled(HEAD + text))
