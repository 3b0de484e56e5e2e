"""The house's mail server, from the settings. Imported by `app.service`."""

from app.keys import ensure_key
from app.settings import Settings
from core.company import Company
from courier.mail import Mail

KEY = "web.key"
"""The file of the key that marks our letters, in the data folder."""


def mail_of(settings: Settings, company: Company) -> Mail | None:
    """How clients are written to, None where they are not."""
    url = settings.smtp_url.get_secret_value()
    return Mail(url, settings.mail_from, company.name, ensure_key(settings.data_dir / KEY)) if url else None
