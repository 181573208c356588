"""Arabic text as people type it: digits of any script, marks that do not count, names."""

import re
import unicodedata

ARABIC_DECIMAL_MARK = "٫"
ARABIC_THOUSANDS_MARK = "٬"
_BIDI_CONTROLS = dict.fromkeys(
    [0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0xFEFF, 0x00AD])
_TATWEEL_AND_MARKS = re.compile("[\u0640\u064b-\u065f\u0670]")
_FOLDED = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"}
)


def western_digits(text: str) -> str:
    """
    Return the text with every decimal digit of any script as 0-9; other characters stay.

    Superscripts and circled figures are not decimal digits and stay as typed, so a later check
    refuses them.

    >>> western_digits("١٠٥٤ ۱۲ ３")
    '1054 12 3'
    """
    return "".join(
        str(unicodedata.decimal(char)) if unicodedata.category(char) == "Nd" else char
        for char in text
    )


def clean_line(text: str) -> str:
    """
    Return one line as it is stored: NFC, no direction controls, single spaces, trimmed.

    >>> clean_line("  نورة\u202e   محمد ")
    'نورة محمد'
    """
    composed = unicodedata.normalize("NFC", text).translate(_BIDI_CONTROLS).translate(_INVISIBLE)
    return " ".join(composed.split())


def search_key(name: str) -> str:
    """
    Return a name folded for matching and sorting: alef, ya, ta marbuta and marks do not count.

    >>> search_key("إيمانُ الفُلانيّة") == search_key("ايمان الفلانيه")
    True
    """
    compatible = unicodedata.normalize("NFKC", clean_line(name))
    return _TATWEEL_AND_MARKS.sub("", compatible).translate(_FOLDED).casefold()
