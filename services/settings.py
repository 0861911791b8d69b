"""Where everything lies and what may be reached, from flags, environment and ``pubharvest.toml``."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import harvesters
from models.errors import SettingsInvalid
from text.secrets import hide_in_url
from text.toml import read_toml

SETTINGS_FILE = "pubharvest.toml"
PREFIX = "PUBHARVEST_"
KEYS = ("database_url", "var_dir", "sources_dir", "allow_hosts", "contact")
SCHEMES = ("sqlite", "postgresql", "postgresql+psycopg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What every command needs to know before it starts."""

    database_url: str
    var_dir: Path
    """Spool, captures, feeds and, by default, the catalogue."""
    sources_dir: Path
    allow_hosts: tuple[str, ...] = ()
    """Hosts that may be reached although their address is loopback or private."""
    contact: str | None = None
    """Mail address or URL that the user agent names."""
    prefect_api_url: str | None = None
    """The flow server that runs are reported to; ``None``: harvests run as plain functions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """One value and where it was given, for messages."""

    value: object
    origin: str

    def fail(self, problem: str) -> SettingsInvalid:
        return SettingsInvalid(f"{self.origin}: {problem}")


def load_settings(
    *,
    database_url: str | None = None,
    var_dir: Path | None = None,
    sources_dir: Path | None = None,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Settings:
    """Each setting from its flag, else the environment, else ``pubharvest.toml``, else its default.

    Raises:
        SettingsInvalid: names the flag, variable or key, and what is allowed there.
    """
    environ = os.environ if environ is None else environ
    flags = {"database_url": database_url, "var_dir": var_dir, "sources_dir": sources_dir}
    found = _read_file((cwd or Path()) / SETTINGS_FILE) | _read_environment(environ) | _read_flags(flags)
    var = _read_folder(found.get("var_dir"), default=Path("var"))
    return Settings(
        database_url=_read_database_url(found.get("database_url"), var),
        var_dir=var,
        sources_dir=_read_folder(found.get("sources_dir"), default=Path(harvesters.__path__[0]) / "sources"),
        allow_hosts=_read_hosts(found.get("allow_hosts")),
        contact=_read_contact(found.get("contact")),
        prefect_api_url=environ.get("PREFECT_API_URL") or None,
    )


def read_failpoint(environ: Mapping[str, str] | None = None) -> str | None:
    """Where a test wants this process to fail; ``None``: nowhere, as always but in tests."""
    return (os.environ if environ is None else environ).get(PREFIX + "FAILPOINT") or None


def is_completing(environ: Mapping[str, str] | None = None) -> bool:
    """Whether a shell runs this process to complete a command line."""
    return "_PUBHARVEST_COMPLETE" in (os.environ if environ is None else environ)


def _read_flags(flags: Mapping[str, object]) -> dict[str, _Setting]:
    names = {"database_url": "--database", "var_dir": "--var-dir", "sources_dir": "--sources"}
    return {
        key: _Setting(value=value, origin=names[key]) for key, value in flags.items() if value is not None
    }


def _read_environment(environ: Mapping[str, str]) -> dict[str, _Setting]:
    named = {key: PREFIX + key.upper() for key in KEYS}
    return {
        key: _Setting(value=environ[name].strip(), origin=name)
        for key, name in named.items()
        if environ.get(name, "").strip()
    }


def _read_file(path: Path) -> dict[str, _Setting]:
    try:
        content = read_toml(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{path} can't be read: {error}") from error
    except ValueError as error:
        raise SettingsInvalid(f"{path} is no valid TOML: {error}") from error
    unknown = sorted(set(content) - set(KEYS))
    if unknown:
        raise SettingsInvalid(f"{path}: unknown key {unknown[0]!r}; allowed are {', '.join(KEYS)}")
    found = {key: _Setting(value=value, origin=f"{path}, {key}") for key, value in content.items()}
    if "database_url" in found:
        _refuse_password(found["database_url"])
    return found


def _refuse_password(setting: _Setting) -> None:
    url = str(setting.value)
    if hide_in_url(url) != url:
        raise setting.fail(
            f"a password does not belong in a file ({hide_in_url(url)}); "
            f"set {PREFIX}DATABASE_URL in the environment instead"
        )


def _read_folder(setting: _Setting | None, *, default: Path) -> Path:
    if setting is None:
        return default
    if not isinstance(setting.value, str | Path) or not str(setting.value):
        raise setting.fail(f"{setting.value!r} is no folder name; write it in quotes")
    folder = Path(setting.value).expanduser()
    if folder.exists() and not folder.is_dir():
        raise setting.fail(f"{folder} is a file, but must be a folder")
    return folder


def _read_database_url(setting: _Setting | None, var_dir: Path) -> str:
    if setting is None:
        return f"sqlite:///{var_dir / 'catalogue.db'}"
    url = str(setting.value)
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in SCHEMES:
        shown = hide_in_url(url)
        raise setting.fail(
            f"{shown!r} is no database URL; write sqlite:///FILE or postgresql://USER@HOST/DATABASE"
        )
    if scheme == "sqlite" and (not rest.startswith("/") or rest in ("/", "/:memory:")):
        raise setting.fail(
            f"{hide_in_url(url)!r} names no file; write sqlite:///FILE, "
            "with a fourth slash if the path is absolute"
        )
    return url


def _read_hosts(setting: _Setting | None) -> tuple[str, ...]:
    if setting is None:
        return ()
    value = setting.value
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise setting.fail('a list of hosts is expected, such as ["127.0.0.1"]')
    hosts = tuple(dict.fromkeys(item.strip().lower().strip("[]") for item in items if item.strip()))
    for host in hosts:
        if "/" in host or " " in host or host.count(":") == 1:
            raise setting.fail(f"{host!r} is no host; write it without scheme, port and path")
    return hosts


def _read_contact(setting: _Setting | None) -> str | None:
    if setting is None:
        return None
    contact = str(setting.value)
    if not contact.isprintable() or not ("@" in contact or contact.startswith(("http://", "https://"))):
        raise setting.fail(f"{contact!r} is neither a mail address nor an http(s) URL")
    return contact
