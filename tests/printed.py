"""PDFs written by hand, line by line: what a test prints is its own oracle."""

from collections.abc import Sequence

LIGATURES = {"ﬁ": b"\\256", "ﬂ": b"\\257"}  # their places in the standard encoding


def pdf(pages: Sequence[Sequence[str]], *, information: str = "", xmp: str = "") -> bytes:
    """A PDF with these lines on its pages; an empty string leaves a line free."""
    kids = " ".join(f"{5 + 2 * index} 0 R" for index in range(len(pages)))
    catalog = "<< /Type /Catalog /Pages 2 0 R" + (f" /Metadata {5 + 2 * len(pages)} 0 R >>" if xmp else " >>")
    objects = [
        catalog.encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /StandardEncoding >>",
        f"<< {information} >>".encode("latin-1"),
    ]
    for index, lines in enumerate(pages):
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {6 + 2 * index} 0 R "
        objects.append(page.encode() + b"/Resources << /Font << /F1 3 0 R >> >> >>")
        drawn = b"".join(b"(" + _string(line) + b") Tj T*\n" for line in lines)
        objects.append(_stream(b"BT /F1 11 Tf 14 TL 72 720 Td\n" + drawn + b"ET"))
    if xmp:
        objects.append(_stream(xmp.encode(), kind="/Type /Metadata /Subtype /XML"))
    return _file(objects)


def xmp(**elements: str) -> str:
    """An XMP packet; the names have their prefix before a double underscore: `prism__publicationDate`."""
    inner = "".join(
        f"<{name.replace('__', ':')}>{value}</{name.replace('__', ':')}>" for name, value in elements.items()
    )
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">'
        f'{inner}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )


def _string(line: str) -> bytes:
    data = b"".join(LIGATURES.get(letter) or letter.encode("latin-1") for letter in line)
    return data.replace(b"(", rb"\(").replace(b")", rb"\)")


def _stream(data: bytes, kind: str = "") -> bytes:
    return f"<< {kind} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    file, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(
        f"{place:010} 00000 n \n" for place in places
    )
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{len(file)}\n%%EOF\n"
    return bytes(file) + table.encode() + end.encode()
