"""Bytes -> text: the encoding is told by its mark, by trial of UTF-8, by what was declared, and else by detection."""

import codecs
import unicodedata

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the start of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LATIN = frozenset(["iso8859-1", "ascii"])  # browsers read both as Windows-1252, which adds quotes and dashes
_WESTERN = ["cp1252", "mac_roman"]


def decode(data: bytes, *, declared: str = "") -> str:
    """The text of the bytes. UTF-8 is tried before what is declared: no other text passes for it by chance.

    Raises `ValueError` for binary data and where no encoding fits.
    """
    for encoding in _candidates(data, declared):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return text
    if b"\0" in data:
        raise ValueError("is a binary file, not text")
    return _detected(data)


def normalise(text: str) -> str:
    """The text in Unicode NFC with `\\n` line ends."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _candidates(data: bytes, declared: str) -> list[str]:
    marked = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    if marked:
        return marked[:1]
    try:
        name = codecs.lookup(declared).name if declared else ""
    except (LookupError, ValueError):  # a name that nobody knows is no help
        name = ""
    return ["utf-8", *(["cp1252"] if name in _LATIN else [name] if name else []), *_unmarked_utf_16(data)]


def _unmarked_utf_16(data: bytes) -> list[str]:
    """UTF-16 by its zeros: every other byte of an English text is one."""
    half = len(data) // 2
    zeros = {"utf-16-be": data[::2].count(0), "utf-16-le": data[1::2].count(0)}
    return [encoding for encoding, count in zeros.items() if half and count > 0.8 * half and len(data) % 2 == 0]


def _detected(data: bytes) -> str:
    """The best guess. The Western encodings come first: on short English texts the detector takes any of their kin."""
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_WESTERN).best() or from_bytes(data).best()
    if best is None:
        raise ValueError("is not text in any encoding that could be told")
    return str(best)
