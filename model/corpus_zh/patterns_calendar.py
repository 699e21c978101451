"""The clock, the calendar, habits and the weather."""

from model.corpus_zh.clause import Doing, Sentence, aspect, predicate, question
from model.corpus_zh.draw import Draw
from model.corpus_zh.english import Verb, being, number, spaced
from model.corpus_zh.lexicon import lexicon
from model.corpus_zh.numbers import chinese_number, counting
from model.corpus_zh.patterns_time import timed

LIVE, WORK, STUDY = (Verb.parse(verb) for verb in ("live", "work", "study"))


DAYS = (
    ("一", "Monday"), ("二", "Tuesday"), ("三", "Wednesday"), ("四", "Thursday"), ("五", "Friday"), ("六", "Saturday"),
    ("天", "Sunday"),
)  # fmt: skip


MONTHS = "January February March April May June July August September October November December".split()


def habit(draw: Draw) -> Sentence:
    """她每天早上跑步。 She runs every morning. 他星期天不上班。"""
    subject, time = draw.subject(), draw.time("habit")
    doing = draw.doing("daily", time.chinese)
    negative = draw.chance(0.15) and time.chinese == "星期天"
    said = predicate(subject, doing, negative=negative)
    all_ = "都" * (time.chinese.startswith("每") and draw.chance(0.6))
    return Sentence(
        timed(draw, all_ + aspect(doing, "present", negative), subject.chinese, time), f"{said} {time.english}"
    )


def often(draw: Draw) -> Sentence:
    """我常常做饭。 I often cook."""
    subject, time, doing = draw.subject(), draw.time("often"), draw.doing("daily")
    if draw.chance(0.4):
        place = draw.pick(lexicon().located("public"))
        doing = Doing("去", place.chinese, Verb.parse("go went gone"), place.to)
    return Sentence(f"{subject.chinese}{time.chinese}{doing.chinese}", predicate(subject, doing, often=time.english))


PARTS = (("早上", "in the morning", 5, 11), ("晚上", "in the evening", 6, 10), ("", "", 1, 12), ("", "", 1, 12))


def time_of_day(draw: Draw) -> Sentence:
    """我七点起床。 I get up at seven o'clock. 现在三点了。 It's three o'clock now."""
    part, of_day, earliest, latest = draw.one(PARTS)
    hour, half = draw.one(range(earliest, latest + 1)), draw.chance(0.25)
    chinese = f"{counting(hour)}点{'半' * half}"
    english = f"half past {number(hour)}" if half else f"{number(hour)} o'clock"
    draw.words.add(chinese)
    if draw.chance(0.2):
        return Sentence(f"现在{chinese}了", f"it's {english} now")
    subject, doing = draw.subject(), draw.doing("daily", part)
    if draw.asks(0.25, subject):
        draw.words.discard(chinese)
        return Sentence(f"{subject.chinese}几点{doing.chinese}", f"what time {question(subject, doing)}", "?")
    said = spaced(predicate(subject, doing), "at", english, of_day)
    return Sentence(f"{subject.chinese}{part}{chinese}{doing.chinese}", said)


def calendar(draw: Draw) -> Sentence:
    """今天星期三。 Today is Wednesday. 明天是五月三号。 Tomorrow is May 3."""
    day, english = draw.one((("今天", "today is"), ("明天", "tomorrow is"), ("昨天", "yesterday was")))
    draw.words.add(day)
    if draw.chance(0.5):
        week = draw.one(DAYS)
        draw.words.add(f"星期{week[0]}")
        return Sentence(f"{day}{'是' * draw.chance(0.5)}星期{week[0]}", f"{english} {week[1]}")
    month, date = int(draw.rng.random() * 12), 1 + int(draw.rng.random() * 28)
    chinese = f"{chinese_number(month + 1)}月{chinese_number(date)}号"
    draw.words.add(chinese)
    return Sentence(f"{day}是{chinese}", f"{english} {MONTHS[month]} {date}")


def duration(draw: Draw) -> Sentence:
    """我学了三年中文。 I studied Chinese for three years. 他在北京住了两年。"""
    subject, years = draw.subject(), 2 + int(draw.rng.random() * 9)
    unit, english = draw.one((("年", "years"), ("个月", "months"), ("个星期", "weeks")))
    spell = f"{counting(years)}{unit}"
    draw.words.add(spell)
    if draw.chance(0.5):
        noun = draw.noun("language subject")
        said = predicate(subject, Doing("", "", STUDY, noun.english), "past")
        return Sentence(f"{subject.chinese}学了{spell}{noun.chinese}", f"{said} for {number(years)} {english}")
    place, (verb, lived) = draw.pick(lexicon().located("city")), draw.one((("住", LIVE), ("工作", WORK)))
    said = predicate(subject, Doing("", "", lived, place.at), "past")
    return Sentence(f"{subject.chinese}在{place.chinese}{verb}了{spell}", f"{said} for {number(years)} {english}")


def weather(draw: Draw) -> Sentence:
    """今天很热。 It's hot today. 昨天下雨了。 It rained yesterday. 明天会下雪。"""
    if draw.chance(0.5):
        chinese, verb = draw.one((("下雨", "rain"), ("下雪", "snow")))
        draw.words.add(chinese)
        entry, kind = Verb.parse(verb), draw.one(("past", "future", "now"))
        place = draw.pick(lexicon().located("city")) if draw.chance(0.4) else None
        inside, at = (place.chinese, f" {place.at}") if place else ("", "")
        if kind == "now":
            return Sentence(f"{inside}正在{chinese}", f"it's {entry.gerund}{at}")
        time = draw.time(f"{kind} long_{kind}")
        chinese = f"{time.chinese}{inside}"
        if kind == "past":
            return Sentence(f"{chinese}下{'雨' if verb == 'rain' else '雪'}了", f"it {entry.past}{at} {time.english}")
        return Sentence(f"{chinese}会下{'雨' if verb == 'rain' else '雪'}", f"it'll {verb}{at} {time.english}")
    state = draw.pick([s for s in lexicon().states if s.kind == "weather"])
    day, english = draw.one((("今天", "today"), ("昨天", "yesterday"), ("这里", "here")))
    draw.words.add(day)
    degree, very = draw.one((("很", ""), ("非常", "very"), ("不", "not"), ("真", "really")))
    if state.chinese in ("热", "冷") and draw.chance(0.3):
        degree, very = "太", "too"
    said = being("it", "third", spaced("" if very == "not" else very, state.english), very == "not", day == "昨天")
    return Sentence(f"{day}{degree}{state.chinese}{'了' * (degree == '太')}", f"{said} {english}")


PATTERNS = (habit, often, time_of_day, calendar, duration, weather)
