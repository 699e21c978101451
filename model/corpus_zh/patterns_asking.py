"""Questions: what, who, where, when, why, how, which, and answers that ask back (呢)."""

from model.corpus_zh.clause import Doing, Sentence, predicate, question
from model.corpus_zh.draw import Draw
from model.corpus_zh.english import Verb, asked_being, spaced
from model.corpus_zh.lexicon import lexicon

DO, LIKE = Verb.parse("do did done"), Verb.parse("like")
FAMILIAR = "老师 医生 律师 司机 朋友 邻居 同学".split()


def what_doing(draw: Draw) -> Sentence:
    """你昨天做了什么？ What did you do yesterday? 他在做什么？"""
    subject, kind = draw.asked(), draw.one(("past", "future", "now"))
    nothing = Doing("", "", DO, "")
    if kind == "now":
        place = draw.pick(lexicon().located("room public"))
        asked = question(subject, nothing, "progressive")
        return Sentence(f"{subject.chinese}在{place.inside}做什么", f"what {asked} {place.at}", "?")
    time = draw.time(kind)
    if kind == "past":
        asked = question(subject, nothing, "past")
        return Sentence(f"{subject.chinese}{time.chinese}做了什么", f"what {asked} {time.english}", "?")
    asked = question(subject, Doing("", "", Verb.parse("want"), "to do"))
    return Sentence(f"{subject.chinese}{time.chinese}想做什么", f"what {asked} {time.english}", "?")


def what_object(draw: Draw) -> Sentence:
    """你想吃什么？ What do you want to eat? 她买了什么？ What did she buy?"""
    subject, verb = draw.asked(), draw.pick([v for v in lexicon().acting("past") if v.chinese not in ("看", "做")])
    english = Verb.parse(verb.english)
    name = subject.chinese
    if "plan" in verb.uses.split() and draw.chance(0.5):
        asked = question(subject, Doing("", "", Verb.parse("want"), spaced("to", english.base, verb.rest)))
        return Sentence(f"{name}想{verb.chinese}什么", f"what {asked}", "?")
    asked = question(subject, Doing("", "", english, verb.rest), "past")
    if draw.chance(0.5):
        time = draw.time("past")
        return Sentence(f"{name}{time.chinese}{verb.chinese}了什么", f"what {asked} {time.english}", "?")
    return Sentence(f"{name}{verb.chinese}了什么", f"what {asked}", "?")


def favourite(draw: Draw) -> Sentence:
    """你最喜欢吃什么水果？ What fruit do you like best?"""
    subject = draw.asked()
    kind, english = draw.one((("水果", "fruit"), ("动物", "animal"), ("颜色", "color"), ("运动", "sport"),
                              ("音乐", "kind of music"), ("季节", "season"), ("电影", "movie")))  # fmt: skip
    asked = question(subject, Doing("", "", LIKE, ""))
    draw.words.add(kind)
    if draw.chance(0.5):
        return Sentence(f"{subject.chinese}最喜欢什么{kind}", f"what {english} {asked} best", "?")
    return Sentence(f"{subject.chinese}喜欢什么{kind}", f"what {english} {asked}", "?")


def who(draw: Draw) -> Sentence:
    """谁会弹钢琴？ Who can play the piano? 谁想去购物？ 谁打破了窗户？"""
    he, kind = draw.pronoun("他"), draw.rng.random()
    if kind < 0.35:
        doing = draw.doing("skill")
        return Sentence(f"谁会{doing.chinese}", f"who can {doing.base(he)}", "?")
    if kind < 0.65:
        doing = draw.outing()
        return Sentence(f"谁想{doing.chinese}", f"who wants to {doing.base(he)}", "?")
    doing = draw.acting("past", he)
    verb = doing.english.past
    return Sentence(f"谁{doing.done}", f"who {verb} {doing.rest}", "?")


def who_is(draw: Draw) -> Sentence:
    """那个医生是谁？ Who is that doctor? 谁是你的老师？"""
    if draw.chance(0.4):
        person = draw.pick(lexicon().told("profession"))
        return Sentence(f"那个{person.chinese}是谁", f"who is that {person.english}", "?")
    owner, person = draw.asked(), draw.pick([p for p in lexicon().people if p.chinese in FAMILIAR])
    return Sentence(f"谁是{owner.owner.chinese}{person.chinese}", f"who is {owner.owner.english} {person.english}", "?")


def where(draw: Draw) -> Sentence:
    """你在哪里学习中文？ Where do you study Chinese? 他们在哪儿吃午饭？"""
    subject, doing, where_ = draw.asked(), draw.doing("daily"), draw.one(("哪里", "哪儿"))
    kind = draw.rng.random()
    if kind < 0.5:
        return Sentence(f"{subject.chinese}在{where_}{doing.chinese}", f"where {question(subject, doing)}", "?")
    doing = draw.acting("past", subject, definite=True)
    said = question(subject, doing, "past")
    return Sentence(f"{subject.chinese}是在{where_}{doing.chinese}的", f"where {said}", "?")


