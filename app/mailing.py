"""The house's mail server, from the settings. Imported by `app.service`."""

from app.settings import Settings
from core.company import Company
from courier.mail import Mail


def mail_of(settings: Settings, company: Company) -> Mail | None:
    """How clients are written to, None where they are not."""
    url = settings.smtp_url.get_secret_value()
    return Mail(url, settings.mail_from, company.name) if url else None
