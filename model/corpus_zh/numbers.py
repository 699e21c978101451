"""Chinese numbers below a hundred."""

_DIGITS = "零一二三四五六七八九"


def chinese_number(value: int) -> str:
    """0 to 99.

    >>> chinese_number(25)
    '二十五'
    """
    tens, ones = divmod(value, 10)
    if not tens:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


def counting(value: int) -> str:
    """The number before a measure word: 两 for two."""
    return "两" if value == 2 else chinese_number(value)
