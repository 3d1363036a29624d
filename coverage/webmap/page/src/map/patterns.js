// Fills that survive greyscale and colour blindness: hatching for gaps, dots for
// units without data.

/** The screen's pixels per CSS pixel, as the canvas of the map has them. */
const ratio = () => globalThis.devicePixelRatio || 1;

function tile(size, draw) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Math.round(size * ratio());
  const c = canvas.getContext('2d');
  c.scale(canvas.width / size, canvas.width / size);
  draw(c, size);
  return c.createPattern(canvas, 'repeat');
}

/** Diagonal lines of a colour, so far apart, on a veil of white; back leans the other way. */
export function hatch(color, { back = false, gap = 7, veil = 0.7 } = {}) {
  return tile(gap, (c, s) => {
    c.fillStyle = `rgba(255, 255, 255, ${veil})`; // dark classes beneath would swallow the lines
    c.fillRect(0, 0, s, s);
    c.strokeStyle = color;
    c.lineWidth = 1.4;
    if (back) {
      c.translate(s, 0);
      c.scale(-1, 1);
    }
    c.beginPath();
    for (const shift of [-s, 0, s]) {
      c.moveTo(shift - 1, s + 1);
      c.lineTo(shift + s + 1, -1);
    }
    c.stroke();
  });
}

/** Dots of a colour on a ground. */
export function dots(ground, color) {
  return tile(6, (c, s) => {
    c.fillStyle = ground;
    c.fillRect(0, 0, s, s);
    c.fillStyle = color;
    for (const at of [1.5, 4.5]) {
      c.beginPath();
      c.arc(at, at, 0.9, 0, 2 * Math.PI);
      c.fill();
    }
  });
}
