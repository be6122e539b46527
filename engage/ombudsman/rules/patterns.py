"""The patterns of the screen. Sources: MBI format, CMS; safe harbor, 45 CFR 164.514(b)(2)(i)(A)-(R)."""

import re
import tomllib
from pathlib import Path

from engage.ombudsman.enums import IdentifierKind as Kind

SHORTEST_NAME = 3
SHORTEST_PLACE = 4
SHORTEST_NUMBER = 6

_WORDS = tomllib.loads((Path(__file__).parents[1] / "data" / "screen_words.toml").read_text(encoding="utf-8"))
EVERYDAY = frozenset(_WORDS["everyday"].split())
NOT_NAMES = frozenset(_WORDS["not_names"].split())
ALSO_WORDS = frozenset(_WORDS["also_words"].split())

_L = "[AC-HJKMNP-RT-Y]"
_LD = "[0-9AC-HJKMNP-RT-Y]"
_MBI_SIGNS = ("[1-9]", _L, _LD, "[0-9]", _L, _LD, "[0-9]", _L, _L, "[0-9]", "[0-9]")
#: People write it with dashes, with spaces, or spelled sign by sign.
_MBI = r"(?<![A-Z0-9])" + "[-. ]?".join(_MBI_SIGNS) + r"(?![A-Z0-9])"
_NINE = r"(?<![\d-])\d{3}[-. ]?\d{2}[-. ]?\d{4}"
_RAILROAD = "A|MA|WA|WD|CA|WCA|PA|PD|H|JA|MH|WH|WCH|PH"
_MONTH = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|"
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"
)
_BEFORE_MONTH = "in|on|since|last|this|next|early|late|by|until|before|after|en|desde|hasta"
_STREET = (
    "street|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|parkway|pkwy|highway|hwy|terrace|apartments|"
    "calle|avenida"
)
_STREET_CAPITAL = "St|Ct|Court|Place|Pl|Way|Circle|Cir|Square|Sq|Trail|Trl|Loop|Row"
_WORD = r"[A-Z][\w'’-]+"
_RUN = rf"{_WORD}(?:\s+{_WORD})*"
_TITLE = "Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Rev|Sr|Sra|Srta|Don|Dona"
_NAME_CUE = (
    "name is|named|called|son|daughter|wife|husband|mother|father|sister|brother|friend|neighbor|aide|nurse|"
    "me llamo|se llama|hijo|hija|esposo|esposa|madre|padre|hermano|hermana|amigo|amiga"
)
_HOUSES = (
    "Hospital|Clinic|Manor|Center|Centre|Home|House|Rehab|Rehabilitation|Pharmacy|County|Village|Apartments|Towers|"
    "Church|School|Township|Borough|Reservation|Tribe|Nation|Health"
)
_NUMBER_CUE = (
    "member|account|claim|policy|case|record|license|licence|plate|id|mrn|serial|cuenta|miembro|caso|licencia"
)
_AT = r"(?:@|\(at\)|\[at\])"
_AT_WORD = r"(?:at|arroba)"
_DOT = r"(?:\.|\(dot\)|\[dot\])"
_DOT_WORD = r"(?:\.|\s+dot\s+|\s+punto\s+)"


