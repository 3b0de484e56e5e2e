"""The front door: settings, wiring everything once, the command line, the scheduled jobs. May import every room."""
