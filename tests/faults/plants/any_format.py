"""Opens whatever Pillow can."""

from evidence import cleaning, pictures

if __name__ == "__main__":
    pictures.FORMATS = None  # type: ignore[assignment]
    pictures.MAX_PIXELS = dict.fromkeys(("TIFF", "BMP", "ICO", "PSD"), 10**8) | pictures.MAX_PIXELS
    cleaning.main()
