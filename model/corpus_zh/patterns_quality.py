"""What somebody or something is like, and compared with others."""

from model.corpus_zh.clause import Sentence, Subject, Thing, is_
from model.corpus_zh.draw import OWNED, Draw, possessor
from model.corpus_zh.english import asked_being, being, spaced, superlative
from model.corpus_zh.lexicon import Adjective, Noun, lexicon

DEGREES = (("很", ""), ("很", ""), ("很", ""), ("非常", "very"), ("真", "really"), ("不", "not"))


EXCESS = (("太", "too"), ("有点儿", "a little"))


def degree(draw: Draw, adjective: Adjective) -> tuple[str, str, bool]:
    """The Chinese predicate, the English words after be, and whether it is negated."""
    chinese, english = draw.one(EXCESS if adjective.excess and draw.chance(0.3) else DEGREES)
    negative = english == "not"
    if negative and adjective.chinese in ("有用", "有意思"):
        chinese = "没"
    ending = "了" if chinese == "太" else ""
    return chinese + adjective.chinese + ending, spaced("" if negative else english, adjective.english), negative


def thing_is(draw: Draw) -> Sentence:
    """这件衬衫很贵。 This shirt is expensive. 我的手机不贵。"""
    adjective = draw.pick([adj for adj in lexicon().adjectives if adj.things and adj.comparative != "none"])
    noun = draw.pick(adjective.things)
    thing = described(draw, noun)
    chinese, english, negative = degree(draw, adjective)
    if draw.chance(0.15):
        return Sentence(
            f"{thing.chinese}{adjective.chinese}吗", asked_being(thing.english, thing.agreement, adjective.english), "?"
        )
    return Sentence(thing.chinese + chinese, being(thing.english, thing.agreement, english, negative))


def described(draw: Draw, noun: Noun) -> Thing:
    """What can be said to be big, new or beautiful: this one, mine, or the kind as a whole."""
    owned = noun in lexicon().select(OWNED)
    if noun.portion == "kind" or noun.chinese in ("鱼",):
        return draw.bare(noun)
    return draw.mine(noun) if owned and draw.chance(0.5) else draw.this(noun)


def place_is(draw: Draw) -> Sentence:
    """这家餐厅很贵。 This restaurant is expensive. 北京很大。"""
    adjective = draw.pick([adj for adj in lexicon().adjectives if adj.places])
    place = draw.pick(adjective.places)
    chinese, english, negative = degree(draw, adjective)
    near = draw.chance(0.6)
    name = place.name.replace("the ", "this " if near else "that ")
    return Sentence(
        f"{'这' if near else '那'}{place.measure}{place.chinese}{chinese}", being(name, "third", english, negative)
    )


def person_is(draw: Draw) -> Sentence:
    """她很聪明。 She is smart. 我不累。 I'm not tired."""
    subject, adjective = draw.subject(), draw.pick([adj for adj in lexicon().adjectives if adj.personal])
    chinese, english, negative = degree(draw, adjective)
    if draw.asks(0.2, subject):
        name = subject.chinese
        asked = asked_being(subject.english, subject.agreement, adjective.english)
        either = "有没" if adjective.chinese == "有意思" else adjective.chinese[0] + "不"
        return Sentence(
            f"{name}{either}{adjective.chinese}"
            if draw.chance(0.4) and adjective.chinese != "有名"
            else f"{name}{adjective.chinese}吗",
            asked,
            "?",
        )
    return Sentence(subject.chinese + chinese, is_(subject, english, negative))


def compare(draw: Draw) -> Sentence | None:
    """汤姆比玛丽高。 Tom is taller than Mary. 我没有你高。"""
    chosen = [adj for adj in lexicon().adjectives if adj.lasting == "yes" and adj.comparative != "none"]
    adjective = draw.pick([adj for adj in chosen if adj.personal or adj.things])
    if (adjective.personal and draw.chance(0.8)) or not adjective.things:
        first, second = draw.subject(), draw.subject()
        if first.name == second.name or first.pronoun == second.pronoun:
            return None
        one, agreement = first.name, first.agreement
        other, english = second.chinese, second.object.english
    else:
        nouns = [n for n in adjective.things if n.portion in ("", "pair")]
        if len(nouns) < 2:
            return None
        noun = draw.pick(nouns)
        subject, second = draw.subject(), draw.subject()
        if subject.name == second.name or subject.pronoun == second.pronoun:
            return None
        thing = draw.mine(noun, subject)
        one, agreement = thing, thing.agreement
        other, english = possessor(second).chinese, _own(second)
    if draw.chance(0.7):
        much = draw.one(("", "", "得多"))
        more = being(one.english, agreement, f"{'much ' * bool(much)}{adjective.compared} than {english}")
        return Sentence(f"{one.chinese}比{other}{adjective.chinese}{much}", more)
    less = being(one.english, agreement, f"as {adjective.english} as {english}", negative=True)
    return Sentence(f"{one.chinese}没有{other}{adjective.chinese}", less)


def _own(owner: Subject) -> str:
    """Mine, yours, Tom's."""
    own = possessor(owner).english
    return {"my": "mine", "her": "hers", "his": "his"}.get(own) or own + "s" * (owner.name == owner.pronoun)


def the_most(draw: Draw) -> Sentence:
    """这是最贵的手表。 This is the most expensive watch. 他是最高的学生。"""
    chosen = [adj for adj in lexicon().adjectives if adj.lasting == "yes" and adj.comparative != "none"]
    adjective = draw.pick([adj for adj in chosen if any(n.countable for n in adj.things)])
    noun = draw.pick([n for n in adjective.things if n.countable])
    best = f"the {superlative(adjective.english)} {noun.english}"
    where, at = draw.one((("", ""), ("这里", " here"), ("世界上", " in the world")))
    return Sentence(f"这是{where}最{adjective.chinese}的{noun.chinese}", f"this is {best}{at}")


def colour(draw: Draw) -> Sentence:
    """这条裙子是红色的。 This skirt is red. 你的车是什么颜色的？"""
    adjective = draw.pick([adj for adj in lexicon().adjectives if adj.comparative == "none" and adj.things])
    noun = draw.pick(adjective.things)
    thing = described(draw, noun)
    if draw.chance(0.2):
        return Sentence(
            f"{thing.chinese}是什么颜色的", asked_being(thing.english, thing.agreement, "", "what color"), "?"
        )
    negative = draw.chance(0.2)
    said = being(thing.english, thing.agreement, adjective.english, negative)
    return Sentence(f"{thing.chinese}{'不' * negative}是{adjective.chinese}色的", said)


PATTERNS = (thing_is, place_is, person_is, compare, the_most, colour)