def _plain(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_SAFE_HARBOR_NUMBERS = (
    (Kind.MBI, _plain(_MBI)),
    # The old Medicare number: nine digits with a letter, or a railroad prefix.
    (Kind.HICN, _plain(rf"{_NINE}-?[ABCDEFJKMTW][A-Z0-9]?(?![A-Z0-9])")),
    (Kind.HICN, re.compile(rf"(?<![A-Za-z0-9])(?:{_RAILROAD})[- ]?(?:\d{{6}}|\d{{9}})(?!\d)")),
    (Kind.SSN, _plain(rf"{_NINE}(?![\d-])")),
    # North American numbers only: neither the area nor the exchange begins with 0 or 1, so that a state rule
    # number such as 411-020-0002 is none.
    (
        Kind.PHONE,
        _plain(r"(?<![\d-])(?:\+?1[-. ]{0,2})?\(?[2-9]\d{2}\)?[-./ ]{0,3}[2-9]\d{2}[-. ]{0,2}\d{4}(?!\d|-\d)"),
    ),
    (Kind.PHONE, _plain(r"(?<![\d-])[2-9]\d{2}[-.]\d{4}(?!\d|-\d)")),
    (Kind.EMAIL, _plain(rf"[\w.+'-]+\s?{_AT}\s?[\w-]+(?:\s?{_DOT}\s?[a-z]{{2,}})+")),
    (Kind.EMAIL, _plain(rf"[\w.+'-]+\s+{_AT_WORD}\s+[\w-]+{_DOT_WORD}(?:com|org|net|edu|gov|us|info|mx|es)\b")),
    (Kind.WEB, _plain(r"https?://\S+|\bwww\.\S+|(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)|(?<![\w@])@\w{3,}")),
    (
        Kind.NUMBER,
        _plain(
            rf"\b(?:{_NUMBER_CUE})(?:\s+(?:id|no|number|numero))?\s*[.:#]*\s*"
            r"(?=[a-z-]*\d)[a-z0-9]+(?:-[a-z0-9]+)*(?<=[a-z0-9]{4})"
        ),
    ),
    (Kind.NUMBER, _plain(r"(?<![\w$.,])[a-z]{0,3}\d{6,}[a-z]?(?!\w)")),
    (Kind.NUMBER, _plain(r"\bOM-[0-9A-Z]{6}\b|\b[2-9A-HJKMNP-TV-Z]{4}(?:-[2-9A-HJKMNP-TV-Z]{4}){3}\b")),
)
_PLACES_AND_TIMES = (
    (Kind.ADDRESS, _plain(rf"(?<!\w)\d{{1,6}}\w?\s+(?:[\w.'’-]+\s+){{1,4}}?(?:{_STREET})\b\.?")),
    (Kind.ADDRESS, re.compile(rf"(?<!\w)\d{{1,6}}\w?\s+(?:[A-Z0-9][\w.'’-]*\s+){{1,4}}?(?:{_STREET_CAPITAL})\b\.?")),
    (Kind.ADDRESS, _plain(r"\b(?:calle|avenida|carretera)\s+[\w.'’-]+(?:\s+[\w.'’-]+){0,2}?\s+#?\d+")),
    (Kind.ADDRESS, _plain(r"\bp\.?\s?o\.?\s+box\s+\d+|\bapartado\s+\d+")),
    (Kind.ADDRESS, _plain(r"\b(?:apt|apartment|unit|suite|ste|room|apartamento|depto|cuarto)\b\.?\s*#?\s*\d+\w?")),
    (Kind.ZIP, _plain(r"(?<![\d$,.-])\d{5}(?:-\d{4})?(?![\d-]|,\d)")),
    (Kind.DATE, _plain(r"(?<!\d)(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)")),
    (Kind.DATE, _plain(r"(?<![\d/])\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?![\d/-])")),
    (Kind.DATE, _plain(r"(?<![\d/])(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])(?![\d/])")),
    (Kind.DATE, _plain(rf"\b(?:{_MONTH})\b\.?,?\s+(?:the\s+|de\s+)?\d{{1,4}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?")),
    (Kind.DATE, _plain(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?(?:{_MONTH})\b")),
    (Kind.DATE, _plain(rf"\b(?:{_BEFORE_MONTH})\s+(?P<who>{_MONTH})\b")),
    (Kind.DATE, _plain(r"\bq[1-4]\b|\b(?:first|second|third|fourth) quarter\b")),
    (Kind.DATE, _plain(r"\b(?:primer|segundo|tercer|cuarto) trimestre\b")),
    (Kind.AGE, _plain(r"\b(?:9\d|1[0-2]\d)[- ]*(?:years?|yrs?|y/?o|anos?)\b(?:[- ]*(?:old|of age|de edad))?")),
    (Kind.AGE, _plain(r"\b(?:aged?|turned|edad de|cumplio)\s+(?:9\d|1[0-2]\d)\b")),
)
_NAMES = (
    (Kind.NAME, re.compile(rf"\b(?:{_TITLE})\b\.?\s+{_RUN}")),
    (Kind.NAME, re.compile(rf"(?i:\b(?:{_NAME_CUE})\s*,?\s+)(?P<who>{_RUN})")),
    (Kind.PLACE, re.compile(rf"(?:{_WORD}\s+){{1,4}}(?:{_HOUSES})\b")),
    (Kind.PLACE, re.compile(rf"\b(?:St|Saint|San|Santa)\.?\s+{_RUN}")),
    (Kind.PLACE, re.compile(rf"(?<=\w )(?i:(?:in|at|from|near|en|desde)\s+)(?P<who>{_RUN})")),
    (Kind.NAME, re.compile(rf"{_WORD}(?:\s+{_WORD})+")),
)
PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (*_SAFE_HARBOR_NUMBERS, *_PLACES_AND_TIMES, *_NAMES)

#: Before a number: then it is the number of a rule.
RULE_BEFORE = re.compile(
    r"(?:\b(?:oar|cfr|u\.?s\.?c|wac|rcw|nac|rule|rules|regla|section|sec|seccion|chapter|statute|code|division)\b\.?"
    r"|§)\s*(?:no\.?|number|#)?\s*$",
    re.IGNORECASE,
)


def is_everyday(words: str) -> bool:
    """Whether every word of a likely name or place is an everyday one."""
    return all(word.casefold() in EVERYDAY for word in re.findall(r"\w+", words))
