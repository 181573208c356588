"""
Builds the two subset web fonts and the complete letter fonts from a downloaded package archive.

Usage: python tools/fonts.py ibm-plex-sans-arabic-1.1.0.tgz
The source font reserves its name, so what is changed here carries our own name inside.
"""

import hashlib
import io
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

UI = Path(__file__).resolve().parent.parent / "src/daman/interfaces/ui"
FAMILY = "Daman Sans"
WEIGHTS = {400: ("Regular", "Regular"), 600: ("SemiBold", "SemiBold")}
# Arabic letters, marks and both digit sets; ASCII; the punctuation, arrows and marks of our pages.
KEPT = [
    *range(0x20, 0x7F),
    *(0xA0, 0xA9, 0xAB, 0xB7, 0xBB, 0xD7, 0xF7),
    *range(0x600, 0x671),
    *(0x671, 0x67E, 0x686, 0x698, 0x6A4, 0x6A9, 0x6AF, 0x6C1, 0x6CC, 0x6D4, *range(0x6F0, 0x6FA)),
    *(0x200C, 0x200D, 0x200E, 0x200F, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022),
    *(0x2026, 0x2039, 0x203A, 0x2212, 0x2190, 0x2191, 0x2192, 0x2193, 0x2713),
    *(0xFD3E, 0xFD3F, 0xFDFC),
]
ARCHIVED = "package/fonts/complete/woff2/IBMPlexSansArabic-{style}.woff2"
LICENCE = "package/LICENSE.txt"


def renamed(font: TTFont, style: str) -> TTFont:
    """Return the font with the family name inside it changed to ours."""
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    texts = {
        1: f"{FAMILY} {style}" if style != "Regular" else FAMILY,
        2: "Regular",
        3: f"1.0;{postscript}",
        4: f"{FAMILY} {style}",
        6: postscript,
        16: FAMILY,
        17: style,
    }
    names = font["name"]
    kept = [record for record in names.names if record.nameID in (0, 13, 14)]
    names.names = kept
    for name_id, text in texts.items():
        names.setName(text, name_id, 3, 1, 0x409)
    return font


def subset(font: TTFont, characters: Iterable[int]) -> TTFont:
    """Return the font with only the given characters, shaping kept, without hints for screens."""
    options = Options()
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    return font


def build(archive: Path) -> None:
    """Write the fonts, their licence and their provenance beside them."""
    with tarfile.open(archive) as package:
        contents = {
            weight: _member(package, ARCHIVED.format(style=source))
            for weight, (source, _style) in WEIGHTS.items()
        }
        licence = _member(package, LICENCE)
    for weight, content in contents.items():
        style = WEIGHTS[weight][1]
        web = renamed(subset(TTFont(io.BytesIO(content), recalcTimestamp=False), KEPT), style)
        web.flavor = "woff2"
        web.save(UI / f"static/ui/fonts/daman-sans-{weight}.woff2")
        whole = TTFont(io.BytesIO(content), recalcTimestamp=False)
        # A print needs every character and no hints, which would be a fifth of each letter.
        letter = renamed(subset(whole, list(whole.getBestCmap())), style)
        letter.flavor = None
        letter.save(UI / f"fonts/DamanSans-{style}.ttf")
    for folder in ("fonts", "static/ui/fonts"):
        (UI / folder / "OFL.txt").write_bytes(licence)
    (UI / "fonts/PROVENANCE.md").write_text(_provenance(archive), encoding="utf-8")


def _member(package: tarfile.TarFile, name: str) -> bytes:
    stream = package.extractfile(name)
    assert stream is not None, f"{name} is a file of the archive"
    return stream.read()


def _provenance(archive: Path) -> str:
    version = archive.stem.rpartition("-")[2]
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    return f"""# Where these fonts come from

| | |
|---|---|
| npm package | `@ibm/plex-sans-arabic` |
| version | {version} |
| archive | `{archive.name}` |
| sha256 of the archive | `{digest}` |
| licence | SIL Open Font License 1.1 (`OFL.txt`), Reserved Font Name "Plex" |

`tools/fonts.py` makes every file from that archive: TrueType fonts of all characters for printed
letters (here), and one subset woff2 a weight for pages (`static/ui/fonts`). The licence reserves
the name "Plex" for unchanged copies, so the changed ones are named "{FAMILY}" inside.
"""


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    build(Path(sys.argv[1]))
