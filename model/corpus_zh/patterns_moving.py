"""Going and coming, giving, moving things (把) and what happens to them (被)."""

from model.corpus_zh.clause import Doing, Pair, Sentence, Subject, acting, activity, predicate, question
from model.corpus_zh.draw import Draw
from model.corpus_zh.english import Verb, spaced
from model.corpus_zh.lexicon import lexicon

GO, COME, GIVE, PUT, ASK = (Verb.parse(forms) for forms in ("go went gone", "come came come", "give gave given",
                            "put put put", "ask"))  # fmt: skip
NEAR = (
    ("坐公共汽车", "by bus"),
    ("坐出租车", "by taxi"),
    ("骑自行车", "by bicycle"),
    ("开车", "by car"),
    ("走路", "on foot"),
)
FAR = (("坐火车", "by train"), ("坐飞机", "by plane"), ("坐船", "by boat"), ("开车", "by car"))


def going(draw: Draw) -> Sentence:
    """我去学校。 I'm going to school. 他不去公园。 你要去哪里？"""
    subject, place = draw.subject(), draw.pick(lexicon().located("public city"))
    doing, kind = Doing("去", place.chinese, GO, place.to), draw.rng.random()
    name = subject.chinese
    if kind < 0.15 and name not in ("我", "我们"):
        return Sentence(f"{name}要去哪里", f"where {question(subject, Doing('', '', GO, ''), 'progressive')}", "?")
    if kind < 0.35:
        time = draw.time("past long_past")
        return Sentence(
            f"{name}{time.chinese}去{place.chinese}了", f"{predicate(subject, doing, 'past')} {time.english}"
        )
    if kind < 0.5:
        return Sentence(f"{name}不想去{place.chinese}", predicate(subject, _to("want", doing, subject), negative=True))
    if kind < 0.75:
        return Sentence(f"{name}想去{place.chinese}", predicate(subject, _to("want", doing, subject)))
    return Sentence(f"{name}要去{place.chinese}", predicate(subject, doing, "progressive"))


def _to(verb: str, doing: Doing, subject: Subject) -> Doing:
    return Doing("", "", Verb.parse(verb), f"to {doing.base(subject)}")


GOODS = {"超市": "food drink", "市场": "food 花", "商店": "small clothing drink", "书店": "text"}
"""What one buys where, as classes of nouns."""


def going_to_do(draw: Draw) -> Sentence:
    """我想去超市买牛奶。 I want to go to the supermarket to buy milk. 他去公园散步了。"""
    subject, place = draw.subject(), draw.pick(lexicon().located("public"))
    if goods := GOODS.get(place.chinese):
        doing = acting(next(v for v in lexicon().verbs if v.chinese == "买"), draw.bare(draw.noun(goods)))
    else:
        doing = activity(draw.activity(place.there))
    whole = Doing("去", "", GO, f"{place.to} to {doing.base(subject)}")
    chinese = f"去{place.chinese}{doing.chinese}"
    if draw.chance(0.5):
        return Sentence(f"{subject.chinese}{chinese}了", predicate(subject, whole, "past"))
    return Sentence(f"{subject.chinese}想{chinese}", predicate(subject, _to("want", whole, subject)))


def by_vehicle(draw: Draw) -> Sentence:
    """我坐公共汽车去学校。 I go to school by bus. 你怎么去公司？"""
    subject, place = draw.subject(), draw.pick(lexicon().located("public city"))
    ride = draw.one(FAR if place.kind == "city" else NEAR)
    draw.words.add(ride[0])
    doing = Doing("去", place.chinese, GO, place.to)
    name = subject.chinese
    if draw.asks(0.25, subject):
        draw.words.discard(ride[0])
        return Sentence(f"{name}怎么去{place.chinese}", f"how {question(subject, doing)}", "?")
    if draw.chance(0.3):
        time = draw.time("past")
        said = f"{predicate(subject, doing, 'past')} {ride[1]} {time.english}"
        return Sentence(f"{name}{time.chinese}{ride[0]}去了{place.chinese}", said)
    return Sentence(f"{name}{ride[0]}去{place.chinese}", f"{predicate(subject, doing)} {ride[1]}")


def coming_back(draw: Draw) -> Sentence:
    """他从北京回来了。 He came back from Beijing. 我明天从学校回来。"""
    subject, place = draw.subject(), draw.pick(lexicon().located("city public"))
    origin = place.at.partition(" ")[2] if place.chinese == "学校" else place.name
    said = predicate(subject, Doing("", "", COME, f"back from {origin}"), "past")
    time = draw.time("past long_past") if draw.chance(0.6) else None
    chinese = f"{subject.chinese}{time.chinese if time else ''}从{place.chinese}回来了"
    return Sentence(chinese, spaced(said, time.english if time else ""))


def together(draw: Draw) -> Sentence:
    """我和汤姆一起打篮球。 I play basketball with Tom."""
    subject, doing = draw.subject(), draw.doing("liked")
    other = draw.other(subject).object
    chinese = f"{subject.chinese}{draw.one('和跟')}{other.chinese}一起"
    if draw.chance(0.4):
        time = draw.time("past")
        said = predicate(subject, doing, "past")
        return Sentence(f"{time.chinese}{chinese}{doing.done}", f"{said} with {other.english} {time.english}")
    if draw.chance(0.5):
        wants = predicate(subject, _to("want", doing, subject))
        return Sentence(f"{subject.chinese}想和{other.chinese}一起{doing.chinese}", f"{wants} with {other.english}")
    time = draw.time("often")
    said = predicate(subject, doing, often=time.english)
    return Sentence(
        f"{subject.chinese}{time.chinese}和{other.chinese}一起{doing.chinese}", f"{said} with {other.english}"
    )


