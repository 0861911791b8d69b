"""What a listing says of itself in words: how many entries there are, or that there are none."""

import re
from collections.abc import Iterator, Sequence

_NUMBER = r"\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+|\d+"
_TO = r"(?:-|–|—|−|~|〜|～|to|till?|through|bis|à|au|a|al|até|do|до|по|ως|έως|إلى|至|から|tot|aż)"
_OF = (
    r"(?:of|out of|von|de|des|sur|di|su|da|van|af|av|z|ze|ze všech|od|из|з|із|από|dari|dintr[eo]|din|iz|na|"
    r"من|מתוך|中|共|全|in total|total|\|)"
)
_RANGE_OF_TOTAL = re.compile(
    rf"(?<![\d/.-])(?P<first>{_NUMBER})\s*{_TO}\s*(?P<last>{_NUMBER})(?:\s?(?:件|条|項|건))?,?\s*"
    rf"(?:[^\W\d]{{3,14}}\s+)?(?:{_OF}|\s/)\s*"
    rf"(?:a total of|about|approximately|around|over|more than|insgesamt|environ|(?:un )?total de)?\s*"
    rf"(?P<total>{_NUMBER})(?![\d/.:-]|\s?%)",
    re.I,
)
_TOTAL_OF_RANGE = re.compile(
    rf"(?:全|共|共有)?\s*(?P<total>{_NUMBER})\s*(?:件|条|項|건|篇)(?:中|,|，|、|のうち)?\s*(?:第)?\s*"
    rf"(?P<first>{_NUMBER})\s*{_TO}\s*(?P<last>{_NUMBER})",
)
_RESULTS = (
    r"results?|r[ée]sultats?|resultados?|risultat[oi]|ergebnisse?n?|treffern?|resultat(?:en|er)?"
    r"|výsledk[ůuy]|"
    r"wynik(?:ów|i)?|результат\w*|αποτελέσματα|نتائج|نتيجة|sonuç|találat|tulosta|rezultate?|hasil|kết quả|"
    r"परिणाम|matches|hits"
)
_ENTRIES = (
    r"publications?|documents?|records?|items?|entries|articles?|reports?|resources?|publicaciones"
    r"|documentos?|"
    r"registros?|dokumente|publikationen|einträge|beiträge|documenti|pubblicazioni|publicações|документ\w*|"
    r"публикаци\w*|وثيقة|وثائق|منشور\w*"
)
_COUNTED_RESULTS = re.compile(
    rf"(?<![\d/.,-])(?P<total>{_NUMBER})\s*(?:{_RESULTS})\b(?!\s*(?:per|par|por|pro|/|a page|на страниц))",
    re.I,
)
_COUNTED_ENTRIES = re.compile(
    rf"\W*(?:(?:found|total(?: of)?|insgesamt|trouvé|there (?:are|is))\W*)?(?P<total>{_NUMBER})\s*"
    rf"(?:{_ENTRIES})(?:\s*(?:found|in total|trouvés?|encontrados?|gefunden|trovati))?\W*",
    re.I,
)
_COUNTED_CJK = re.compile(
    rf"(?:共|全|总计|總計|총)\s*(?:有)?\s*(?P<total>{_NUMBER})\s*(?:件|条|條|篇|項|个|건)"
)
_DIGIT = re.compile(r"\d")
_PAGE_COUNTS = re.compile(
    r"(?:show|showing|display|view|afficher|mostrar|zeige|pages?|seite|página)\W*$", re.I
)

