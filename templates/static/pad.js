// A drawing surface that feels like ink: slow strokes are thick, fast ones thin; a pen's pressure counts.
// Strokes are kept as points in parts of the width, so that the drawing survives any change of size.
"use strict";

const PAD_SHAPE = 2.5; // width to height, as in form.css
const INK = "#14213d";
const THIN = 0.0045;
const THICK = 0.0125;
const EXPORT_WIDTH = 1200;

class InkPad {
  // `strokes` is a list of lists of numbers: x, y, thickness, x, y, thickness, …
  constructor(canvas, changed) {
    this.canvas = canvas;
    this.changed = changed;
    this.strokes = [];
    this.stroke = null;
    this.pointer = null;
    this.penUsed = false;
    canvas.addEventListener("pointerdown", (event) => this.begin(event));
    canvas.addEventListener("pointermove", (event) => this.go(event));
    for (const end of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(end, (event) => this.end(event));
    }
    new ResizeObserver(() => this.fit()).observe(canvas);
  }

  begin(event) {
    if (event.pointerType === "pen") this.penUsed = true;
    // One finger draws; the hand that rests on the screen beside a pen does not.
    const palm = this.penUsed && event.pointerType === "touch";
    if (this.pointer !== null || palm || event.button !== 0) return;
    event.preventDefault();
    this.pointer = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.box = this.canvas.getBoundingClientRect();
    this.time = event.timeStamp;
    this.thickness = (THIN + THICK) / 2;
    this.stroke = [];
    this.strokes.push(this.stroke);
    this.add(event);
  }

  go(event) {
    if (event.pointerId !== this.pointer) return;
    event.preventDefault();
    const between = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const point of between.length ? between : [event]) this.add(point);
  }

  end(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    finish(this.context(), this.stroke, this.canvas.width);
    this.stroke = null;
    this.changed();
  }

  add(event) {
    const x = (event.clientX - this.box.left) / this.box.width;
    const y = (event.clientY - this.box.top) / this.box.width;
    const n = this.stroke.length;
    if (n) {
      const far = Math.hypot(x - this.stroke[n - 3], y - this.stroke[n - 2]);
      if (far < 0.003) return;
      const speed = far / Math.max(event.timeStamp - this.time, 1); // widths a millisecond
      const byPressure = event.pointerType === "pen" && event.pressure > 0;
      const share = byPressure ? event.pressure : 1 / (1 + speed * 650);
      this.thickness += (THIN + (THICK - THIN) * share - this.thickness) * 0.35;
    }
    this.time = event.timeStamp;
    this.stroke.push(round(x), round(y), round(this.thickness));
    segment(this.context(), this.stroke, this.stroke.length / 3 - 1, this.canvas.width);
  }

  undo() {
    this.strokes.pop();
    this.redraw();
    this.changed();
  }

  clear() {
    this.strokes = [];
    this.redraw();
    this.changed();
  }

  // Takes what `save` gave; anything else is ignored.
  load(text) {
    try {
      const strokes = JSON.parse(text);
      const sound = (stroke) => Array.isArray(stroke) && stroke.length % 3 === 0 && stroke.every(Number.isFinite);
      if (!Array.isArray(strokes) || !strokes.every(sound)) return;
      this.strokes = strokes.filter((stroke) => stroke.length);
      this.redraw();
      this.changed();
    } catch {
      // Not ours: the pad stays empty.
    }
  }

  save() {
    return this.strokes.length ? JSON.stringify(this.strokes) : "";
  }

  // The drawing as a PNG data address of a fixed size, whatever screen it was drawn on; "" when empty.
  picture() {
    if (!this.strokes.length) return "";
    const sheet = document.createElement("canvas");
    sheet.width = EXPORT_WIDTH;
    sheet.height = EXPORT_WIDTH / PAD_SHAPE;
    const context = sheet.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, sheet.width, sheet.height);
    draw(context, this.strokes, sheet.width);
    return sheet.toDataURL("image/png");
  }

  fit() {
    const width = Math.round(this.canvas.clientWidth * (window.devicePixelRatio || 1));
    if (!width || width === this.canvas.width) return;
    this.canvas.width = width;
    this.canvas.height = Math.round(width / PAD_SHAPE);
    this.redraw();
  }

  redraw() {
    const context = this.context();
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    draw(context, this.strokes, this.canvas.width);
  }

  context() {
    return this.canvas.getContext("2d");
  }
}

function round(value) {
  return Math.round(value * 1e4) / 1e4;
}

function draw(context, strokes, width) {
  for (const stroke of strokes) {
    for (let i = 0; i < stroke.length / 3; i++) segment(context, stroke, i, width);
    finish(context, stroke, width);
  }
}

// The curve up to point `i`: from the middle before the point before it to the middle after it, bent towards it.
function segment(context, stroke, i, width) {
  const at = (k) => stroke.slice(3 * Math.max(k, 0), 3 * Math.max(k, 0) + 3);
  const [a, b, c] = [at(i - 2), at(i - 1), at(i)];
  curve(context, middle(a, b), b, middle(b, c), width);
}

// The last half of the last step; for a stroke of one point, the dot.
function finish(context, stroke, width) {
  const last = stroke.slice(-3);
  const before = stroke.length > 3 ? stroke.slice(-6, -3) : last;
  curve(context, middle(before, last), last, last, width);
}

function middle(a, b) {
  return a.map((value, k) => (value + b[k]) / 2);
}

function curve(context, from, bend, to, width) {
  const length = Math.hypot(from[0] - bend[0], from[1] - bend[1]) + Math.hypot(to[0] - bend[0], to[1] - bend[1]);
  const steps = Math.max(1, Math.ceil((length * width) / 2));
  context.strokeStyle = INK;
  context.lineCap = "round";
  let [x, y] = from;
  for (let step = 1; step <= steps; step++) {
    const t = step / steps;
    const on = (k) => (1 - t) ** 2 * from[k] + 2 * t * (1 - t) * bend[k] + t ** 2 * to[k];
    context.beginPath();
    context.lineWidth = (from[2] + (to[2] - from[2]) * t) * width;
    context.moveTo(x * width, y * width);
    [x, y] = [on(0), on(1)];
    context.lineTo(x * width, y * width);
    context.stroke();
  }
}
