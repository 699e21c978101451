"""What happened, happens and will happen: tense and aspect."""

from model.corpus_zh.clause import Doing, Sentence, Thing, acting, activity, aspect, clause, outing, predicate, question
from model.corpus_zh.draw import Draw
from model.corpus_zh.english import Verb, being
from model.corpus_zh.lexicon import Time, lexicon
from model.corpus_zh.numbers import counting

BE, WEAR = Verb.parse("be was been being"), Verb.parse("wear wore worn")


def timed(draw: Draw, chinese: str, name: str, time: Time) -> str:
    """The time after the subject or before it: 我昨天…, 昨天我…"""
    return f"{time.chinese}{name}{chinese}" if draw.chance(0.35) else f"{name}{time.chinese}{chinese}"


def past(draw: Draw) -> Sentence:
    """我昨天买了一本书。 I bought a book yesterday."""
    subject, time = draw.subject(), draw.time("past")
    doing = draw.anything("past", subject, time.chinese)
    said = predicate(subject, doing, "past")
    return Sentence(timed(draw, aspect(doing, "past"), subject.chinese, time), f"{said} {time.english}")


def past_not(draw: Draw) -> Sentence:
    """他昨天没洗碗。 He didn't do the dishes yesterday."""
    subject, time = draw.subject(), draw.time("past")
    doing = draw.doing("", time.chinese)
    said = predicate(subject, doing, "past", negative=True)
    return Sentence(timed(draw, aspect(doing, "past", True), subject.chinese, time), f"{said} {time.english}")


def did(draw: Draw) -> Sentence:
    """他买了一辆车。 He bought a car. 你买票了吗？"""
    subject = draw.subject()
    if draw.asks(0.3, subject):
        doing = draw.acting("past", subject, definite=True)
        return Sentence(f"{subject.chinese}{doing.chinese}了吗", question(subject, doing, "past"), "?")
    return Sentence(*clause(subject, draw.acting("past", subject), "past"))


def did_not(draw: Draw) -> Sentence:
    """我没买那本书。 I didn't buy that book."""
    subject, verb = draw.subject(), draw.pick(lexicon().acting("past"))
    noun = draw.pick(verb.nouns)
    return Sentence(*clause(subject, acting(verb, draw.this(noun)), "past", negative=True))


def experience(draw: Draw) -> Sentence:
    """我滑过雪。 I have skied. 你去过北京吗？ 他从来没去过中国。"""
    subject = draw.subject()
    doing = draw.doing("ever")
    if draw.chance(0.5):
        place = draw.pick(lexicon().located("city public"))
        doing = Doing("去", place.chinese, BE, place.to)
    kind = draw.rng.random()
    if kind < 0.35 and subject.chinese not in ("我", "我们"):
        return Sentence(
            f"{subject.chinese}{aspect(doing, 'perfect')}吗", question(subject, doing, "perfect", "ever"), "?"
        )
    if kind < 0.6:
        return Sentence(
            f"{subject.chinese}从来{aspect(doing, 'perfect', True)}",
            predicate(subject, doing, "perfect", often="never"),
        )
    times = draw.one(((2, "twice"), (3, "three times"), (1, "once"), (0, "before")))
    chinese = f"{counting(times[0])}次" if times[0] else ""
    said = predicate(subject, doing, "perfect")
    return Sentence(f"{subject.chinese}{doing.verb}过{chinese}{doing.object}", f"{said} {times[1]}")


def progressive(draw: Draw) -> Sentence:
    """他正在看电视。 He is watching TV. 孩子们没在做作业。"""
    subject, now, kind = draw.subject(), draw.one(("正在", "在")), draw.rng.random()
    name = subject.chinese
    if kind > 0.85:
        return Sentence(*clause(subject, draw.doing("long"), "progressive", negative=True))
    doing = draw.anything("now", subject)
    if kind < 0.15 and name not in ("我", "我们"):
        return Sentence(f"{name}{now}{doing.chinese}吗", question(subject, doing, "progressive"), "?")
    said = predicate(subject, doing, "progressive")
    if kind < 0.3:
        return Sentence(f"{name}现在{now}{doing.chinese}", f"{said} now")
    return Sentence(f"{name}{now}{doing.chinese}", said)