def giving(draw: Draw) -> Sentence:
    """我给了她一本书。 I gave her a book. 请给我一杯水。"""
    if draw.chance(0.35):
        noun = draw.noun("drink food small")
        thing = draw.counted(noun, draw.one((1, 1, 2)))
        return Sentence(f"请给我{thing.chinese}", f"please give me {thing.english}")
    subject, noun = draw.subject(), draw.noun("small text clothing device fruit")
    thing, other = draw.indefinite(noun, 0.3), draw.other(subject).object
    if draw.chance(0.3):
        doing = Doing("", "", GIVE, f"{other.english} {thing.english}")
        return Sentence(
            f"{subject.chinese}想送{other.chinese}{thing.chinese}", predicate(subject, _to("want", doing, subject))
        )
    given = Doing("", "", GIVE, f"{other.english} {thing.english}")
    return Sentence(
        f"{subject.chinese}{draw.one(('给了', '送给'))}{other.chinese}{thing.chinese}",
        predicate(subject, given, "past"),
    )


def moved(draw: Draw) -> Sentence:
    """他把窗户打开了。 He opened the window. 请把门关上。"""
    verb = draw.pick([v for v in lexicon().acting("past") if v.moved and v.chinese != "看见"])
    noun, subject = draw.pick(verb.nouns), draw.subject()
    definite = Pair(noun.chinese, f"the {noun.english}")
    if draw.chance(0.4) and noun in lexicon().select("small clothing device vehicle"):
        mine = draw.mine(noun, draw.one((subject.again(), draw.pronoun("我", "你", "他", "她"))))
        definite = Pair(mine.chinese, mine.english)
    doing = acting(verb, definite)
    if "asked" in verb.uses.split() and draw.chance(0.4):
        ending = "干净" if verb.chinese == "洗" else ""
        return Sentence(f"请把{definite.chinese}{verb.moved}{ending}", f"please {doing.base(subject)}")
    return Sentence(f"{subject.chinese}把{definite.chinese}{verb.moved}了", predicate(subject, doing, "past"))


def put(draw: Draw) -> Sentence:
    """我把书放在桌子上了。 I put the book on the table."""
    subject, noun, spot = draw.subject(), draw.noun("small shoes"), draw.pick(lexicon().located("spot"))
    thing = draw.mine(noun, subject.again()) if draw.chance(0.4) else None
    chinese, english = (thing.chinese, thing.english) if thing else (noun.chinese, f"the {noun.english}")
    doing = Doing("", "", PUT, f"{english} {spot.at}")
    if not thing and draw.chance(0.3):
        return Sentence(f"请把{chinese}放在{spot.inside}", f"please {doing.base(subject)}")
    return Sentence(f"{subject.chinese}把{chinese}放在{spot.inside}了", predicate(subject, doing, "past"))


def passive(draw: Draw) -> Sentence:
    """我的手机被偷了。 My phone was stolen. 杯子被他打破了。 The cup was broken by him."""
    verbs = [v for v in lexicon().acting("past") if v.moved and v.chinese not in ("看见", "带")]
    verb = draw.pick(verbs)
    noun = draw.pick(verb.nouns)
    owned = noun in lexicon().select("small clothing device vehicle dish")
    thing = draw.mine(noun) if owned and draw.chance(0.5) else draw.this(noun)
    be = "were" if thing.agreement == "plural" else "was"
    participle = Verb.parse(verb.english).participle
    stolen = draw.chance(0.15) and noun in lexicon().select("small device vehicle")
    done, english = ("偷", "stolen") if stolen else (verb.moved, participle)
    if stolen:
        draw.words = {noun.chinese, "偷"}
    if draw.chance(0.5) and not stolen:
        agent = draw.subject(third=True).object
        return Sentence(
            f"{thing.chinese}被{agent.chinese}{done}了", f"{thing.english} {be} {english} by {agent.english}"
        )
    return Sentence(f"{thing.chinese}被{done}了", f"{thing.english} {be} {english}")


def told_to(draw: Draw) -> Sentence:
    """妈妈让我洗碗。 My mother asked me to do the dishes."""
    subject, doing = draw.subject(third=True), draw.doing("asked")
    who = draw.pronoun("我", "我们", "他", "她") if draw.chance(0.7) else draw.subject(third=True)
    if {who.pronoun.chinese, subject.pronoun.chinese} <= {"我", "我们"} or who.pronoun == subject.pronoun:
        who = draw.pronoun("你")
    request = Doing("", "", ASK, f"{who.object.english} to {doing.base(who)}")
    if draw.chance(0.3):
        doing = draw.doing("barred")
        request = Doing("", "", ASK, f"{who.object.english} not to {doing.base(who)}")
        return Sentence(
            f"{subject.chinese}让{who.object.chinese}别{doing.chinese}", predicate(subject, request, "past")
        )
    return Sentence(f"{subject.chinese}让{who.object.chinese}{doing.chinese}", predicate(subject, request, "past"))


def helping(draw: Draw) -> Sentence:
    """我帮妈妈打扫房间。 I help my mother clean the room."""
    subject = draw.subject()
    other = draw.other(subject)
    doing = activity(draw.activity("做饭 洗碗 洗衣服 打扫房间 打扫厨房 喂狗 浇花"))
    often = draw.one(("", "often"))
    help_ = Doing("", "", Verb.parse("help"), f"{other.object.english} {doing.base(other)}")
    chinese = f"{subject.chinese}{'常常' if often else ''}帮{other.chinese}{doing.chinese}"
    return Sentence(chinese, predicate(subject, help_, often=often))


PATTERNS = (going, going_to_do, by_vehicle, coming_back, together, giving, moved, put, passive, told_to, helping)
