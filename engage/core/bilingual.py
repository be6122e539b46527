"""A text that staff wrote in English and, if they could, in Spanish."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One text in both languages; without a Spanish text the English one stands in, marked as English."""

    en: str
    es: str | None = None

    def text(self, language: str) -> str:
        """The text for a page in ``language``."""
        return self.es if language == "es" and self.es else self.en

    def fallback_lang(self, language: str) -> str | None:
        """``"en"`` when a Spanish page shows the English text, so that it can be read out rightly; else None."""
        return "en" if language == "es" and self.en and not self.es else None

    def __bool__(self) -> bool:
        return bool(self.en or self.es)
