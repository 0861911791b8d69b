"""Settings come from flags, environment and file, in that order, and say where a wrong one stands."""

from pathlib import Path

import pytest

from models.errors import SettingsInvalid
from services.settings import load_settings


def write_file(folder: Path, content: str) -> Path:
    path = folder / "pubharvest.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_defaults_lie_under_var(tmp_path: Path) -> None:
    settings = load_settings(environ={}, cwd=tmp_path)
    assert settings.database_url == "sqlite:///var/catalogue.db"
    assert settings.var_dir == Path("var")
    assert settings.sources_dir.parts[-2:] == ("harvesters", "sources")
    assert settings.allow_hosts == ()
    assert settings.contact is None


def test_flags_beat_the_environment_which_beats_the_file(tmp_path: Path) -> None:
    write_file(
        tmp_path, 'var_dir = "from-file"\ndatabase_url = "sqlite:///file.db"\nsources_dir = "sources"\n'
    )
    environ = {"PUBHARVEST_VAR_DIR": "from-env", "PUBHARVEST_DATABASE_URL": "sqlite:///env.db"}
    settings = load_settings(database_url="sqlite:///flag.db", environ=environ, cwd=tmp_path)
    assert settings.database_url == "sqlite:///flag.db"
    assert settings.var_dir == Path("from-env")
    assert settings.sources_dir == Path("sources")


@pytest.mark.parametrize("environ", [{"PUBHARVEST_VAR_DIR": "elsewhere"}, {}])
def test_the_default_catalogue_lies_in_the_var_folder(environ: dict[str, str], tmp_path: Path) -> None:
    flag = None if environ else Path("elsewhere")
    settings = load_settings(var_dir=flag, environ=environ, cwd=tmp_path)
    assert settings.database_url == "sqlite:///elsewhere/catalogue.db"


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    write_file(tmp_path, 'contact = "ops@example.org"\n')
    environ = {"PUBHARVEST_CONTACT": " ", "PUBHARVEST_DATABASE_URL": "", "PREFECT_API_URL": ""}
    settings = load_settings(environ=environ, cwd=tmp_path)
    assert settings.contact == "ops@example.org"
    assert settings.database_url == "sqlite:///var/catalogue.db"
    assert settings.prefect_api_url is None


def test_allowed_hosts_are_split_and_lowered(tmp_path: Path) -> None:
    environ = {"PUBHARVEST_ALLOW_HOSTS": "127.0.0.1, Intranet.Example.ORG,[::1],127.0.0.1,"}
    assert load_settings(environ=environ, cwd=tmp_path).allow_hosts == (
        "127.0.0.1",
        "intranet.example.org",
        "::1",
    )


def test_allowed_hosts_may_be_a_list_in_the_file(tmp_path: Path) -> None:
    write_file(tmp_path, 'allow_hosts = ["127.0.0.1"]\n')
    assert load_settings(environ={}, cwd=tmp_path).allow_hosts == ("127.0.0.1",)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('databse_url = "sqlite:///x.db"', ("unknown key 'databse_url'", "database_url")),
        ("var_dir = [1]", ("var_dir", "folder")),
        ("allow_hosts = 3", ("allow_hosts", "list of hosts")),
        ("var_dir = ", ("no valid TOML",)),
        (f"var_dir = {'[' * 5_000}", ("no valid TOML", "nests")),
        (f"var_dir.{'a.' * 5_000}b = 1", ("no valid TOML", "nests")),
        ('contact = "nobody"', ("contact", "mail address")),
        ('database_url = "postgresql://me:secret@db/pub"', ("database_url", "PUBHARVEST_DATABASE_URL")),
        ('database_url = "postgresql://me@db/pub?password=secret"', ("PUBHARVEST_DATABASE_URL",)),
    ],
)
def test_a_wrong_file_is_told_by_name_key_and_what_is_allowed(
    content: str, told: tuple[str, ...], tmp_path: Path
) -> None:
    path = write_file(tmp_path, content)
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(environ={}, cwd=tmp_path)
    message = str(caught.value)
    assert str(path) in message
    assert all(part in message for part in told)
    assert "secret" not in message
    assert "\n" not in message


@pytest.mark.parametrize(
    "url",
    ["var/catalogue.db", "mysql://host/db", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite://x.db"],
)
def test_a_wrong_database_url_is_told_with_its_origin_and_the_right_form(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"^--database: .*sqlite:///FILE"):
        load_settings(database_url=url, environ={}, cwd=tmp_path)


@pytest.mark.parametrize("hosts", ["http://127.0.0.1", "127.0.0.1:8000", "127.0.0.1/path"])
def test_a_host_with_scheme_port_or_path_is_refused(hosts: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"^PUBHARVEST_ALLOW_HOSTS: "):
        load_settings(environ={"PUBHARVEST_ALLOW_HOSTS": hosts}, cwd=tmp_path)


def test_a_contact_that_would_break_a_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="PUBHARVEST_CONTACT"):
        load_settings(environ={"PUBHARVEST_CONTACT": "a@example.org\r\nX: y"}, cwd=tmp_path)


def test_a_var_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(SettingsInvalid, match=r"^--var-dir: .* is a file"):
        load_settings(var_dir=tmp_path / "var", environ={}, cwd=tmp_path)
