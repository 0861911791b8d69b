"""Dates as sites print them, recognised (not read) in the languages of the sources."""

import re
from functools import lru_cache

_MONTHS = (
    # en fr es pt it de nl sv da cs pl hu ro tr
    r"jan(?:uar[yi]?|vier|eiro|\.)?|ener?o?|gen(?:naio)?|ocak|ledn\w+|stycz\w+|leden",
    r"feb(?:ruar[yi]?|rero|braio|ruari)?|févr?(?:ier)?|fevr?(?:eiro)?|şubat|únor\w*|lut(?:y|ego)",
    r"mar(?:ch|s|zo|ço|t|et|zec|ca)?|m[äæ]rz|maart|mrt|březen|března|březn\w+|mart",
    r"apr(?:il|ile|ilie|\.)?|avr(?:il)?|abr(?:il)?|nisan|dub(?:en|na)|kwie(?:cień|tnia)",
    r"may(?:o|ıs|ıs)?|mai(?:o|us)?|mei|maj|magg?(?:io)?|květ(?:en|na)|máj(?:us)?|mayıs",
    r"jun[ei]?o?|juin|giu(?:gno)?|haziran|červ(?:en|na)|czerw\w+|jún(?:ius)?|iunie",
    r"jul[yi]?o?|juil(?:let)?|lugl?(?:io)?|temmuz|červen(?:ec|ce)|lip(?:iec|ca)|júl(?:ius)?|iulie",
    r"aug(?:ust|ustus|usti)?|août|aout|ago(?:sto)?|ağustos|srp(?:en|na)|sierp\w+",
    r"sept?(?:ember|embre|iembre|tembre)?|set(?:embro|tembre)?|eyl[üu]l|září|wrze\w+|szept\w*",
    r"o[ck]t(?:ober|obre|ubre|óber)?|out(?:ubro)?|ott(?:obre)?|ekim|říj(?:en|na)|paźdz\w+",
    r"nov(?:ember|embre|iembre|embro)?|kasım|listopad\w*|noiembrie",
    r"d[eé][ck](?:ember|embre|iembre)?|dez(?:ember|embro)?|dic(?:iembre|embre)?|aralık|prosin\w+|grud\w+",
    # ru uk bg el sr
    r"янв\w*|фев\w*|март?\w*|апр\w*|ма[йя]|июн\w*|июл\w*|авг\w*|сен\w*|окт\w*|ноя\w*|дек\w*",
    r"січ\w+|лют\w+|берез\w+|квіт\w+|трав\w+|черв\w+|лип\w+|серп\w+|верес\w+|жовт\w+|листоп\w+|груд\w+",
    r"ιαν\w*|φεβ\w*|μ[αά]ρ\w*|απρ\w*|μ[αά]ϊ?ο?\w*|ιο[υύ]ν\w*|ιο[υύ]λ\w*|α[υύ]γ\w*|σεπ\w*|οκτ\w*"
    r"|νο[εέ]\w*|δεκ\w*",
    # ar fa he
    r"يناير|فبراير|مارس|أبريل|ابريل|إبريل|مايو|يونيو|يوليو|يوليوز|أغسطس|اغسطس|غشت|سبتمبر|شتنبر"
    r"|أكتوبر|اكتوبر|نوفمبر",
    r"ديسمبر|دجنبر|كانون|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين|جانفي|فيفري|أفريل|ماي|جوان"
    r"|جويلية|أوت",
    r"ינואר|פברואר|מרץ|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר",
    # hi bn th vi id
    r"जनवरी|फरवरी|फ़रवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|सितम्बर|अक्टूबर|नवंबर|नवम्बर|दिसंबर|दिसम्बर",
    r"জানুয়ারি|জানুয়ারী|ফেব্রুয়ারি|ফেব্রুয়ারী|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট|সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর",
    r"มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม",
    r"januari|februari|maret|juni|juli|agustus|desember|tháng\s?\d{1,2}",
)
_MONTH = rf"(?:{'|'.join(_MONTHS)})\b\.?"
_YEAR = r"(?:(?:18|19|20)\d\d|[१२][०-९]{3}|[১২][০-৯]{3}|[٠-٩]{4})"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|ª|\.|ος)?"
_DATE = re.compile(
    rf"""(?<![\w/.-])(?:
      {_YEAR}\s?[-./]\s?\d{{1,2}}\s?[-./]\s?\d{{1,2}}(?:[T\s]\s?\d\d?:\d\d[\d:.Z+-]*)?
    | \d{{1,2}}\s?[-./]\s?\d{{1,2}}\s?[-./]\s?(?:{_YEAR}|\d\d)
    | {_YEAR}\s?年(?:\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?)?
    | {_YEAR}\s?년(?:\s?\d{{1,2}}\s?월(?:\s?\d{{1,2}}\s?일)?)?
    | {_DAY}\s?[-/]\s?(?:{_MONTH})\s?[-/]\s?(?:{_YEAR}|\d\d)
    | {_DAY}\s*(?:de\s+|of\s+)?(?:{_MONTH}),?\s*(?:de\s+|del\s+)?{_YEAR}
    | (?:{_MONTH})\s+{_DAY},?\s+{_YEAR}
    | (?:{_MONTH}),?\s*(?:de\s+|del\s+|/|-)?\s*{_YEAR}
    | {_YEAR},?\s+(?:{_MONTH})(?:\s+{_DAY})?
    | {_DAY}\s+(?:{_MONTH})
    | (?:{_MONTH})\s+{_DAY}(?!\d)
    )(?![\w/])""",
    re.I | re.X,
)
_YEAR_ALONE = re.compile(rf"\(?{_YEAR}(?:\s?[-–/]\s?{_YEAR})?\)?")
_DIGIT = re.compile(r"\d")
_LABEL = re.compile(r"^[^\d:：]{2,40}[:：]\s*")
_AGO = re.compile(r"\b\d+\s+(?:minutes?|hours?|days?|weeks?|months?|years?)\s+ago\b", re.I)
# A weekday, a time of day, a label or a few separators may stand around a date that is all a line says.
_REST_OF_DATE_LINE = 14


@lru_cache(maxsize=8192)
def find_date(text: str) -> str | None:
    """The first date in a text, as printed."""
    if not _DIGIT.search(text):
        return None
    found = _DATE.search(text)
    return found[0].strip() if found else None


@lru_cache(maxsize=8192)
def is_date_line(text: str) -> bool:
    """Whether a text says a date and hardly anything else."""
    if len(text) > 60 or not _DIGIT.search(text):
        return False
    text = _LABEL.sub("", text)
    if _YEAR_ALONE.fullmatch(text) or _AGO.search(text):
        return True
    found = _DATE.search(text)
    return found is not None and len(text) - len(found[0]) <= _REST_OF_DATE_LINE
