"""Makes a screenshot's PNG light: its 256 commonest colours as a palette, half the bytes and the same to the eye.

Chromium, which is open anyway when pictures are taken, unpacks the pixels; so no imaging library is needed.
"""

import base64
import struct
import zlib

from playwright.sync_api import Page

# Every colour beyond the 256 commonest becomes the nearest of those: the soft edges of letters, mostly.
_INDEX = """
async (png) => {
  const image = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const data = context.getImageData(0, 0, image.width, image.height).data;
  const colours = new Uint32Array(data.length / 4);
  const counts = new Map();
  for (let n = 0; n < colours.length; n++) {
    const colour = (data[4 * n] << 16) | (data[4 * n + 1] << 8) | data[4 * n + 2];
    colours[n] = colour;
    counts.set(colour, (counts.get(colour) || 0) + 1);
  }
  const palette = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 256).map((one) => one[0]);
  const places = new Map(palette.map((colour, place) => [colour, place]));
  const part = (colour, shift) => (colour >> shift) & 255;
  const distance = (a, b) => [16, 8, 0].reduce((sum, shift) => sum + (part(a, shift) - part(b, shift)) ** 2, 0);
  const nearest = (colour) =>
    palette.reduce((best, one, place) => (distance(one, colour) < distance(palette[best], colour) ? place : best), 0);
  let packed = "";
  for (const colour of colours) {
    if (!places.has(colour)) places.set(colour, nearest(colour));
    packed += String.fromCharCode(places.get(colour));
  }
  return { width: image.width, height: image.height, palette, pixels: btoa(packed) };
}
"""


def lighter(page: Page, png: bytes) -> bytes:
    """The same picture as a palette PNG; `page` is any page whose site lets scripts read `data:` addresses."""
    found = page.evaluate(_INDEX, base64.b64encode(png).decode())
    width, height = found["width"], found["height"]
    pixels = base64.b64decode(found["pixels"])
    rows = b"".join(b"\0" + pixels[start : start + width] for start in range(0, width * height, width))
    palette = b"".join(colour.to_bytes(3, "big") for colour in found["palette"])
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
