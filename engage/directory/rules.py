"""The states and time zones there are, the numbers everyone starts with, and what a web address must be."""

from urllib.parse import urlsplit

from engage.core.i18n import N_

#: The states, the District of Columbia and the territories with a Medicaid program (42 U.S.C. 1301(a)(1)).
STATES = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AS": "American Samoa",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "DC": "District of Columbia",
    "FL": "Florida",
    "GA": "Georgia",
    "GU": "Guam",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "MP": "Northern Mariana Islands",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "PR": "Puerto Rico",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VI": "U.S. Virgin Islands",
    "VA": "Virginia",
    "WA": "Washington",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
}

TIME_ZONES = {
    "America/New_York": N_("Eastern"),
    "America/Chicago": N_("Central"),
    "America/Denver": N_("Mountain"),
    "America/Phoenix": N_("Arizona (no daylight saving time)"),
    "America/Los_Angeles": N_("Pacific"),
    "America/Anchorage": N_("Alaska"),
    "Pacific/Honolulu": N_("Hawaii"),
    "America/Puerto_Rico": N_("Atlantic (Puerto Rico, U.S. Virgin Islands)"),
    "Pacific/Guam": N_("Chamorro (Guam, Northern Mariana Islands)"),
    "Pacific/Pago_Pago": N_("Samoa"),
}

#: National numbers a new site starts with: label, Spanish label, number, note, Spanish note.
FIRST_NUMBERS = (
    (
        "Emergency",
        "Emergencia",
        "911",
        "Call if someone is in danger now.",
        "Llame si alguien está en peligro ahora.",
    ),
    (
        "Suicide and crisis line",
        "Línea de suicidio y crisis",
        "988",
        "Call or text, day and night. You can ask for Spanish.",
        "Llame o mande un mensaje de texto, de día y de noche. Oprima 2 para español.",
    ),
    (
        "Medicare",
        "Medicare",
        "1-800-633-4227",
        "Day and night. TTY: 1-877-486-2048.",
        "De día y de noche. TTY: 1-877-486-2048.",
    ),
)


def name_key(name: str) -> str:
    """What makes two names the same: letter case does not matter."""
    return name.casefold()[:200]


def is_web_address(text: str) -> bool:
    """Whether ``text`` is a full http or https address, which alone may become a link."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text
