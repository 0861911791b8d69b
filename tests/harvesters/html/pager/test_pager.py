"""The way to the next page, in the pagers of many platforms."""

import pytest

from harvesters.html.markup import open_markup
from harvesters.html.outline import outline_page
from harvesters.html.pager.pager import find_next

ROWS = "".join(
    f'<li><h3><a href="/en/doc-{at}">A publication about topic number {at}</a></h3><p>Text.</p></li>'
    for at in range(10)
)
PAGERS = [
    (
        "Drupal 8",
        "https://x.org/en/list",
        '<nav class="pager"><ul><li class="pager__item is-active"><a href="?page=0">1</a></li>'
        '<li><a href="?page=1">2</a></li><li class="pager__item--next">'
        '<a href="?page=1" rel="next"><span>Next</span> ››</a></li><li>'
        '<a href="?page=9">Last »</a></li></ul></nav>',
        "https://x.org/en/list?page=1",
    ),
    (
        "last page of Drupal",
        "https://x.org/en/list?page=9",
        '<nav class="pager"><ul><li><a href="?page=0">« First</a></li><li>'
        '<a href="?page=8" rel="prev">‹ Previous</a></li><li><a href="?page=8">9</a></li>'
        '<li class="is-active"><a href="?page=9">10</a></li></ul></nav>',
        None,
    ),
    (
        "WordPress, glyph alone",
        "https://x.org/en/list",
        '<a class="next page-numbers" href="/en/list/page/2/">»</a>',
        "https://x.org/en/list/page/2/",
    ),
    (
        "WordPress, older posts in nav-previous",
        "https://x.org/en/list/page/2/",
        '<div class="nav-links"><div class="nav-previous">'
        '<a href="/en/list/page/3/">Older posts</a></div><div class="nav-next">'
        '<a href="/en/list/">Newer posts</a></div></div>',
        "https://x.org/en/list/page/3/",
    ),
    (
        "WordPress, newer posts only",
        "https://x.org/en/list/page/5/",
        '<div class="nav-links"><div class="nav-next"><a href="/en/list/page/4/">Newer posts</a></div></div>',
        None,
    ),
    (
        "relative numbered",
        "https://x.org/list/20/",
        '<div><a href="../19/">19</a> <b>20</b> <a href="../21/">21</a> <a href="../22/">22</a></div>',
        "https://x.org/list/21/",
    ),
    (
        "joomla",
        "https://x.org/news/?start=20",
        '<ul class="pagination"><li><a href="?start=10">Prev</a></li><li><a href="?start=0">1</a>'
        '</li><li><a href="?start=10">2</a></li><li class="active"><a>3</a></li><li>'
        '<a href="?start=30">4</a></li><li><a title="Next" href="?start=30"><i class="icon-next">'
        "</i></a></li></ul>",
        "https://x.org/news/?start=30",
    ),
    (
        "bitrix",
        "https://x.org/news/?PAGEN_1=2",
        '<div><a href="/news/?PAGEN_1=1">1</a><span>2</span><a href="/news/?PAGEN_1=3">3</a>'
        '<a href="/news/?PAGEN_1=3">След.</a><a href="/news/?PAGEN_1=14">Конец</a></div>',
        "https://x.org/news/?PAGEN_1=3",
    ),
    (
        "numbers only",
        "https://x.org/news/",
        '<div class="pages"><b>1</b> <a href="?p=2">2</a> <a href="?p=3">3</a></div>',
        "https://x.org/news/?p=2",
    ),
    (
        "numbers only last",
        "https://x.org/news/?p=3",
        '<div class="pages"><a href="?p=1">1</a> <a href="?p=2">2</a> <b>3</b></div>',
        None,
    ),
    (
        "newlines",
        "https://x.org/en/list",
        '<ul class="pager"><li><a href="\n  ?page=1\n">\n next ›\n</a></li></ul>',
        "https://x.org/en/list?page=1",
    ),
    (
        "double escaped",
        "https://x.org/en/list",
        '<ul class="pager"><li><a href="?f=1&amp;amp;page=1">next ›</a></li></ul>',
        "https://x.org/en/list?f=1&page=1",
    ),
    (
        "slider",
        "https://x.org/en/list",
        '<div class="c"><a class="next" href="#slide2">Next</a></div>',
        None,
    ),
    (
        "more",
        "https://x.org/en/list?page=1",
        '<ul class="pager"><li><a href="?page=0">« Previous</a></li><li>'
        '<a href="?page=2">Show more</a></li></ul>',
        "https://x.org/en/list?page=2",
    ),
    (
        "more elsewhere",
        "https://x.org/en/list",
        '<div class="x"><a href="/en/news">View more news</a></div>',
        None,
    ),
    (
        "load more",
        "https://x.org/en/list",
        '<a class="btn load-more" href="/en/list?offset=10">Load more</a>',
        "https://x.org/en/list?offset=10",
    ),
    (
        "head",
        "https://x.org/en/list",
        '<link rel="next" href="/en/list?page=2">',
        "https://x.org/en/list?page=2",
    ),
    (
        "postback",
        "https://x.org/en/list",
        '<ul class="pager"><li class="previous disabled"><a href="#">Previous</a></li>'
        '<li class="next"><a href="javascript:__doPostBack(1)">Next</a></li></ul>',
        None,
    ),
    (
        "img next",
        "https://x.org/search?q=a&page=2",
        '<p><a href="/search?q=a&page=1"><img src="/img/prev.gif">'
        '</a> <a href="/search?q=a&page=3"><img src="/img/next.gif" alt=""></a></p>',
        "https://x.org/search?q=a&page=3",
    ),
    (
        "google like",
        "https://x.org/search?q=a",
        '<div class="paging"><a href="/search?q=a&start=10" class="fl">Next &gt;</a></div>',
        "https://x.org/search?q=a&start=10",
    ),
    (
        ">> only",
        "https://x.org/a.php?page=2",
        '<td><a href="a.php?page=1">&lt;&lt;</a> <a href="a.php?page=3">&gt;&gt;</a></td>',
        "https://x.org/a.php?page=3",
    ),
    (
        "› and »",
        "https://x.org/a",
        '<div class="pagination"><a href="/a?page=2">›</a><a href="/a?page=7">»</a></div>',
        "https://x.org/a?page=2",
    ),
    (
        "back glyphs",
        "https://x.org/a?page=7",
        '<div class="pagination"><a href="/a?page=1">«</a><a href="/a?page=6">‹</a></div>',
        None,
    ),
    (
        "zh",
        "https://x.org/a/2",
        '<div class="pagination"><a href="/a/1">上一页</a><a href="/a/3">下一页</a>'
        '<a href="/a/9">尾页</a></div>',
        "https://x.org/a/3",
    ),
    (
        "list_2.html",
        "https://x.org/list_2.html",
        '<div class="p"><a href="list.html">1</a><a href="list_2.html">2</a>'
        '<a href="list_3.html">3</a><a href="list_3.html">下一页</a></div>',
        "https://x.org/list_3.html",
    ),
    (
        "list.html first",
        "https://x.org/list.html",
        '<div class="p"><a href="list.html">1</a><a href="list_2.html">2</a>'
        '<a href="list_3.html">3</a><a href="list_2.html">下一页</a></div>',
        "https://x.org/list_2.html",
    ),
    (
        "index_1",
        "https://x.org/index.html",
        '<div class="p"><a href="index_1.html">下一页</a></div>',
        "https://x.org/index_1.html",
    ),
    (
        "ar",
        "https://x.org/f-1.html",
        '<div class="p"><a href="f-2.html">التالي</a></div>',
        "https://x.org/f-2.html",
    ),
    (
        "no container",
        "https://x.org/forum/t?page=2",
        '<a class="prev" href="?page=1">Prev</a><a class="next" href="?page=3">Next</a>',
        "https://x.org/forum/t?page=3",
    ),
    (
        "icons",
        "https://x.org/l?page=2",
        '<div class="pagination"><a class="arrow" href="?page=1"><span class="fa fa-angle-left">'
        '</span></a><a class="arrow" href="?page=3"><span class="fa fa-angle-right"></span></a>'
        "</div>",
        "https://x.org/l?page=3",
    ),
    (
        "inactive numbers",
        "https://x.org/l",
        '<div class="pagination"><span class="current">1</span>'
        '<a href="/l?page=2" class="inactive">2</a><a href="/l?page=3" class="inactive">3</a>'
        "</div>",
        "https://x.org/l?page=2",
    ),
    (
        "page of",
        "https://x.org/l?pg=1",
        '<table><tr><td>Page 1 of 5 <a href="l?pg=2">Next Page</a></td></tr></table>',
        "https://x.org/l?pg=2",
    ),
    (
        "next article",
        "https://x.org/doc/5",
        '<div class="node-nav"><a rel="next" href="/doc/7-other">Next article</a></div>',
        None,
    ),
    (
        "active link",
        "https://x.org/l?page=1",
        '<div class="pagination"><a href="/l?page=0">1</a>'
        '<a class="active" href="/l?page=1">2</a><a href="/l?page=2">3</a></div>',
        "https://x.org/l?page=2",
    ),
    (
        "zero based first",
        "https://x.org/l",
        '<div class="pagination"><a class="active" href="/l?page=0">1</a><a href="/l?page=1">2</a></div>',
        "https://x.org/l?page=1",
    ),
    (
        "self link first",
        "https://x.org/l/",
        '<div class="pagination"><a href="/l/">1</a><a href="/l/2/">2</a><a href="/l/3/">3</a></div>',
        "https://x.org/l/2/",
    ),
    (
        "number in path",
        "https://x.org/c/7/",
        '<div class="pagination"><a href="/c/7/">1</a><a href="/c/7/?p=2">2</a>'
        '<a href="/c/7/?p=2">Weiter</a></div>',
        "https://x.org/c/7/?p=2",
    ),
    (
        "page-N",
        "https://x.org/c/7/page-2",
        '<div class="pagination"><a href="/c/7/">1</a><b>2</b><a href="/c/7/page-3">3</a>'
        '<a href="/c/7/page-3">Další</a></div>',
        "https://x.org/c/7/page-3",
    ),
    (
        "sv",
        "https://x.org/l?page=2",
        '<div class="pagination"><a href="/l?page=1">Föregående</a><a href="/l?page=3">Nästa sida</a></div>',
        "https://x.org/l?page=3",
    ),
    (
        "blogspot",
        "https://x.org/blog",
        '<div id="blog-pager">'
        '<a class="blog-pager-older-link" '
        'href="https://x.org/search?updated-max=2016-03-01T00:00:00&max-results=7">Older Posts</a>'
        "</div>",
        "https://x.org/search?updated-max=2016-03-01T00:00:00&max-results=7",
    ),
]


@pytest.mark.parametrize(
    ("url", "pager", "expected"), [pager[1:] for pager in PAGERS], ids=[p[0] for p in PAGERS]
)
def test_the_next_page_is_found_or_rightly_none(url: str, pager: str, expected: str | None) -> None:
    html = f"<html><body><ul>{ROWS}</ul>{pager}</body></html>"
    if pager.startswith("<link"):
        html = f"<html><head>{pager}</head><body><ul>{ROWS}</ul></body></html>"
    markup = open_markup(html.encode(), url)
    found = find_next(markup, outline_page(markup.root))
    assert (found.url if found else None) == expected
