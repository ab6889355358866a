import unicodedata


def normalized(*parts: str) -> str:
    """Accent-free, case-folded words to sort and search: «Álvarez» comes before «Zuluaga» in any database locale."""
    decomposed = unicodedata.normalize("NFKD", " ".join(p for p in parts if p).casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def whole_number(said: str | None) -> int | None:
    """The key, place or version that an address or a form names; None for what can be none of them.

    `int` alone takes digits of every script and refuses more than 4,300 of them with an error.
    """
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 19 else None


def unix_lines(text: str) -> str:
    """Browsers send the end of a line as two signs; spreadsheets and databases keep one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str) -> str:
    return " ".join(text.split())
