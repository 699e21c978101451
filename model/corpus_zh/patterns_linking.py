"""Two clauses: because, so, although, if, when, before, after, as soon as."""

from model.corpus_zh.clause import Doing, Pair, Sentence, Subject, activity, is_, predicate
from model.corpus_zh.draw import Draw
from model.corpus_zh.english import Verb, being, spaced
from model.corpus_zh.lexicon import State, lexicon

WANT = Verb.parse("want")


def stated(draw: Draw, subject: Subject, state: State, degree: bool = True) -> Pair:
    """他很累, he is tired; 天气很热, it's hot."""
    very = draw.chance(0.2) and degree
    chinese, english = ("非常" if very else "很") + state.chinese, spaced("very" * very, state.english)
    if state.kind == "weather":
        return Pair("天气" + chinese, being("it", "third", english))
    return Pair(subject.chinese + chinese, is_(subject, english))


def wanted(draw: Draw, subject: Subject, names: str, negative: bool = False) -> Pair:
    """他想睡觉, he wants to sleep."""
    doing = activity(draw.activity(names))
    said = predicate(subject, Doing("", "", WANT, f"to {doing.base(subject)}"), negative=negative)
    return Pair(f"{subject.chinese}{'不' * negative}想{doing.chinese}", said)


def because(draw: Draw) -> Sentence:
    """因为他很累，所以他想睡觉。 Because he is tired, he wants to sleep. 他想睡觉，因为他很累。"""
    subject, state = draw.subject(), draw.pick(lexicon().states)
    negative = draw.chance(0.4)
    order = draw.rng.random()
    first, second = (subject, subject.again()) if order < 0.7 or state.kind == "weather" else (subject.again(), subject)
    if state.kind == "weather":
        first = second = subject
    reason = stated(draw, first, state)
    wish = wanted(draw, second, state.prevents if negative else state.wants, negative)
    if order < 0.4:
        return Sentence(f"因为{reason.chinese}，所以{wish.chinese}", f"because {reason.english}, {wish.english}")
    if order < 0.7:
        return Sentence(f"{reason.chinese}，所以{wish.chinese}", f"{reason.english}, so {wish.english}")
    return Sentence(f"{wish.chinese}，因为{reason.chinese}", f"{wish.english} because {reason.english}")


def although(draw: Draw) -> Sentence:
    """虽然我很累，但是我想跑步。 Although I'm tired, I want to run."""
    subject, state = draw.subject(), draw.pick(lexicon().states)
    second = subject if state.kind == "weather" else subject.again()
    fact = stated(draw, subject, state)
    wish = wanted(draw, second, state.prevents)
    if draw.chance(0.6):
        return Sentence(f"虽然{fact.chinese}，但是{wish.chinese}", f"although {fact.english}, {wish.english}")
    return Sentence(f"{fact.chinese}，但是{wish.chinese}", f"{fact.english}, but {wish.english}")


def if_(draw: Draw) -> Sentence:
    """如果明天下雨，我就在家看书。 If it rains tomorrow, I'll read at home. 如果你累了，就休息吧。"""
    subject, kind = draw.subject(), draw.rng.random()
    if kind < 0.4:
        time, (rain, english) = draw.time("future"), draw.one((("下雨", "rains"), ("下雪", "snows")))
        draw.words.add(rain)
        doing = activity(draw.activity("看书 看电视 听音乐 学习 打扫房间 做饭 睡觉 写诗 做瑜伽 玩游戏"))
        stay = f"{predicate(subject, doing, 'will')} at home"
        return Sentence(
            f"如果{time.chinese}{rain}，{subject.chinese}就在家{doing.chinese}",
            f"if it {english} {time.english}, {stay}",
        )
    if kind < 0.7:
        state = draw.pick([s for s in lexicon().states if s.kind == "person"])
        doing, you = activity(draw.activity(state.wants)), draw.pronoun("你")
        condition = is_(you, state.english)
        chinese = state.chinese + "了" * (state.chinese in ("累", "饿", "困"))
        if draw.chance(0.5):
            return Sentence(f"如果你{chinese}，就应该{doing.chinese}", f"if {condition}, you should {doing.base(you)}")
        return Sentence(f"如果你{chinese}，可以{doing.chinese}", f"if {condition}, you can {doing.base(you)}")
    doing, again = draw.outing(), subject.again()
    chinese, english = draw.one((("有时间", "time"), ("有钱", "money")))
    has = predicate(subject, Doing("", "", Verb.parse("have had"), english))
    return Sentence(
        f"如果{subject.chinese}{chinese}，{again.chinese}就会{doing.chinese}",
        f"if {has}, {predicate(again, doing, 'will')}",
    )


def while_(draw: Draw) -> Sentence:
    """我看书的时候，她在做饭。 When I was reading, she was cooking."""
    first = draw.subject()
    second = draw.other(first)
    one, other = draw.doing("long"), draw.doing("long")
    was = being(first.english, first.agreement, one.gerund(first), past=True)
    did = being(second.english, second.agreement, other.gerund(second), past=True)
    chinese = f"{first.chinese}{one.chinese}的时候，{second.chinese}在{other.chinese}"
    return Sentence(chinese, f"when {was}, {did}")


