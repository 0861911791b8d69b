"""Text in the charsets of the sources, with and without a word on which one it is."""

import pytest

from harvesters.html.encoding import decode_body
from models.errors import PageUnreadable

SAMPLES = {
    "Russian": (
        "Справочник полевого бригадира: что проверить до начала смены и о чём написать в журнале. "
        "Обследовано сорок деревень, в трёх вода непригодна для питья.",
        ("utf-8", "windows-1251", "koi8-r"),
    ),
    "Japanese": (
        "漁港の安全に関する手引きをまとめました。船を出す前に確かめること、連絡先、そして地図が載っています。",
        ("utf-8", "shift_jis", "euc-jp"),
    ),
    "Chinese": (
        "清河流域村庄饮水安全调查报告。社区志愿者工作手册已经修订，欢迎下载阅读并提出意见。",
        ("utf-8", "gb18030"),
    ),
    "Korean": (
        "산골 마을의 우물을 조사한 보고서입니다. 학교 가는 길을 안전하게 만드는 방법도 실려 있습니다.",
        ("utf-8", "cp949"),
    ),
    "French": (
        "Cahier de recommandations pour les petits ports : des quais plus sûrs, discutés à la mairie.",
        ("utf-8", "windows-1252", "iso-8859-15"),
    ),
    "Arabic": (
        "دليل العمل مع المتطوعين: خطوات عملية لاستقبال المتطوعين وتدريبهم ومتابعة عملهم خلال السنة الأولى.",
        ("utf-8", "windows-1256"),
    ),
}
EACH = [(language, charset) for language, (_, charsets) in SAMPLES.items() for charset in charsets]
UNTOLD = {
    ("French", "windows-1252"),
    ("French", "iso-8859-15"),
    ("Arabic", "windows-1256"),
    ("Japanese", "euc-jp"),
}
"""Few bytes that are letters of other languages too: without a declaration nothing tells which."""


def page(language: str, charset: str, head: str = "") -> tuple[str, bytes]:
    text = f"<!DOCTYPE html><html><head>{head}</head><body><p>{SAMPLES[language][0]}</p></body></html>"
    return text, text.encode(charset)


@pytest.mark.parametrize(("language", "charset"), EACH)
def test_a_page_that_declares_its_charset_is_read_in_it(language: str, charset: str) -> None:
    text, body = page(language, charset, head=f'<meta charset="{charset}">')
    assert decode_body(body, http_charset=None).text == text


@pytest.mark.parametrize(("language", "charset"), EACH)
def test_the_header_s_charset_is_as_good(language: str, charset: str) -> None:
    text, body = page(language, charset)
    assert decode_body(body, http_charset=f"text/html; charset={charset}").text == text


@pytest.mark.parametrize(("language", "charset"), [each for each in EACH if each not in UNTOLD])
def test_the_bytes_tell_where_nothing_is_declared(language: str, charset: str) -> None:
    text, body = page(language, charset)
    assert decode_body(body, http_charset=None).text == text


@pytest.mark.parametrize(("language", "charset"), sorted(UNTOLD))
def test_what_nothing_tells_is_read_rightly_or_refused(language: str, charset: str) -> None:
    text, body = page(language, charset)
    try:
        decoded = decode_body(body, http_charset=None)
    except PageUnreadable:
        return
    assert decoded.text == text
