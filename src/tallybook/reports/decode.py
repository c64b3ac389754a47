"""Bytes to characters: byte order mark, declared charset, UTF-8, then a guess that must be a good one, else refused."""

from __future__ import annotations

import codecs
import logging
import re

from tallybook.errors import BinaryInputError, EmptyInputError, EncodingError, UnsupportedFormatError

__all__ = ["decode", "refuse_binary"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
# Python also knows "encodings" that run escapes or unpack archives; a page must not choose those.
_OF_TEXT = re.compile(
    r"cp\d+|iso8859-\d+|koi8-[rtu]|shift_jis\w*|euc_\w+|gb\w+|big5\w*|hz|utf-(?:16|32)\S*|mac-\w+|tis-620|johab"
)
_HEAD = 4_096
_SAMPLE = 262_144

# By their first bytes. A kind of document or archive is "unsupported" (somebody can convert it), the rest "binary".
_DOCUMENTS = (
    (b"%PDF-", "a PDF file; save its text first"),
    (b"PK\x03\x04", "a zip archive or an office document; unpack it or save its text first"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"{\\rtf", "an RTF document; save it as plain text first"),
    (b"\xd0\xcf\x11\xe0", "an old office document; save it as plain text first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it first"),
    (b"BZh", "a bzip2 file; unpack it first"),
    (b"\xfd7zXZ\x00", "an xz file; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd file; unpack it first"),
    (b"PAR1", "a Parquet file; convert it to JSONL first"),
    (b"SQLite format 3\x00", "an SQLite database; a book is opened by name, not read as a report"),
    (b"WARC/1.", "a web archive (WARC)"),
    (b"%!PS", "a PostScript file; save its text first"),
)
_BINARIES = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or video file"),
    (b"RIFF", "a sound, video or image file"),
)
# Encodings that news in any language is still found in. The guess is restricted to them: a rare code page fits almost
# any bytes.
_CANDIDATES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "koi8_r", "koi8_u",
    "iso8859_2", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
    "cp874", "utf_16_le", "utf_16_be",
]  # fmt: skip
_MOST_CHAOS = 0.15
_CONTROLS = bytes(range(9)) + bytes(range(14, 27)) + b"\x7f"
_MOST_CONTROLS = 0.01
# Bytes 0x80 to 0x9f are quotes, dashes and dots in the Windows code page of Western Europe, and controls in ISO 8859.
_WESTERN = re.compile(rb"[\x85\x91-\x97\xa0-\xbf\xc0-\xff]")


def refuse_binary(head: bytes, where: str) -> None:
    """Raises UnsupportedFormatError or BinaryInputError when the first bytes are those of no text, else nothing."""
    for magic, kind in _DOCUMENTS:
        if head.startswith(magic):
            raise UnsupportedFormatError(f"{where} is {kind}.")
    if head[257:262] == b"ustar":
        raise UnsupportedFormatError(f"{where} is a tar archive; unpack it first.")
    for magic, kind in _BINARIES:
        if head.startswith(magic):
            raise BinaryInputError(f"{where} is {kind}, not text.")
    if any(head.startswith(mark) for mark, _ in _BOMS):
        return
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > max(len(head) * _MOST_CONTROLS, 0) and not _wide(head):
        raise BinaryInputError(f"{where} is binary, not text.")


def _wide(head: bytes) -> str:
    """The UTF-16 of a text without byte order mark: every other byte of mostly Latin text is zero."""
    half = len(head) // 2
    if half < 8:
        return ""
    even, odd = head[0 : 2 * half : 2].count(0), head[1 : 2 * half : 2].count(0)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.05 * half else ""


def decode(data: bytes, where: str, declared: str = "") -> str:
    """The characters of `data`; `declared` is a charset named outside of it (a page's own is found here).

    Raises EmptyInputError, BinaryInputError, UnsupportedFormatError or EncodingError, each naming `where`.
    """
    if not data.strip(b" \t\r\n\x0b\x0c\x00"):
        raise EmptyInputError(f"{where} is empty.")
    refuse_binary(data[:_HEAD], where)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding, where)
    wide = _wide(data[:_HEAD])
    if wide:
        return _strict(data, wide, where)
    refuse_binary(data[:_SAMPLE], where)
    text = _utf8(data)
    if text is None:
        text = _declared(data, declared)
    if text is None:
        text = _guessed(data)
    if text is None:
        raise EncodingError(f"{where} is text in an encoding that cannot be told; save it as UTF-8.")
    return text


def _strict(data: bytes, encoding: str, where: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        raise EncodingError(f"{where} begins like {encoding.upper()} but is not: {error}.") from error


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    # A page that is UTF-8 but for a few bytes cut in the middle of a character is read as a browser reads it.
    wrong = text.count("\ufffd")
    right = sum(1 for character in text[:_SAMPLE] if character > "\x7f") - wrong
    return text if wrong * 10 <= right and wrong * 500 <= len(text) else None


def _declared(data: bytes, declared: str) -> str | None:
    found = _CHARSET.search(data[:_HEAD])
    for name in (declared, found.group(1).decode("ascii") if found else ""):
        if not name:
            continue
        # Browsers read Latin-1 as the Windows code page, which has the quotes and dashes that pages really hold.
        plain = name.lower().replace("_", "-")
        encoding = "cp1252" if plain in {"iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii"} else plain
        try:
            if _OF_TEXT.fullmatch(codecs.lookup(encoding).name):
                return data.decode(encoding)
        except (LookupError, UnicodeError, ValueError):
            continue
    return None


def _guessed(data: bytes) -> str | None:
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    if high * 20 <= len(data) and len(_WESTERN.findall(data)) == high:
        # Almost all ASCII with a few accents and typographic quotes: too little for statistics, and unmistakable.
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            return None
    import charset_normalizer  # noqa: PLC0415 - heavy, and rarely needed

    logging.getLogger("charset_normalizer").addHandler(logging.NullHandler())
    best = charset_normalizer.from_bytes(data[:_SAMPLE], cp_isolation=_CANDIDATES).best()
    if best is None or best.chaos > _MOST_CHAOS or not best.alphabets:
        return None
    try:
        return data.decode(best.encoding)
    except UnicodeDecodeError:
        return None
