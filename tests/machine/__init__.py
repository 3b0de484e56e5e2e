"""The interview's state machine, read off the code by trying everything: `explore` tries, `draw` makes the picture."""
