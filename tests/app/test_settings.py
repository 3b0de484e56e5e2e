"""Whoever starts the service wrongly reads one sentence that says which setting, and what to write."""

from pathlib import Path

import pytest

from app.settings import Settings, SettingsMistake, check_for_serving, load_company, load_settings

TOKEN = "123456789:AAFakeFakeFakeFakeFakeFakeFakeFake"
GOOD = {"bot_token": TOKEN, "public_url": "https://constat.example", "_env_file": None}


@pytest.mark.parametrize(
    ("changes", "names", "advice"),
    [
        ({"bot_token": ""}, "CONSTAT_BOT_TOKEN", "@BotFather"),
        ({"bot_token": "nonsense"}, "CONSTAT_BOT_TOKEN", "@BotFather"),
        ({"public_url": ""}, "CONSTAT_PUBLIC_URL", "CONSTAT_SIGNING=off"),
        ({"public_url": "http://constat.example"}, "CONSTAT_PUBLIC_URL", "https://"),
        ({"mode": "webhook"}, "CONSTAT_WEBHOOK_SECRET", "write"),
        ({"mode": "webhook", "public_url": "", "signing": "off"}, "CONSTAT_PUBLIC_URL", "write"),
        ({"telegram_api_url": "ftp://x"}, "CONSTAT_TELEGRAM_API_URL", "http"),
        ({"tsa_url": "tsa.example"}, "CONSTAT_TSA_URL", "https://"),
        ({"smtp_url": "mail.example"}, "CONSTAT_SMTP_URL", "smtp://"),
        ({"smtp_url": "smtp://mail.example"}, "CONSTAT_MAIL_FROM", "write"),
        ({"smtp_url": "smtp://mail.example", "mail_from": "bureau"}, "CONSTAT_MAIL_FROM", "write"),
        ({"identity_file": Path("nowhere.p12")}, "CONSTAT_IDENTITY_FILE", "write"),
    ],
)
def test_a_missing_or_wrong_setting_is_named_with_what_to_write(changes, names, advice):
    with pytest.raises(SettingsMistake) as mistake:
        check_for_serving(Settings(**{**GOOD, **changes}))
    assert names in str(mistake.value)
    assert advice in str(mistake.value)
    assert "\n" not in str(mistake.value)


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("SUMMARY_AT", "evening", "18:30"),
        ("HTTP_PORT", "99999", "8080"),
        ("MODE", "pigeon", "polling or webhook"),
        ("SIGNING", "maybe", "on or off"),
        ("LINK_DAYS", "0", "1 to 365"),
        ("LINK_DAYS", "a month", "1 to 365"),
        ("TELL_APPOINTMENTS", "maybe", "on or off"),
        ("TELL_ON_THE_WAY", "maybe", "on or off"),
        ("OFFICE_CHAT_ID", "the office", "-100"),
        ("DATABASE_URL", "foo", "postgresql+asyncpg://"),
        ("DATABASE_URL", "postgresql://u:s@localhost/db", "postgresql+asyncpg://"),
    ],
)
def test_a_value_that_cannot_be_understood_is_named(monkeypatch, name, value, advice):
    monkeypatch.setenv(f"CONSTAT_{name}", value)
    with pytest.raises(SettingsMistake) as mistake:
        load_settings(_env_file=None)
    assert f"CONSTAT_{name}" in str(mistake.value)
    assert advice in str(mistake.value)


def test_signing_off_needs_no_public_address():
    check_for_serving(Settings(**{**GOOD, "public_url": "", "signing": "off"}))


def test_the_demonstration_may_use_plain_http_on_loopback():
    check_for_serving(Settings(**{**GOOD, "public_url": "http://127.0.0.1:8080"}))


def test_secrets_are_not_shown():
    assert TOKEN not in repr(Settings(**GOOD))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", "name"),
        ('name = ""', "name"),
        ('name = "X"\ncolor = "#000000"', "color"),
        ('name = "X"\ncolour = "blue"', "#rrggbb"),
        ('name = "X"\ntime_zone = "Mars/Olympus"', "time_zone"),
        ('name = "X"\nlanguage = "de"', "language"),
        ('name = "X"\nlogo = "nowhere.png"', "logo"),
        ("name = ", "cannot be read"),
    ],
)
def test_a_mistake_in_the_companys_file_is_named(tmp_path, text, names):
    file = tmp_path / "constat.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsMistake) as mistake:
        load_company(file)
    assert names in str(mistake.value)
    assert "constat.toml" in str(mistake.value)


def test_a_company_that_hides_something_is_refused(tmp_path):
    file = tmp_path / "constat.toml"
    file.write_text('name = "Froid Modèle"\naddress = "12 rue\\u202e de l’Exemple"\n', "utf-8")
    with pytest.raises(SettingsMistake, match="address has characters that nobody can see"):
        load_company(file)


def test_the_example_file_is_right():
    company, logo = load_company(Path("constat.example.toml"))
    assert company.name == "Froid Modèle SARL"
    assert logo is None


def test_a_missing_companys_file_says_what_to_copy(tmp_path):
    with pytest.raises(SettingsMistake, match=r"constat\.example\.toml"):
        load_company(tmp_path / "constat.toml")
