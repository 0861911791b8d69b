"""Words by which sites of many languages name the fields of an entry, in classes, labels and column heads."""

import re
from functools import lru_cache

_FIELD_WORDS = {
    "date": r"date|dated|(?:first |date )?published(?: on| date)?|publication date|issued"
    r"|date issued|issue date|date of publication|released?|year|fecha|a[ñn]o|datum|jahr"
    r"|datae?"
    r"|ano|anno|rok"
    r"|дата|год|ημερομηνία|التاريخ|تاريخ|日期|日付|발행일|날짜|tarih|dátum",
    "language": r"lang|langs|languages?|langues?|idiomas?|sprachen?|l[íi]nguas?|lingu[ae]|taal|язык"
    r"|γλώσσα|اللغة|语言|言語|jazyk",
    "type": r"type|types|document type|resource type|format|kind|tipo|typ|art|dokumentart|тип|τύπος"
    r"|النوع|نوع|类型|種類|bundle",
    "authors": r"authors?|byline|by|writers?|contributors?|creators?|auteurs?|autor(?:es|en|ów|a"
    r"|i)?|autori|автор\w*"
    r"|συγγραφέας|المؤلف|作者|著者",
    "publisher": r"publishers?|organi[sz]ations?|agency|agencies|institution|source|issued by|from"
    r"|editeur|éditeur"
    r"|editorial|editor|herausgeber|editora|editore|uitgever|издатель|организация|الناشر|المصدر"
    r"|出版社|来源|发布机构",
    "reference": r"reference(?: number)?|ref|no\.?|#|number|docket(?: (?:no\.?|number))?"
    r"|case (?:no\.?|number)|nr\.?|№|n°|doc(?:ument)? (?:no|number|symbol)|symbol"
    r"|report no"
    r"|número|nummer|номер|الرقم|编号|文号",
    "pages": r"pages|page count|no of pages|number of pages|páginas|seiten|pagine|страниц|صفحات|页数",
    "countries": r"countr(?:y|ies)|location|locations|region|regions|pays|pa[íi]s(?:es)?|land"
    r"|länder|paes[ei]|страна|البلد|国家",
    "topics": r"topics?|themes?|tags?|keywords?|subjects?|categor(?:y|ies)|thèmes?|temas?|themen?"
    r"|schlagw\w+|темы?|الموضوع|主题|关键词",
    "isbn": r"isbn|isbn-13|issn",
    "doi": r"doi",
    "title": r"title|titles|name|document|document title|publication|subject|case|case name"
    r"|case title|caption|report|headline|meeting|event|item|topic title|titre|t[íi]tulo"
    r"|titel"
    r"|titolo|nome|nombre|název|tytuł"
    r"|название|наименование|заголовок|τίτλος|العنوان|عنوان|标题|名称|題名|タイトル|제목|başlık|cím",
    "teaser": r"description|summary|abstract|body|teaser|excerpt|descripci[óo]n|résumé|resumen"
    r"|beschreibung|zusammenfassung"
    r"|descri[çc][ãa]o|resumo|descrizione|описание|الوصف|描述|简介|摘要",
    "file_urls": r"file|files|download|downloads|attachments?|documents|pdf|link|links|fichier"
    r"|archivo|datei|anhang|скачать|تحميل|下载",
}
_FIELD = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _FIELD_WORDS.items()), re.I)
_CLASS_PARTS = re.compile(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])")
_WORDS_OF_CLASSES = {
    "date": "date dated datetime created published posted pubdate timestamp time year",
    "language": "language languages lang langcode",
    "type": "type format genre",
    "authors": "author authors byline contributor contributors creator creators writer writers",
    "publisher": "publisher publishers organisation organization organisations organizations agency source",
    "reference": "reference ref docket symbol",
    "countries": "country countries",
    "topics": "topic topics theme themes tag tags keyword keywords category categories terms subjects",
    "isbn": "isbn",
    "doi": "doi",
    "teaser": "teaser summary excerpt description abstract snippet",
}
_CLASS_WORDS = {word: field for field, words in _WORDS_OF_CLASSES.items() for word in words.split()}
_LABEL = re.compile(r"\s*([^:：|]{2,30}?)\s*[:：]\s*(?=\S)")

