"""Scrapy's settings for one crawl: what is not needed is off, above all what a site could misuse."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from harvesters.crawl.parent import CrawlOrder

MAX_REDIRECTS = 10
MAX_DELAY_S = 60.0
MAX_MEMORY_MB = 1_024
ROBOTS_TOKEN = "pubharvest"
"""What a robots.txt calls this robot."""


def user_agent(contact: str | None) -> str:
    """Who is asking, and where to complain."""
    try:
        name = f"{ROBOTS_TOKEN}/{version('pubharvest')}"
    except PackageNotFoundError:
        name = ROBOTS_TOKEN
    return f"{name} (publication catalogue; +{contact})" if contact else f"{name} (publication catalogue)"


def scrapy_settings(order: CrawlOrder) -> dict[str, Any]:
    """Everything that pubharvest sets differently from Scrapy."""
    return {**_reach(), **_components(), **_politeness(order), **_bounds(order)}


def _reach() -> dict[str, Any]:
    http = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
    return {
        "DOWNLOAD_HANDLERS_BASE": {"http": http, "https": http},
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        # Behind a proxy the address that is checked would not be the address that is connected.
        "HTTPPROXY_ENABLED": False,
        "REFERRER_POLICY": "same-origin",
    }


def _components() -> dict[str, Any]:
    # The ``_BASE`` settings, so that nothing of Scrapy's own is even loaded that is not named here.
    return {
        "DOWNLOADER_MIDDLEWARES_BASE": {
            "harvesters.middlewares.site.SiteBounds": 50,
            "harvesters.middlewares.robots.RobotsRules": 100,
            "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
            "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
            "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
            "harvesters.middlewares.redirects.MetaRefresh": 580,
            "harvesters.middlewares.gunzip.Gunzip": 590,
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
            "harvesters.middlewares.cookies.Cookies": 700,
            "harvesters.middlewares.capture.Capture": 950,
        },
        "EXTENSIONS_BASE": {
            "harvesters.middlewares.memory_limit.Memory": 0,
            "harvesters.middlewares.robots.Throttle": 0,
        },
        "LOG_ENABLED": False,
        "STATS_DUMP": False,
    }


def _politeness(order: CrawlOrder) -> dict[str, Any]:
    politeness = order.source.politeness
    return {
        "USER_AGENT": user_agent(order.contact),
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            # A cut-off br, deflate or zstd body can't be told from a whole one; gzip carries its own proof.
            "Accept-Encoding": "gzip",
            **({"Accept-Language": f"{order.source.language}, *;q=0.5"} if order.source.language else {}),
        },
        "CONCURRENT_REQUESTS": politeness.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": politeness.concurrency,
        "DOWNLOAD_DELAY": politeness.delay_s,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        # A delay of 0 is an operator's word that the site bears full speed.
        "AUTOTHROTTLE_ENABLED": politeness.delay_s > 0,
        "AUTOTHROTTLE_START_DELAY": politeness.delay_s,
        "AUTOTHROTTLE_MAX_DELAY": max(MAX_DELAY_S, politeness.delay_s),
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(politeness.concurrency),
    }


def _bounds(order: CrawlOrder) -> dict[str, Any]:
    return {
        "DOWNLOAD_TIMEOUT": order.source.politeness.timeout_s,
        "DOWNLOAD_MAXSIZE": order.source.limits.max_body_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
        "METAREFRESH_MAXDELAY": 10,
        "MEMUSAGE_ENABLED": True,
        "MEMUSAGE_LIMIT_MB": MAX_MEMORY_MB,
        "MEMUSAGE_CHECK_INTERVAL_SECONDS": 5.0,
    }
