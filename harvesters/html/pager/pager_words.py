"""How pagers say next, back and last: words in the languages of the sources, glyphs, class names."""

import re

_NEXT = (
    r"(?:(?:go to |show )?(?:the )?next(?: page| \d+| results?| entries| posts| »)?(?: of results)?"
    r"|older(?: posts| entries| articles| news)?"
    r"|(?:show|load|view|see) more(?: \w+)?|more (?:results|posts|news|articles|publications)"
    r"|page suivante|suivante?s?"
    r"|(?:articles|entrées|messages) (?:plus ancien(?:ne)?s|précédents)|siguientes?"
    r"|p[áa]gina siguiente|entradas (?:m[áa]s )?(?:antiguas|anteriores)"
    r"|n[äa]chste(?: seite)?|weiter|vor|[äa]ltere (?:beitr[äa]ge|artikel|eintr[äa]ge)"
    r"|pr[óo]xim[ao]s?(?: p[áa]gina)?|seguintes?"
    r"|posts mais antigos|avanti|successiv[aoi]|pagina successiva|prossim[ao]"
    r"|articoli (?:meno recenti|precedenti)|volgende(?: pagina)?"
    r"|oudere berichten|n[äa]sta|[äa]ldre inl[äa]gg|neste|n[æe]ste|eldre innlegg|seuraava|vanhemmat"
    r"|dal[šs][íi](?: str[áa]nka)?|následující"
    r"|n[áa]sleduj[úu]ca|star[šs][íi] (?:příspěvky|články)|na[cč][íi]st dal[šs][íi]|další »"
    r"|nast[ęe]pn[aey]|starsze wpisy|dalej"
    r"|k[öo]vetkez[őo]|r[ée]gebbi bejegyzések|următoarea|urm[ăa]tor(?:ul)?|sonraki|eski yazılar"
    r"|ileri|след(?:ующ\w+|\.)?(?: страница)?|дал(?:ее|ьше|і)"
    r"|вперед|вперёд|наступна|старые записи|более старые(?: записи)?|следваща|επόμεν\w+|επόμ\."
    r"|παλαιότερ\w+|التالي(?:ة)?|الصفحة التالية|التالى|المزيد"
    r"|المقالات الأقدم|הבא|לעמוד הבא|בעدی|صفحه بعد|بعدی|अगला|अगले|पुराने (?:पोस्ट|लेख)|पुरानी पोस्ट"
    r"|পরবর্তী|পুরনো|পূর্ববর্তী পোস্ট|次(?:へ|の?ページ(?:へ)?|の\S{0,6}|頁)?"
    r"|続きを見る|もっと見る|下一?[页頁]|下页|后页|後一頁|加载更多|更多|다음(?: 페이지)?|더 ?보기"
    r"|tiếp(?: theo)?|trang sau|berikutnya|selanjutnya|ถัดไป|หน้าถัดไป|შემდეგი)"
)
_OF_PAGES = r"(?:\W*(?:page|p\.|seite|página|str\.)?\W*\d+(?:\s*(?:of|/|de|von|sur|z|из)\s*\d+)?)?"
NEXT_WORDS = re.compile(rf"\W*{_NEXT}{_OF_PAGES}\W*", re.I)
NEXT_WITHIN = re.compile(rf"(?<!\w){_NEXT}(?!\w)", re.I)
_BACK = (
    r"(?:prev(?:ious)?(?: page| \d+)?|newer(?: posts| entries)?|back|pr[ée]c[ée]dente?s?"
    r"|page pr[ée]c[ée]dente|anterior(?:es)?"
    r"|entradas (?:m[áa]s )?(?:recientes|nuevas)|zur[üu]ck|vorherige(?: seite)?|vorige"
    r"|neuere (?:beitr[äa]ge|artikel)|precedent[ei]|indietro|terug"
    r"|f[öo]reg[åa]ende|forrige|edellinen|předchozí|p[řr]edch[áa]zej[íi]c[íi]|nov[ěe]jší"
    r"|poprzedni[ae]?|előző|önceki|anterioar[ăa]|пред(?:ыдущ\w+|\.)?|назад|новые записи"
    r"|προηγούμεν\w+|νεότερ\w+|السابق(?:ة)?|הקודם|قبلی|पिछला|नए|前(?:へ|の?ページ(?:へ)?|の\S{0,6}"
    r"|頁)?|上一?[页頁]|이전|trước|sebelumnya|ก่อนหน้า)"
)
BACK_WORDS = re.compile(rf"\W*(?:{_BACK}{_OF_PAGES}|[«‹<←＜≪]+)\W*", re.I)
BACK_WITHIN = re.compile(rf"(?<!\w){_BACK}(?!\w)", re.I)
LAST_WORDS = re.compile(
    r"\W*(?:last(?: page)?(?: »)?|end|derni[eè]re?(?: page)?|fin|[úu]ltim[ao](?: p[áa]gina)?"
    r"|letzte(?: seite)?|ende|ultima?|laatste|sista|siste|poslední"
    r"|ostatni[ae]?|utolsó|sonuncu|son|последн\w+|в конец|конец|τελευταί\w+|الأخير(?:ة)?|最後(?:へ"
    r"|のページ)?|末页|尾页|最后一?页|마지막)\W*",
    re.I,
)
NEXT_GLYPHS = re.compile(r"[»›>→▶►⟩❯⇒＞≫▸➔➡⯈]{1,2}")
DOUBLE_GLYPHS = re.compile(r"»|>>|≫|⏭|>\|")
PAGER_NAME = re.compile(
    r"(?:^|[-_\s])(?:pager|pagers|pagination|paginat\w*|paging|pagenav\w*|wp-pagenavi"
    r"|page-?numbers?|pages|pagelinks|nav-links|navigation"
    r"|posts-navigation|nav-(?:previous|next)|nav-(?:below|above)|page-nav\w*|post-nav\w*"
    r"|load-?more|seiten\w*|infinite\w*|older|pageNav\w*|paginador)(?:$|[-_\s\d])",
    re.I,
)
NEXT_NAME = re.compile(
    r"(?:^|[-_\s])(?:next|pager-next|older|load-?more|show-?more|siguiente|suivant|weiter)(?:$"
    r"|[-_\s])|Next(?:Page|Link)?$|nextpostslink",
    re.I,
)
BACK_NAME = re.compile(r"(?:^|[-_\s])(?:prev(?:ious)?|newer|back)(?:$|[-_\s])|previouspostslink", re.I)
OFF_NAME = re.compile(r"(?:^|[-_\s])(?:disabled|inactive)(?:$|[-_\s])", re.I)
CURRENT_NAME = re.compile(
    r"(?:^|[-_\s])(?:current|active|is-active|selected|on|this|aktuell|actual|now|strong"
    r"|pager-current)(?:$|[-_\s])",
    re.I,
)
ICON_NAME = re.compile(
    r"(?:chevron|angle|arrow|caret)s?(?:-double|-circle|-alt)*-right|icon-(?:next|right)"
    r"|right-arrow|arrow_forward"
    r"|(?:^|[/_-])(?:next|right)[\w-]*\.(?:gif|png|svg|jpg)",
    re.I,
)
