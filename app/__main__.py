"""`python -m app`: the command line. Worker processes import this module again, and must not run it."""

from app.cli import main

if __name__ == "__main__":
    main()
