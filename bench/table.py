"""A line of what a benchmark found."""

_ROW = "{:<62} {:>12} {:>10} {}"


def row(what: str, number: str, target: str = "", verdict: str = "") -> None:
    print(_ROW.format(what, number, target, verdict), flush=True)


def report(what: str, number: float, target: float, unit: str) -> bool:
    """Print a number beside the most that it may be; whether it is more."""
    digits = 3 if unit == "×" else 0
    row(what, f"{number:,.{digits}f} {unit}", f"{target:,g}", "ok" if number <= target else "MISSED")
    return number > target
