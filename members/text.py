import unicodedata


def normalized(*parts: str) -> str:
    """Accent-free, case-folded words to sort and search: «Álvarez» comes before «Zuluaga» in any database locale."""
    decomposed = unicodedata.normalize("NFKD", " ".join(p for p in parts if p).casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def unix_lines(text: str) -> str:
    """Browsers send the end of a line as two signs; spreadsheets and databases keep one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str) -> str:
    return " ".join(text.split())
