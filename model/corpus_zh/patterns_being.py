"""Who somebody is, how old, where from and where."""

from model.corpus_zh.clause import Doing, Sentence, Thing, is_, predicate
from model.corpus_zh.draw import Draw
from model.corpus_zh.english import Verb, a, asked_being, being, number
from model.corpus_zh.lexicon import lexicon
from model.corpus_zh.numbers import chinese_number

COME = Verb.parse("come came come")


def profession(draw: Draw) -> Sentence:
    """他是医生。 He is a doctor. 他不是老师。"""
    subject, job = draw.subject(single=True), draw.pick(lexicon().told("profession"))
    name = a(job.english)
    if draw.asks(0.2, subject):
        asked = asked_being(subject.english, subject.agreement, name)
        return Sentence(f"{subject.chinese}是{job.chinese}吗", asked, "?")
    negative = draw.chance(0.2)
    return Sentence(f"{subject.chinese}{'不' * negative}是{job.chinese}", is_(subject, name, negative))


def relation(draw: Draw) -> Sentence | None:
    """她是我妹妹。 She is my younger sister. 这是我的朋友。"""
    person = draw.pick(lexicon().told("family"))
    owner = draw.owner_of(person)
    gender = person.gender or draw.one("mf")
    who = draw.pronoun("他" if gender == "m" else "她")
    if draw.chance(0.4):
        return Sentence(f"这是{owner.owner.chinese}{person.chinese}", f"this is {owner.owner.english} {person.english}")
    if owner.name == who.name:
        return None
    return Sentence(
        f"{who.chinese}是{owner.chinese}{person.chinese}", is_(who, f"{owner.owner.english} {person.english}")
    )


YEARS = {
    **dict.fromkeys(("爷爷", "奶奶"), (60, 95)),
    **dict.fromkeys(("爸爸", "妈妈", "叔叔", "阿姨", "丈夫", "妻子"), (30, 60)),
    **dict.fromkeys(("儿子", "女儿"), (3, 20)),
}


def age(draw: Draw) -> Sentence:
    """我妹妹十岁。 My younger sister is ten years old. 你妈妈多大？"""
    subject = draw.subject(single=True)
    name = subject.chinese
    if draw.asks(0.2, subject):
        asked = asked_being(subject.english, subject.agreement, "", "how old")
        return Sentence(f"{name}多大", asked, "?")
    youngest, oldest = YEARS.get(name[-2:], (25, 60) if name.startswith("那个") else (5, 50))
    years = draw.one(range(youngest, oldest))
    draw.words.add(chinese_number(years))
    return Sentence(f"{name}{chinese_number(years)}岁", is_(subject, f"{number(years)} years old"))


def origin(draw: Draw) -> Sentence:
    """安娜来自法国。 Anna comes from France. 你是北京人吗？"""
    subject, place = draw.subject(), draw.pick(lexicon().located("city"))
    doing = Doing("来自", place.chinese, COME, f"from {place.name}")
    return Sentence(f"{subject.chinese}来自{place.chinese}", predicate(subject, doing))


def location(draw: Draw) -> Sentence:
    """我的钥匙在桌子上。 My key is on the table. 妈妈不在厨房里。"""
    negative = draw.chance(0.2)
    if draw.chance(0.5):
        subject, place = draw.subject(), draw.pick(lexicon().located("public room city"))
        name, english = subject.chinese, is_(subject, place.at, negative)
        asked = asked_being(subject.english, subject.agreement, "", "where")
    else:
        noun, place = draw.noun("small shoes pet"), draw.pick(lexicon().located("spot"))
        thing = (
            draw.mine(noun)
            if draw.chance(0.7)
            else Thing(noun.chinese, f"the {noun.english}", "plural" if noun.portion else "third")
        )
        name, english = thing.chinese, being(thing.english, thing.agreement, place.at, negative)
        asked = asked_being(thing.english, thing.agreement, "", "where")
    if draw.chance(0.25) and name not in ("我", "我们"):
        return Sentence(f"{name}在{draw.one(('哪里', '哪儿'))}", asked, "?")
    return Sentence(f"{name}{'不' * negative}在{place.inside}", english)


PATTERNS = (profession, relation, age, origin, location)
