"""Images made byte by byte, valid and invalid, and forms to upload them, for the tests of logos.

A picture is a list of rows, a row a list of pixels, a pixel is a tuple of samples, as many as the kind of image has.
"""

import io
import struct
import zlib

from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}


# ---- PNG -------------------------------------------------------------------------------------------------------------


def chunk(name, data=b""):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _packed_row(row, depth):
    samples = [sample for pixel in row for sample in pixel]
    if depth == 16:
        return b"".join(struct.pack(">H", sample) for sample in samples)
    if depth == 8:
        return bytes(samples)
    bits = "".join(format(sample, f"0{depth}b") for sample in samples)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))


def _scan_lines(rows, depth):
    return b"".join(b"\0" + _packed_row(row, depth) for row in rows if row)


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]  # x, y, step of each


def png(rows, kind=RGBA, depth=8, interlaced=False, before=b"", after=b"", size=None, lines=None, ending=None):
    """`before`, `after`: chunks around the pixels. `size`, `lines`, `ending`: false values to write instead of the real ones."""
    if lines is None:
        passes = [[row[x::dx] for row in rows[y::dy]] for x, y, dx, dy in ADAM7] if interlaced else [rows]
        lines = b"".join(_scan_lines(one, depth) for one in passes)
    width, height = size or (len(rows[0]), len(rows))
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, int(interlaced))
    ending = chunk(b"IEND") if ending is None else ending
    return SIGNATURE + chunk(b"IHDR", header) + before + chunk(b"IDAT", zlib.compress(lines, 9)) + after + ending


def palette(colours, alphas=()):
    return chunk(b"PLTE", bytes(sample for colour in colours for sample in colour)) + (chunk(b"tRNS", bytes(alphas)) if alphas else b"")


def gradient(width, height):
    """RGBA. No two neighbours are equal, so a rotated or mirrored picture is different."""
    return [[(x * 255 // max(1, width - 1), y * 255 // max(1, height - 1), (x * 7 + y * 13) % 256, 255) for x in range(width)] for y in range(height)]


def blank_png(width, height, **more):
    """A white picture of any size with one bit for each pixel, which is a small file."""
    return png(None, GREY, 1, size=(width, height), lines=(b"\0" + b"\xff" * ((width + 7) // 8)) * height, **more)


def chunks(data):
    """The chunks of a PNG as (name, data); the file must have nothing else."""
    assert data.startswith(SIGNATURE)
    at, found = len(SIGNATURE), []
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        found.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    assert at == len(data) and found[-1][0] == b"IEND"
    return found


# ---- JPEG ------------------------------------------------------------------------------------------------------------


def jpeg(rows, mode="RGB", **more):
    """`rows`: RGB, from which modes L and CMYK are computed. `more`: options of Pillow, such as progressive and exif."""
    image = Image.new("RGB", (len(rows[0]), len(rows)))
    image.putdata([pixel[:3] for row in rows for pixel in row])
    out = io.BytesIO()
    image.convert(mode).save(out, "JPEG", **{"quality": 95, "subsampling": 0, **more})
    return out.getvalue()


def segment(marker, data):
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def exif(orientation, order=">", entries=()):
    """An EXIF block with this orientation after other entries, without its marker."""
    all_entries = [*entries, (0x0112, 3, 1, struct.pack(order + "HH", orientation, 0))]
    out = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(order + "IH", 8, len(all_entries))
    for tag, kind, count, value in all_entries:
        out += struct.pack(order + "HHI", tag, kind, count) + value
    return out + bytes(4)


def with_segments(data, *segments):
    """A JPEG with these bytes after its first marker."""
    return data[:2] + b"".join(segments) + data[2:]


def jpeg_of_many_scans(count, edge=16):
    """Three components, each in separate scans, repeated many times."""
    grey = jpeg([[(128, 128, 128)] * edge] * edge, "L")
    frame, scan = grey.index(b"\xff\xc0"), grey.index(b"\xff\xda")
    frame_end = frame + 2 + struct.unpack_from(">H", grey, frame + 2)[0]
    coded = grey[scan + 2 + struct.unpack_from(">H", grey, scan + 2)[0] : -2]
    new_frame = segment(0xC0, struct.pack(">BHHB", 8, edge, edge, 3) + b"".join(bytes([one, 0x11, 0]) for one in (1, 2, 3)))
    scans = b"".join(segment(0xDA, bytes([1, 1 + number % 3, 0, 0, 63, 0])) + coded for number in range(count))
    return grey[:frame] + new_frame + grey[frame_end:scan] + scans + b"\xff\xd9"


# ---- what came out -----------------------------------------------------------------------------------------------------


def pixels(data):
    """Rows of RGBA."""
    image = Image.open(io.BytesIO(data))
    image.load()
    rgba = image.convert("RGBA")
    flat = list(rgba.getdata())
    return [flat[at : at + rgba.width] for at in range(0, len(flat), rgba.width)]


def size(data):
    return Image.open(io.BytesIO(data)).size


# ---- forms -------------------------------------------------------------------------------------------------------------


def part(content, name="logo", filename="logo.png", kind="image/png", headers=""):
    disposition = f'Content-Disposition: form-data; name="{name}"' + (f'; filename="{filename}"' if filename is not None else "")
    kind = f"Content-Type: {kind}\r\n" if kind else ""
    return f"{disposition}\r\n{kind}{headers}\r\n".encode() + content


def form(*parts, boundary="connectory-tests"):
    """The body and headers of a multipart/form-data request."""
    edge = f"--{boundary}".encode()
    body = b"".join(edge + b"\r\n" + one + b"\r\n" for one in parts) + edge + b"--\r\n"
    return {"body": body, "headers": {"Content-Type": f"multipart/form-data; boundary={boundary}"}}