def when_(draw: Draw) -> Sentence:
    """你什么时候去北京？ When are you going to Beijing?"""
    subject, place = draw.asked(), draw.pick(lexicon().located("city public"))
    if draw.chance(0.5):
        asked = question(subject, Doing("", "", Verb.parse("go"), place.to), "progressive")
        return Sentence(f"{subject.chinese}什么时候去{place.chinese}", f"when {asked}", "?")
    doing = draw.doing("daily")
    return Sentence(f"{subject.chinese}什么时候{doing.chinese}", f"when {question(subject, doing)}", "?")


def why(draw: Draw) -> Sentence:
    """你为什么学中文？ Why do you study Chinese? 他为什么没来？"""
    subject, kind = draw.asked(), draw.rng.random()
    name = subject.chinese
    if kind < 0.35:
        doing = Doing("不喜欢", "", LIKE, "")
        what = draw.doing("liked")
        whole = Doing("", "", LIKE, what.gerund(subject, general=True))
        if draw.chance(0.5):
            asked = question(subject, whole).split(" ", 1)
            return Sentence(f"{name}为什么{doing.verb}{what.chinese}", f"why {asked[0]}n't {asked[1]}", "?")
        return Sentence(f"{name}为什么喜欢{what.chinese}", f"why {question(subject, whole)}", "?")
    if kind < 0.7:
        feeling = draw.pick([adj for adj in lexicon().adjectives if adj.lasting == "no" and adj.personal])
        asked = asked_being(subject.english, subject.agreement, f"so {feeling.english}", "why")
        return Sentence(f"{name}为什么这么{feeling.chinese}", asked, "?")
    time = draw.time("past")
    doing = draw.doing("", time.chinese)
    auxiliary, rest = question(subject, doing, "past").split(" ", 1)
    return Sentence(f"{name}{time.chinese}为什么没{doing.chinese}", f"why {auxiliary}n't {rest} {time.english}", "?")


def which(draw: Draw) -> Sentence:
    """你喜欢哪本书？ Which book do you like? 你想买哪件衬衫？"""
    subject = draw.asked()
    noun = draw.pick([n for n in lexicon().select("clothing text vehicle device furniture pet") if n.countable])
    like = draw.chance(0.5)
    doing = Doing("喜欢", "", LIKE, "") if like else Doing("想买", "", Verb.parse("want"), "to buy")
    asked = question(subject, doing)
    return Sentence(
        f"{subject.chinese}{doing.verb}哪{noun.classifier}{noun.chinese}", f"which {noun.english} {asked}", "?"
    )


def how_is(draw: Draw) -> Sentence:
    """你的新工作怎么样？ How is your new job?"""
    owner, noun = draw.pronoun("你", "他", "她", "他们"), draw.noun("工作 device vehicle 房子 房间 公寓 小说")
    new = draw.chance(0.5)
    if new:
        draw.words.add("新")
    asked = asked_being(spaced(owner.owner.english, "new" * new, noun.english), "third", "", "how")
    return Sentence(f"{owner.owner.chinese}{'新' * new}{noun.chinese}怎么样", asked, "?")


def and_you(draw: Draw) -> Sentence:
    """我喜欢茶，你呢？ I like tea. What about you?"""
    subject, other = draw.pronoun("我", "我们"), draw.pronoun("你", "他", "她", "他们")
    if draw.chance(0.5):
        noun = draw.noun("food drink animal language music subject")
        said, chinese = predicate(subject, Doing("", "", LIKE, noun.bare)), f"喜欢{noun.chinese}"
    else:
        doing = draw.doing("skill")
        said, chinese = predicate(subject, doing, "can"), f"会{doing.chinese}"
    return Sentence(f"{subject.chinese}{chinese}，{other.chinese}呢", f"{said}. What about {other.object.english}", "?")


def want_what_for_meal(draw: Draw) -> Sentence:
    """你早饭想吃什么？ What do you want to eat for breakfast? 我早饭吃面包。"""
    subject, noun = draw.asked(), draw.noun("food")
    chinese, meal = draw.one((("早饭", "breakfast"), ("午饭", "lunch"), ("晚饭", "dinner")))
    draw.words.add(chinese)
    eat = Doing("", "", Verb.parse("eat ate eaten"), f"{noun.bare} for {meal}")
    if draw.chance(0.4):
        asked = question(subject, Doing("", "", Verb.parse("want"), f"to eat for {meal}"))
        return Sentence(f"{subject.chinese}{chinese}想吃什么", f"what {asked}", "?")
    return Sentence(f"{subject.chinese}{chinese}吃{noun.chinese}", predicate(subject, eat))


PATTERNS = (
    what_doing,
    what_object,
    favourite,
    who,
    who_is,
    where,
    when_,
    why,
    which,
    how_is,
    and_you,
    want_what_for_meal,
)
