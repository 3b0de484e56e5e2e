"""Structured logs: one JSON object a line on standard error, no secrets, no personal data. Set up by `app.cli`."""

import logging
import sys

import structlog

QUIET = (
    "httpx", "httpcore", "uvicorn.access", "telegram", "fontTools", "fpdf", "pyhanko", "alembic", "asyncio",
    "apscheduler", "aiosqlite", "sqlalchemy", "PIL",
)  # fmt: skip
"""Warnings only: at their lower levels these tell addresses, statements and what is in them."""


def set_up_logs(*, level: int = logging.INFO) -> None:
    """Send structlog and the libraries' warnings to standard error as JSON lines."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
