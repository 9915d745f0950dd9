// Gives a PNG (base64) as a palette of at most 256 colours and one byte a pixel (base64): text on a plain ground has
// few colours, and so drawn it takes a quarter of the space.
async (data) => {
  const image = new Image();
  image.src = "data:image/png;base64," + data;
  await image.decode();
  const { width, height } = image;
  const pen = new OffscreenCanvas(width, height).getContext("2d");
  pen.drawImage(image, 0, 0);
  const drawn = new Uint32Array(pen.getImageData(0, 0, width, height).data.buffer);
  const places = new Map();
  const pixels = new Uint8Array(drawn.length);
  for (let at = 0; at < drawn.length; at++) {
    const colour = drawn[at] & 0xf0f0f0; // 16 steps of red, green and blue
    let place = places.get(colour);
    if (place === undefined) {
      place = Math.min(places.size, 255);
      places.set(colour, place);
    }
    pixels[at] = place;
  }
  let bytes = "";
  for (let at = 0; at < pixels.length; at += 32768) {
    bytes += String.fromCharCode(...pixels.subarray(at, at + 32768));
  }
  const palette = [...places.keys()].slice(0, 256).map((colour) => [colour, colour >> 8, colour >> 16].map(
    (light) => (light & 0xf0) * 17 / 16)); // 0xf0 is white again
  return { width, height, palette, pixels: btoa(bytes) };
}