_LANGUAGES = re.compile(
    r"english|anglais|ingl[ée]s|englisch|french|fran[çc]ais|franc[ée]s|französisch|spanish"
    r"|espa[ñn]ol|castellano|espagnol"
    r"|spanisch|arabic|arabe|العربية|عربي|russian|русский|russe|chinese|中文|汉语|简体中文|繁體中文"
    r"|portuguese|portugu[êe]s"
    r"|portugais|german|deutsch|allemand|italian|italiano|italien|dutch|nederlands|polish|polski"
    r"|ukrainian|українська"
    r"|turkish|türkçe|persian|farsi|فارسی|dari|دری|pashto|پښتو|urdu|اردو|hindi|हिन्दी|bengali|bangla"
    r"|বাংলা|burmese|မြန်မာ"
    r"|khmer|thai|ไทย|vietnamese|ti[ếe]ng vi[ệe]t|indonesian|bahasa indonesia|malay|japanese|日本語"
    r"|korean|한국어"
    r"|swahili|kiswahili|amharic|አማርኛ|tigrinya|ትግርኛ|somali|soomaali|hausa|albanian|shqip|serbian"
    r"|srpski|српски"
    r"|croatian|hrvatski|bosnian|bosanski|macedonian|македонски|bulgarian|български|romanian|română|moldovan"
    r"|greek|ελληνικά|hungarian|magyar|czech|čeština|slovak|slovenčina|slovenian|slovenščina"
    r"|georgian|ქართული"
    r"|armenian|հայերեն|azerbaijani|kazakh|қазақша|kyrgyz|uzbek|tajik|turkmen|mongolian|nepali"
    r"|नेपाली|sinhala|tamil"
    r"|தமிழ்|kurdish|kurdî|کوردی|hebrew|עברית|haitian creole|krey[òo]l|swedish|svenska|norwegian"
    r"|norsk|danish|dansk"
    r"|finnish|suomi|estonian|eesti|latvian|latviešu|lithuanian|lietuvių|tetum|filipino|tagalog|lao|ລາວ",
    re.I,
)
_LANGUAGE_CODES = re.compile(
    r"[\[(]?(?:en|fr|es|de|ar|ru|pt|it|zh|nl|pl|uk|tr|fa|EN|FR|ES|DE|AR|RU|PT|IT|ZH|NL|PL|UK|TR|FA"
    r"|ENG|FRE|SPA|ARA|RUS|CHI)[\])]?"
)
_TYPES = re.compile(
    r"(?:(?:annual|policy|technical|final|research|evaluation|situation|working|discussion|briefing"
    r"|position|press|fact"
    r"|information|training|practical|statistical|country|case|policy|good|best) )?(?:reports?"
    r"|papers?|briefs?|briefings?"
    r"|notes?|stud(?:y|ies)|guides?|guidelines?|guidance|manuals?|handbooks?|toolkits?|tool|books?"
    r"|brochures?|leaflets?"
    r"|fact ?sheets?|infosheets?|infographics?|newsletters?|bulletins?|articles?|documents?"
    r"|publications?|videos?|maps?"
    r"|datasets?|practices?|release|statements?|policies|strategy|strategies|plan|resolution"
    r"|legislation|consultation"
    r"|correspondence|transparency|form|news|news story|blog|blog post|presentation|poster|podcast"
    r"|speech|event|thesis"
    r"|analysis|assessment|evaluation|review|update|rapport|guide|manuel|étude|note|informe|manual"
    r"|gu[íi]a|estudio"
    r"|bericht|handbuch|leitfaden|studie|broschüre|relatório|rapporto|отчет|отчёт|руководство"
    r"|доклад|تقرير|دليل|报告|手册"
    r"|consultation outcome|policy paper|news article|journal article|book chapter|conference paper"
    r"|working paper)",
    re.I,
)


@lru_cache(maxsize=4096)
def field_of_class(names: str) -> str | None:
    """The field that an element's classes name, such as ``field--name-field-language``."""
    for name in names.split():
        words = [word.lower() for word in _CLASS_PARTS.split(name) if word]
        for word in reversed(words):
            field = _CLASS_WORDS.get(word)
            if field is not None and (field != "type" or word == words[-1]):
                return field
    return None


@lru_cache(maxsize=4096)
def field_of_label(label: str) -> str | None:
    """The field that a label or column head names; ``None`` for other words."""
    match = _FIELD.fullmatch(label.strip(" :：*#.").strip())
    return match.lastgroup if match else None


@lru_cache(maxsize=4096)
def split_label(text: str) -> tuple[str | None, str]:
    """(field, value) of a text such as ``Language: French``; the field is ``None`` without a known label."""
    label = _LABEL.match(text)
    field = field_of_label(label[1]) if label else None
    return (field, text[label.end() :]) if label and field else (None, text)


@lru_cache(maxsize=4096)
def is_language(text: str) -> bool:
    """Whether a text is the name or code of a language and nothing else."""
    return (_LANGUAGES.fullmatch(text) or _LANGUAGE_CODES.fullmatch(text)) is not None


@lru_cache(maxsize=4096)
def is_publication_type(text: str) -> bool:
    """Whether a text names a kind of publication and nothing else."""
    return _TYPES.fullmatch(text) is not None
