"""Photos and a signature that nobody took, drawn by a seed. Used by the play."""

import io
import math
import random

from PIL import Image, ImageDraw


def photo(dice: random.Random, *, width: int = 1600, height: int = 1200) -> bytes:
    """A JPEG of pipes, dials and a wall, as a phone would take it: with EXIF that must not leave the house."""
    wall = tuple(dice.randrange(120, 220) for _ in range(3))
    image = Image.new("RGB", (width // 4, height // 4), wall)
    draw = ImageDraw.Draw(image)
    w, h = image.size
    for _ in range(5):
        x, thick = dice.randrange(w), dice.randrange(8, 30)
        metal = tuple(dice.randrange(60, 200) for _ in range(3))
        draw.rectangle((x, 0, x + thick, h), fill=metal)
        draw.line((x + thick // 3, 0, x + thick // 3, h), fill=(235, 235, 235), width=2)
    for _ in range(3):
        x, y, r = dice.randrange(w), dice.randrange(h), dice.randrange(20, 60)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(245, 245, 240), outline=(40, 40, 40), width=4)
        angle = dice.random() * math.tau
        draw.line((x, y, x + r * 0.8 * math.cos(angle), y + r * 0.8 * math.sin(angle)), fill=(180, 30, 30), width=4)
    image = image.resize((width, height), Image.Resampling.BICUBIC)
    exif = Image.Exif()
    exif[0x010F] = "Appareil Modèle"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()


def signature(dice: random.Random) -> bytes:
    """A PNG of a drawn signature, ink on transparent ground."""
    image = Image.new("RGBA", (900, 300), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    phase, loops = dice.random() * math.tau, dice.uniform(4, 8)
    points = [
        (60 + i * 3.9, 150 + 80 * math.sin(phase + i / 200 * loops * math.tau) * math.cos(i / 70)) for i in range(200)
    ]
    draw.line(points, fill=(15, 25, 95, 255), width=6, joint="curve")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def site_plan() -> bytes:
    """A one-page PDF: where the plant room is."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=16)
    pdf.cell(text="Plan du site : local technique au fond de la cour")
    pdf.rect(30, 40, 120, 80)
    pdf.rect(110, 80, 40, 40, style="D")
    return bytes(pdf.output())