_EMPTY = re.compile(
    r"""
    \bno\s(?:\w+\s){0,3}?(?:results?|matches|hits)\b(?!\s*[.\d]*\s*(?:page|per))
  | \b(?:no|not\sany)\s(?:\w+\s){0,2}?(?:publications?|documents?|records?|items?|entries|content|posts|
      articles|resources|reports|news|events|files|data)\s(?:\w+\s){0,3}?
      (?:found|match\w*|available|to\s(?:show|display|list)|exist|yet|at\sthis\stime)
  | \bnothing\s(?:was\s|has\sbeen\s)?found\b | \bnothing\smatched\b
  | (?<![\d.,])0\s(?:results|publications|documents)\b
  | \bdid\snot\smatch\sany\b | \bdid\snot\sreturn\sany\sresults\b | \byielded\sno\b | \breturned\sno\b
  | \bthere\sare\s(?:currently\s|presently\s)?no\s(?:\w+\s){0,2}?(?:results|publications|documents|items|
      entries|records|posts|articles|resources|reports|events|news)
  | \baucun(?:e)?\s(?:\w+\s){0,2}?(?:r[ée]sultat|document|publication|contenu|article|élément|ressource)
  | \bpas\sde\sr[ée]sultats? | \bn['’]a\sdonné\saucun
  | \bno\sse\s(?:han\s|ha\s)?encontr | \bsin\sresultados | \bning[úu]n\s(?:resultado|documento|contenido)
  | \bno\shay\s(?:\w+\s){0,1}?(?:resultados|contenid|publicacion|documento|elemento|art[íi]culo|entradas)
  | \bkeine\s(?:\w+\s){0,2}?(?:(?:such)?ergebnisse|treffer|einträge|dokumente|publikationen|inhalte|
      beiträge)
  | \bnichts\s(?:passendes\s)?gefunden | \bkein\s(?:ergebnis|treffer|eintrag)
  | \bnenhum(?:a)?\s(?:\w+\s){0,1}?(?:resultado|documento|conteúdo|publicaç|item|registro)
  | \bnão\s(?:foram|foi)\sencontrad | \bsem\sresultados
  | \bnessun(?:a|o)?\s(?:\w+\s){0,1}?(?:risultat|document|contenut|element|pubblicazion|articol)
  | \bgeen\s(?:\w+\s){0,1}?(?:resultaten|resultaat|documenten|publicaties|items|berichten)
  | \binga\s(?:resultat|träffar) | \bingen\s(?:resultat|treff|resultater) | \bei\s(?:hakutuloksia|tuloksia)
  | \bžádné\s(?:výsledky|záznamy|články|dokumenty)
  | \bnebyl[yo]?\snalezen | \bnic\snenalezeno | \bnenalezeny\sžádné
  | \bbrak\s(?:wyników|dokumentów|publikacji) | \bnie\sznaleziono | \bnincs\s(?:\w+\s)?találat
  | \bniciun\srezultat | \bsonuç\sbulunamadı | \bkayıt\sbulunamadı | \bkhông\s(?:tìm\sthấy|có\skết\squả)
  | \btidak\s(?:ada\shasil|ditemukan) | \bnema\srezultata | \bni\szadetkov
  | ничего\sне\sнайдено | нет\s(?:результатов|документов|публикаций|записей)
  | результатов\s(?:нет|не\sнайдено)
  | (?:документ\w+|публикаци\w+|запис\w+|материал\w+)\sне\sнайден | нічого\sне\sзнайдено | няма\sрезултати
  | δεν\sβρέθηκ | κανένα\sαποτέλεσμα | δεν\sυπάρχουν\s(?:αποτελέσματα|δημοσιεύσεις|έγγραφα)
  | لا\s(?:توجد|يوجد)\s(?:\w+\s)?(?:نتائج|نتيجة|محتوى|وثائق|منشورات|مواد|بيانات) | لم\sيتم\sالعثور | لا\sنتائج
  | לא\sנמצאו | هیچ\s(?:نتیجه|مورد) | نتیجه‌ای\sیافت\sنشد
  | 没有(?:找到|结果|相关|内容|数据|符合) | 未找到
  | 暂无(?:数据|内容|相关|结果|信息)
  | 無(?:結果|資料|符合) | 沒有(?:找到|結果|符合|資料) | 找不到
  | 見つかりません | 該当する\S{0,12}(?:ありません|ございません)
  | 結果(?:が|は)ありません | 記事(?:が|は)ありません
  | (?:결과|자료|게시물|내용)[가이]?\s?(?:없습니다|없음) | 찾을\s수\s없습니다
  | कोई\s(?:\w+\s)?(?:परिणाम|सामग्री|दस्तावेज़)\s(?:\w+\s)?नहीं | কোন(?:ো)?\s(?:ফলাফল|তথ্য)\s
  | ไม่พบ(?:ผลลัพธ์|ข้อมูล|เอกสาร)
    """,
    re.I | re.X,
)
_MAX_TOTAL_LENGTH = 120
_MAX_STATEMENT_LENGTH = 300
"""A statement is a line of its own, not a sentence inside an article."""


def find_stated_total(texts: Sequence[str]) -> int | None:
    """How many entries the whole list has; ``None`` where the page does not say, or contradicts itself.

    Args:
        texts: The page's text, one line of it per item, in page order.
    """
    lines = [line for line in texts if len(line) <= _MAX_TOTAL_LENGTH and _DIGIT.search(line)]
    text = " ".join(lines)
    for totals in (
        _range_totals(text),
        {
            _as_int(found["total"])
            for found in _COUNTED_RESULTS.finditer(text)
            if not _is_page_size(text, found)
        },
        {_as_int(found["total"]) for found in _COUNTED_CJK.finditer(text)},
        {
            _as_int(found["total"])
            for line in lines
            if len(line) < 60 and (found := _COUNTED_ENTRIES.fullmatch(line))
        },
    ):
        if totals:
            return totals.pop() if len(totals) == 1 else None
    return None


def states_empty(texts: Sequence[str]) -> bool:
    """Whether one of the lines says that there is nothing to list."""
    return any(len(line) <= _MAX_STATEMENT_LENGTH and _EMPTY.search(line) for line in texts)


def _range_totals(text: str) -> set[int]:
    return {total for pattern in (_RANGE_OF_TOTAL, _TOTAL_OF_RANGE) for total in _totals_by(pattern, text)}


def _totals_by(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    for found in pattern.finditer(text):
        first, last, total = (_as_int(found[name]) for name in ("first", "last", "total"))
        are_years = 1900 <= first <= 2100 and 1900 <= total <= 2100
        if 1 <= first <= last <= total and last - first < 5000 and not are_years:
            yield total


def _is_page_size(text: str, found: re.Match[str]) -> bool:
    return bool(_PAGE_COUNTS.search(text[max(0, found.start() - 20) : found.start()]))


def _as_int(number: str) -> int:
    return int(re.sub(r"\D", "", number))
