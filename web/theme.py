"""The company's colour as a style sheet: readable whatever colour it is (WCAG 2.2, success criterion 1.4.3).

Pure functions, no imports of ours. Imported by `web.statics`.
"""

PAGE = (255, 255, 255)
ENOUGH = 4.5
"""The contrast that WCAG AA asks of ordinary text."""

Colour = tuple[int, int, int]


def theme_css(company_colour: str, fonts: dict[int, str]) -> str:
    """Custom properties and font faces. `company_colour` is `#rrggbb`; `fonts` maps a weight to the font's address."""
    brand = _parse(company_colour)
    ink = darkened(brand)
    faces = "".join(
        f'@font-face{{font-family:"Atkinson Hyperlegible";font-weight:{weight};font-display:swap;'
        f'src:url("{address}") format("truetype")}}\n'
        for weight, address in fonts.items()
    )
    return (
        f"{faces}:root{{--brand:{_write(brand)};--on-brand:{_write(text_on(brand))};--ink-brand:{_write(ink)};"
        f"--tint:{_write(_mix(ink, PAGE, 0.07))};--tint-line:{_write(_mix(ink, PAGE, 0.3))}}}\n"
    )


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_on(background: Colour) -> Colour:
    """White, or black where white could not be read: one of the two always can."""
    return (255, 255, 255) if contrast(background, (255, 255, 255)) >= ENOUGH else (0, 0, 0)


def darkened(colour: Colour) -> Colour:
    """The colour, made as dark as it must be to be read as text on a light page, tinted fields included."""
    for step in range(21):
        darker = _mix(colour, (0, 0, 0), 1 - step / 20)
        if contrast(darker, _mix(darker, PAGE, 0.07)) >= ENOUGH:
            break
    return darker


def _parse(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _write(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    def linear(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(value) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
