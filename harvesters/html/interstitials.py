"""Pages that are served as if all were well, but are not what was asked for: a login, a captcha, an error."""

import re

from lxml import etree

from harvesters.html.markup import Markup
from harvesters.html.selectors import visible_text

_MAX_WORDS = 350
"""A page with more text than this is a page, whatever it says of cookies, logins or errors."""
_TITLES = {
    "the site asks whether we are human": r"just a moment|attention required"
    r"|are you (?:a )?(?:human|robot)|access denied"
    r"|security check|captcha|verify(?:ing)? (?:you are|that you)|bot (?:check|verification)"
    r"|ddos[- ]?(?:guard|protection)"
    r"|checking your browser|request (?:rejected|unsuccessful)|pardon our interruption"
    r"|one more step|un instant"
    r"|验证|人机|sicherheitsüberprüfung",
    "the site asks for a login": r"(?:log|sign)[ -]?in(?:\W.*)?|login|anmelden|anmeldung|connexion"
    r"|se connecter|iniciar sesi[óo]n"
    r"|authentication required|accedi|entrar|inloggen|вход|авторизация|تسجيل الدخول|登录|ログイン",
    "the site is down for maintenance": r".*\b(?:under|site|scheduled|down for) maintenance\b.*"
    r"|maintenance(?: mode)?"
    r"|.*\bwe(?:'|’)?ll be (?:right )?back\b.*|.*temporarily (?:unavailable|offline|closed).*"
    r"|en maintenance|site en maintenance"
    r"|.*mantenimiento.*|wartung(?:sarbeiten|smodus)?|.*offline for maintenance.*|coming soon"
    r"|.*техническ\w+ работ\w*.*",
    "the page is an error page": r".*\b(?:error|erreur|fehler) ?(?:4\d\d|5\d\d)\b.*|(?:4\d\d"
    r"|50\d)\b.*|.*\b(?:page )?not found\b.*"
    r"|(?:internal )?server error.*|bad (?:gateway|request).*|service unavailable.*|.*forbidden"
    r"|an? (?:unexpected )?error.*"
    r"|.*page introuvable.*|.*seite (?:wurde )?nicht gefunden.*|.*p[áa]gina no encontrada.*"
    r"|.*страница не найдена.*"
    r"|database (?:connection )?error|error|oops\W*.*|site (?:not found|suspended)"
    r"|account suspended|.*页面不存在.*",
}
_TITLE_PATTERNS = {reason: re.compile(rf"\W*(?:{words})\W*", re.I) for reason, words in _TITLES.items()}
_TEXTS = {
    "the site asks whether we are human": r"checking (?:if the site connection is secure"
    r"|your browser before)|enable javascript"
    r" and cookies to continue|cf-browser-verification|verify (?:that )?you are (?:a )?human"
    r"|complete the (?:security check|captcha)"
    r"|unusual traffic from your|please solve the captcha|i(?:'|’)?m not a robot|incapsula incident"
    r"|your request has been blocked"
    r"|the requested url was rejected",
    "the site is down for maintenance": r"(?:site|page|website|service|system) is (?:currently "
    r"|temporarily )?(?:down for|under(?:going)?"
    r"|undergoing) (?:scheduled )?maintenance|is currently undergoing (?:scheduled )?maintenance"
    r"|is down for maintenance"
    r"|(?:site|website) is temporarily (?:unavailable|offline)|actuellement en maintenance"
    r"|wird (?:derzeit|gerade) gewartet"
    r"|en mantenimiento|briefly unavailable for scheduled maintenance|we should be back shortly",
    "the page is an error page": r"the website encountered an unexpected error"
    r"|error establishing a database connection"
    r"|fatal error: |uncaught exception|stack trace:|(?:500|502|503|504) (?:internal server error"
    r"|bad gateway|service unavailable"
    r"|gateway time-?out)|404 not found|you are not authorized to access this page"
    r"|the requested page could not be found"
    r"|the page you (?:requested|are looking for|were looking for) (?:could not|cannot|can't"
    r"|does not|doesn't|was not)"
    r"|server error in '/' application|too many connections|query failed|sqlstate\[",
}
_TEXT_PATTERNS = {reason: re.compile(words, re.I) for reason, words in _TEXTS.items()}
_CHALLENGE = re.compile(
    r"/cdn-cgi/challenge-platform|cf-chl-|_Incapsula_Resource|captcha-delivery\.com|perimeterx|px-captcha|ddos-guard",
    re.I,
)
_NEEDS_SCRIPT = re.compile(
    r"(?:enable|activate|requires?|need|turn on|without)\s(?:\w+\s){0,4}?javascript"
    r"|javascript\s(?:\w+\s){0,4}?"
    r"(?:required|disabled|enable|needed|turned off|deaktiviert|désactivé|erforderlich|aktiviert)"
    r"|activer javascript"
    r"|habilit[ae] javascript|включите javascript|请启用javascript",
    re.I,
)
_APP_ROOT = etree.XPath(
    "//*[@id='root' or @id='app' or @id='__next' or @id='__nuxt' or @id='q-app' or @ng-app or @data-reactroot"
    " or self::app-root or @ng-version or @id='main-app' or @id='application']"
)
_SCRIPTS = etree.XPath("//script[@src]")
_PASSWORD = etree.XPath("boolean(//form//input[translate(@type, 'PASWORD', 'pasword') = 'password'])")
_CONTENT_TAGS = ("main", "article", "li", "td")


