"""One clause in another: relative clauses, thoughts, hopes; and two qualities at once."""

from model.corpus_zh.clause import Doing, Sentence, Subject, is_, predicate
from model.corpus_zh.draw import Draw
from model.corpus_zh.english import Verb, a, being, spaced
from model.corpus_zh.lexicon import lexicon
from model.corpus_zh.patterns_quality import degree

SAY, THINK, KNOW, HOPE = (Verb.parse(forms) for forms in ("say said", "think thought", "know knew known", "hope"))


def relative_thing(draw: Draw) -> Sentence | None:
    """我昨天买的书很有意思。 The book I bought yesterday is interesting."""
    subject, verb = draw.subject(), draw.pick(lexicon().acting("past"))
    noun, time = draw.pick(verb.nouns), draw.time("past") if draw.chance(0.5) else None
    fitting = [
        adj for adj in lexicon().adjectives if noun in adj.things and (adj.lasting == "yes" or verb.chinese == "洗")
    ]
    if not fitting or verb.chinese in ("卖", "弄丢", "打破", "打开", "关上", "画", "听"):
        return None
    adjective = draw.pick(fitting)
    did = spaced(
        predicate(subject, Doing("", "", Verb.parse(verb.english), verb.rest), "past"), time.english if time else ""
    )
    agreement = "plural" if noun.plural == "only" else "third"
    chinese, english, negative = degree(draw, adjective)
    said = being(f"the {noun.english} {did}", agreement, english, negative)
    when_ = time.chinese if time else ""
    return Sentence(f"{subject.chinese}{when_}{verb.chinese}的{noun.chinese}{chinese}", said)


def relative_person(draw: Draw) -> Sentence:
    """那个会弹钢琴的老师很有名。 The teacher who can play the piano is famous."""
    job, doing, he = draw.pick(lexicon().told("profession")), draw.doing("skill"), draw.pronoun("他")
    adjective = draw.pick([adj for adj in lexicon().adjectives if adj.personal and adj.lasting == "yes"])
    if draw.chance(0.5):
        chinese, does = f"会{doing.chinese}", f"can {doing.base(he)}"
    else:
        chinese, does = f"正在{doing.chinese}", f"is {doing.gerund(he)}"
    if draw.chance(0.3):
        subject = draw.pronoun()
        known = predicate(subject, Doing("", "", KNOW, f"the {job.english} who {does}"))
        draw.words.discard(adjective.chinese)
        return Sentence(f"{subject.chinese}认识那个{chinese}的{job.chinese}", known)
    return Sentence(
        f"那个{chinese}的{job.chinese}很{adjective.chinese}", f"the {job.english} who {does} is {adjective.english}"
    )


def thinking(draw: Draw) -> Sentence:
    """我觉得这本书很有意思。 I think this book is interesting. 我知道他是医生。"""
    subject = draw.subject()
    kind = draw.rng.random()
    if kind < 0.4:
        adjective = draw.pick(
            [adj for adj in lexicon().adjectives if adj.things and adj.comparative != "none" and adj.lasting == "yes"]
        )
        thing = draw.this(draw.pick([n for n in adjective.things if n.portion != "kind"]))
        thought = being(thing.english, thing.agreement, adjective.english)
        return Sentence(
            f"{subject.chinese}觉得{thing.chinese}很{adjective.chinese}", said_that(subject, THINK, thought)
        )
    other = draw.other(subject)
    if kind < 0.7:
        adjective = draw.pick([adj for adj in lexicon().adjectives if adj.personal])
        very, english = draw.one((("很", ""), ("非常", "very ")))
        chinese, verb = draw.one((("觉得", THINK), ("说", SAY), ("知道", KNOW)))
        thought = is_(other, english + adjective.english)
        return Sentence(
            f"{subject.chinese}{chinese}{other.chinese}{very}{adjective.chinese}", said_that(subject, verb, thought)
        )
    job = draw.pick(lexicon().told("profession"))
    other = draw.pronoun("他", "她") if subject.chinese not in "他她" else draw.pronoun("我")
    return Sentence(
        f"{subject.chinese}知道{other.chinese}是{job.chinese}", said_that(subject, KNOW, is_(other, a(job.english)))
    )


def said_that(subject: Subject, verb: Verb, said: str) -> str:
    return predicate(subject, Doing("", "", verb, said))


def hoping(draw: Draw) -> Sentence:
    """我希望明天不下雨。 I hope it won't rain tomorrow. 我希望你能来。"""
    subject = draw.subject()
    if draw.chance(0.4):
        time, (rain, english), negative = (
            draw.time("future"),
            draw.one((("下雨", "rain"), ("下雪", "snow"))),
            draw.chance(0.6),
        )
        draw.words.add(rain)
        will = "won't" if negative else "will"
        return Sentence(
            f"{subject.chinese}希望{time.chinese}{'不' if negative else '会'}{rain}",
            said_that(subject, HOPE, f"it {will} {english} {time.english}"),
        )
    other, doing = draw.other(subject), draw.outing()
    return Sentence(
        f"{subject.chinese}希望{other.chinese}能{doing.chinese}",
        said_that(subject, HOPE, predicate(other, doing, "can")),
    )


PRAISE = "聪明 友好 善良 勤奋 强壮 诚实 勇敢 健康 年轻".split()


def both(draw: Draw) -> Sentence | None:
    """她又聪明又善良。 She is both smart and kind. 我也喜欢购物。 I like shopping, too."""
    subject = draw.subject()
    if draw.chance(0.5):
        chosen = [adj for adj in lexicon().adjectives if adj.chinese in PRAISE]
        one, other = draw.pick(chosen), draw.pick(chosen)
        if one is other:
            return None
        qualities = f"both {one.english} and {other.english}"
        return Sentence(f"{subject.chinese}又{one.chinese}又{other.chinese}", is_(subject, qualities))
    doing = draw.doing("liked")
    if draw.chance(0.5):
        said = predicate(subject, Doing("", "", Verb.parse("like"), doing.gerund(subject, general=True)))
        return Sentence(f"{subject.chinese}也喜欢{doing.chinese}", f"{said}, too")
    if subject.agreement != "plural" or subject.english == "you":
        return None
    said = predicate(subject, Doing("", "", Verb.parse("like"), doing.gerund(subject, general=True)), often="all")
    return Sentence(f"{subject.chinese}都喜欢{doing.chinese}", said)


PATTERNS = (relative_thing, relative_person, thinking, hoping, both)
