"""What one has and wants, what there is, and what it costs."""

from model.corpus_zh.clause import Doing, Sentence, clause, predicate, question
from model.corpus_zh.draw import OWNED, Draw
from model.corpus_zh.english import Verb, a, asked_being, being, number, spaced, with_s
from model.corpus_zh.lexicon import lexicon
from model.corpus_zh.numbers import counting

HAVE = Verb.parse("have had")


def this_is(draw: Draw) -> Sentence:
    """这是我的书。 This is my book. 那不是他的车。 这是一本新词典。"""
    noun = draw.noun(OWNED)
    thing = draw.mine(noun) if draw.chance(0.6) else draw.indefinite(noun, 0.5)
    near, negative = draw.chance(0.6), draw.chance(0.25)
    plural = thing.agreement == "plural"
    this = ("these" if plural else "this") if near else ("those" if plural else "that")
    chinese = f"{'这' if near else '那'}{'不' * negative}是{thing.chinese}"
    if not negative and draw.chance(0.2):
        return Sentence(chinese + "吗", asked_being(this, thing.agreement, thing.english), "?")
    return Sentence(chinese, being(this, thing.agreement, thing.english, negative))


def whose(draw: Draw) -> Sentence:
    """这是谁的手机？ Whose phone is this?"""
    noun = draw.pick([n for n in lexicon().select(OWNED) if n.countable])
    near = draw.chance(0.6)
    return Sentence(
        f"{'这' if near else '那'}是谁的{noun.chinese}", f"whose {noun.english} is {'this' if near else 'that'}", "?"
    )


def having(draw: Draw) -> Sentence:
    """我有两只猫。 I have two cats. 他没有自行车。 He doesn't have a bicycle."""
    subject, noun = draw.subject(), draw.noun(OWNED)
    if draw.chance(0.3):
        one = noun.bare if not noun.countable else a(noun.english)
        doing = Doing("有", noun.chinese, HAVE, one)
        if draw.chance(0.5):
            return Sentence(f"{subject.chinese}没有{noun.chinese}", predicate(subject, doing, negative=True))
        subject = draw.asked()
        return Sentence(f"{subject.chinese}有{noun.chinese}吗", question(subject, doing), "?")
    many = draw.one((1, 1, 1, 2, 2, 3, 4))
    thing = draw.counted(noun, many, 0.3)
    return Sentence(f"{subject.chinese}有{thing.chinese}", predicate(subject, Doing("有", "", HAVE, thing.english)))


def having_relatives(draw: Draw) -> Sentence:
    """我有一个哥哥和两个妹妹。 I have an older brother and two younger sisters."""
    subject = draw.subject(single=True)
    family = [p for p in lexicon().told("family") if p.chinese in "哥哥弟弟姐姐妹妹儿子女儿朋友叔叔阿姨"]
    chinese, english = list[str](), list[str]()
    for person in draw.rng.sample(family, draw.one((1, 2))):
        draw.words.add(person.chinese)
        many = draw.one((1, 2, 3))
        chinese.append(f"{counting(many)}个{person.chinese}")
        english.append(a(person.english) if many == 1 else f"{number(many)} {with_s(person.english)}")
    has = predicate(subject, Doing("有", "", HAVE, " and ".join(english)))
    return Sentence(f"{subject.chinese}有{'和'.join(chinese)}", has)


def how_many(draw: Draw) -> Sentence:
    """你有几本书？ How many books do you have?"""
    subject, noun = draw.asked(), draw.pick([n for n in lexicon().select(OWNED) if n.countable])
    asked = question(subject, Doing("有", "", HAVE, ""))
    return Sentence(
        f"{subject.chinese}有{draw.one(('几', '多少'))}{noun.classifier}{noun.chinese}",
        f"how many {noun.bare} {asked}",
        "?",
    )


def there_is(draw: Draw) -> Sentence:
    """桌子上有一本书。 There is a book on the table. 公园里有很多树。"""
    if draw.chance(0.6):
        place, noun = draw.pick(lexicon().located("spot")), draw.noun("small")
        if place.inside[-1] != "里" and draw.chance(0.2):
            noun = draw.noun("pet")
    else:
        place = draw.pick([p for p in lexicon().located("public room") if p.inside[-1] == "里" and p.chinese != "商店"])
        noun = draw.noun("pet plant" if place.chinese in ("公园", "花园") else "furniture 花")
    if draw.chance(0.25):
        many = spaced("many", noun.bare)
        return Sentence(f"{place.inside}有很多{noun.chinese}", f"there are {many} {place.at}")
    thing = draw.counted(noun, draw.one((1, 1, 2, 3)), 0.2)
    verb = "are" if thing.agreement == "plural" else "is"
    if draw.chance(0.15) and noun.countable:
        return Sentence(f"{place.inside}没有{noun.chinese}", f"there aren't any {noun.bare} {place.at}")
    return Sentence(f"{place.inside}有{thing.chinese}", f"there {verb} {thing.english} {place.at}")


def there_are_many_people(draw: Draw) -> Sentence:
    """超市里有很多人。 There are many people at the supermarket."""
    place = draw.pick(lexicon().located("public"))
    inside = place.inside if place.inside[-1] == "里" else place.inside + "里" * (place.chinese != "海边")
    many, english = draw.one((("很多", "many"), ("不少", "quite a few"), ("三个", "three")))
    return Sentence(f"{inside}有{many}人", f"there are {english} people {place.at}")


def state(draw: Draw) -> Sentence:
    """我认识你哥哥。 I know your older brother. 他想要一辆自行车。 你需要这本词典吗？"""
    subject, negative = draw.subject(), draw.chance(0.25)
    doing = draw.acting("state", subject, definite=negative)
    if draw.asks(0.2, subject):
        return Sentence(f"{subject.chinese}{doing.chinese}吗", question(subject, doing), "?")
    return Sentence(*clause(subject, doing, "present", negative))


def price(draw: Draw) -> Sentence:
    """这本书二十块钱。 This book costs twenty yuan. 多少钱？ How much is this book?"""
    thing = draw.this(draw.noun("fruit clothing text small shoes 蛋糕 面包 咖啡 茶"))
    if draw.chance(0.5):
        return Sentence(f"{thing.chinese}多少钱", asked_being(thing.english, thing.agreement, "", "how much"), "?")
    yuan = 2 + int(draw.rng.random() * 90)
    costs, _ = "cost" if thing.agreement == "plural" else "costs", draw.words.add(counting(yuan))
    return Sentence(f"{thing.chinese}{counting(yuan)}块钱", f"{thing.english} {costs} {number(yuan)} yuan")


PATTERNS = (this_is, whose, having, having_relatives, how_many, there_is, there_are_many_people, state, price)