def busy_at(draw: Draw) -> Sentence:
    """他们在公园里踢足球。 They are playing soccer in the park."""
    subject, place = draw.subject(), draw.pick(lexicon().located("public room"))
    doing = activity(draw.activity(place.there))
    said = predicate(subject, doing, "progressive")
    return Sentence(f"{subject.chinese}正在{place.inside}{doing.chinese}", f"{said} {place.at}")


def future(draw: Draw) -> Sentence:
    """明天我要去购物。 I'm going to go shopping tomorrow. 他会来吗？"""
    subject, time = draw.subject(), draw.time("future")
    doing, name = draw.anything("plan", subject, time.chinese), subject.chinese
    kind = draw.rng.random()
    if kind < 0.25 and name not in ("我", "我们"):
        return Sentence(
            timed(draw, f"会{doing.chinese}吗", name, time), f"{question(subject, doing, 'will')} {time.english}", "?"
        )
    if kind < 0.5:
        return Sentence(
            timed(draw, f"会{doing.chinese}", name, time), f"{predicate(subject, doing, 'will')} {time.english}"
        )
    if kind < 0.65:
        doing = draw.doing("liked", time.chinese)
        return Sentence(
            timed(draw, f"不会{doing.chinese}", name, time), f"{predicate(subject, doing, 'will', True)} {time.english}"
        )
    going = Doing("要", doing.chinese, Verb.parse("go"), f"to {doing.base(subject)}")
    said = predicate(subject, going, "progressive")
    return Sentence(timed(draw, going.chinese, name, time), f"{said} {time.english}")


def already(draw: Draw) -> Sentence:
    """他已经回家了。 He has already gone home. 我还没吃早饭。 I haven't had breakfast yet."""
    subject = draw.subject()
    entry = draw.activity(
        "吃早饭 吃午饭 吃晚饭 做作业 洗澡 刷牙 洗碗 洗衣服 打扫房间 打扫厨房 吃药 喂狗 浇花 回家 起床"
    )
    doing = activity(entry)
    if draw.chance(0.5):
        said = predicate(subject, doing, "perfect", negative=True)
        return Sentence(f"{subject.chinese}还没{doing.chinese}", f"{said} yet")
    return Sentence(f"{subject.chinese}已经{doing.done}", predicate(subject, doing, "perfect", often="already"))


def wearing(draw: Draw) -> Sentence:
    """她穿着一条红裙子。 She is wearing a red skirt."""
    subject, noun = draw.subject(single=True), draw.noun("衬衫 外套 毛衣 裙子 裤子 鞋")
    thing = draw.indefinite(noun, 0.6)
    return Sentence(
        f"{subject.chinese}穿着{thing.chinese}", predicate(subject, Doing("", "", WEAR, thing.english), "progressive")
    )


def left_open(draw: Draw) -> Sentence:
    """厨房的门开着。 The kitchen door is open."""
    noun = draw.noun("opening")
    state, english = draw.one((("开着", "open"), ("关着", "closed")))
    draw.words.add(state)
    thing = Thing(noun.chinese, f"the {noun.english}")
    if draw.chance(0.7):
        place = draw.pick([p for p in lexicon().located("room") if p.chinese not in ("家", "花园")])
        thing = Thing(f"{place.chinese}的{noun.chinese}", f"{place.name} {noun.english}")
    return Sentence(thing.chinese + state, being(thing.english, "third", english))


def go_again(draw: Draw) -> Sentence:
    """他又去购物了。 He went shopping again."""
    subject = draw.subject()
    doing = outing(draw.pick([entry for entry in lexicon().activities if entry.go]))
    return Sentence(f"{subject.chinese}又{doing.done}", f"{predicate(subject, doing, 'past')} again")


PATTERNS = (
    past,
    past_not,
    did,
    did_not,
    experience,
    progressive,
    busy_at,
    future,
    already,
    wearing,
    left_open,
    go_again,
)