def when(draw: Draw) -> Sentence:
    """汤姆累的时候，他常常听音乐。 When Tom is tired, he often listens to music."""
    subject, often = draw.subject(), draw.time("often")
    state = draw.pick([s for s in lexicon().states if s.kind == "person"])
    doing, again = activity(draw.activity(state.wants)), subject.again()
    chinese = f"{subject.chinese}{state.chinese}的时候，{again.chinese}{often.chinese}{doing.chinese}"
    return Sentence(chinese, f"when {is_(subject, state.english)}, {predicate(again, doing, often=often.english)}")


ORDERS = (
    ("以前", "before", "睡觉 吃早饭 吃午饭 吃晚饭 上班 上学 做作业"),
    ("以后", "after", "起床 吃早饭 吃午饭 吃晚饭 做作业 洗澡 跑步 打扫房间"),
)


def before_after(draw: Draw) -> Sentence:
    """睡觉以前，我总是刷牙。 I always brush my teeth before sleeping."""
    subject = draw.subject()
    word, english, firsts = draw.one(ORDERS)
    then = activity(draw.activity("刷牙 洗脸 洗手 看书 听音乐 喂狗 浇花 散步 写日记 吃药 看电视"))
    first = activity(draw.activity(firsts))
    draw.words.add(word)
    name = subject.chinese
    if draw.chance(0.4):
        said = predicate(subject, then, "past")
        return Sentence(f"{first.chinese}{word}，{name}{then.done}", f"{said} {english} {first.gerund(subject)}")
    said = predicate(subject, then, often="always")
    return Sentence(f"{first.chinese}{word}，{name}总是{then.chinese}", f"{said} {english} {first.gerund(subject)}")


DONE = (
    ("起床", "get got gotten getting", "up"),
    ("到家", "get got gotten getting", "home"),
    ("吃完早饭", "finish", "breakfast"),
    ("吃完晚饭", "finish", "dinner"),
    ("做完作业", "finish", "{his} homework"),
    ("下班", "leave left", "work"),
)


def as_soon_as(draw: Draw) -> Sentence:
    """他一到家就看电视。 As soon as he gets home, he watches TV."""
    subject, (event, verb, rest) = draw.subject(), draw.one(DONE)
    then = activity(draw.activity("看电视 听音乐 洗澡 喂狗 浇花 散步 睡觉 刷牙 洗脸 上网 锻炼 弹钢琴 跑步 洗碗 聊天"))
    draw.words.add(event)
    first, again = Doing(event, "", Verb.parse(verb), rest), subject.implied()
    past = draw.chance(0.4)
    form = "past" if past else "present"
    english = f"as soon as {predicate(subject, first, form)}, {predicate(again, then, form)}"
    return Sentence(f"{subject.chinese}一{event}就{then.done if past else then.chinese}", english)


def first_then(draw: Draw) -> Sentence | None:
    """我先吃早饭，然后上班。 I have breakfast first, and then I go to work."""
    subject, one, other = draw.subject(), draw.doing("daily"), draw.doing("daily")
    if one == other:
        return None
    if draw.chance(0.6):
        said = f"{predicate(subject, one)} first, and then {predicate(subject.implied(), other)}"
        return Sentence(f"{subject.chinese}先{one.chinese}，然后{other.chinese}", said)
    time = draw.time("past")
    chinese = f"{subject.chinese}{time.chinese}先{one.chinese}，然后{other.done}"
    first, then = predicate(subject, one, "past"), predicate(subject.implied(), other, "past")
    return Sentence(chinese, f"{time.english} {first} first, and then {then}")


def unwell(draw: Draw) -> Sentence:
    """我头疼，不能去学校。 I have a headache, so I can't go to school."""
    subject, place = draw.subject(), draw.pick(lexicon().located("public"))
    chinese, english = draw.one((("头疼", "a headache"), ("发烧", "a fever"), ("牙疼", "a toothache"),
                                 ("肚子疼", "a stomachache"), ("感冒了", "a cold")))  # fmt: skip
    draw.words.add(chinese)
    ill = predicate(subject, Doing("", "", Verb.parse("have had"), english))
    if draw.chance(0.3):
        return Sentence(f"{subject.chinese}{chinese}", ill)
    if draw.chance(0.4):
        doctor = draw.activity("看医生 休息 吃药 睡觉 回家")
        should = predicate(subject.implied(), activity(doctor), "should")
        return Sentence(f"{subject.chinese}{chinese}，应该{doctor.chinese}", f"{ill}, so {should}")
    go = predicate(subject.implied(), Doing("", "", Verb.parse("go went gone"), place.to), "can", negative=True)
    return Sentence(f"{subject.chinese}{chinese}，所以不能去{place.chinese}", f"{ill}, so {go}")


PATTERNS = (because, although, if_, while_, when, before_after, as_soon_as, first_then, unwell)