def is_blocking_page(markup: Markup) -> str | None:
    """Why a page that was served with 200 is not the page that was asked for; ``None``: nothing says so.

    A long page is never called blocking: false alarms would make good runs incomplete.
    """
    body = markup.root.find("body")
    text = visible_text(body) if body is not None else ""
    words = len(text.split()) if " " in text else len(text) // 3
    if words > _MAX_WORDS:
        return None
    if words < 40 and (reason := _needs_browser(markup, text)):
        return reason
    return _blocked_by_title(markup, words) or _blocked_by_text(markup, text, words)


def _blocked_by_title(markup: Markup, words: int) -> str | None:
    titles = [visible_text(element) for element in markup.root.iter("title", "h1")][:3]
    links = _count_content_links(markup.root)
    for reason, pattern in _TITLE_PATTERNS.items():
        if not any(pattern.fullmatch(_without_site_name(title)) for title in titles if title):
            continue
        if "login" in reason and not _PASSWORD(markup.root):
            continue
        if links < 25 or words < 60:
            return reason
    return None


def _count_content_links(root: etree._Element) -> int:
    """Links within what holds content; an XPath would ask each of the elements around a link anew."""
    count = around = headings = 0
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=(*_CONTENT_TAGS, "h2", "a")):
        step = 1 if event == "start" else -1
        if element.tag == "h2":
            headings += step
        elif element.tag != "a":
            around += step
        elif event == "start":
            count += headings > 0 or (around > 0 and element.get("href") is not None)
    return count


def _without_site_name(title: str) -> str:
    return re.split(r"\s+[|–—·:-]\s+", title)[0]


def _blocked_by_text(markup: Markup, text: str, words: int) -> str | None:
    if words <= 120 and _CHALLENGE.search(
        " ".join(script.get("src") or "" for script in markup.root.iter("script"))
    ):
        return "the site asks whether we are human"
    if words > 200:
        return None
    for reason, pattern in _TEXT_PATTERNS.items():
        if pattern.search(text):
            return reason
    return "the site asks for a login" if words <= 60 and _PASSWORD(markup.root) else None


def _needs_browser(markup: Markup, text: str) -> str | None:
    """A page that only scripts fill."""
    notices = " ".join("".join(element.itertext()) for element in markup.root.iter("noscript"))
    is_app = bool(_APP_ROOT(markup.root)) and len(_SCRIPTS(markup.root)) > 0
    if _NEEDS_SCRIPT.search(f"{notices} {text}") or (is_app and len(text.split()) < 15):
        if "checking your browser" in text.lower():
            return None
        return "the page needs a browser: without JavaScript it has no content"
    return None
