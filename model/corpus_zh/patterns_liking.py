"""Liking, wanting, being able and having to: one verb before another."""

from model.corpus_zh.clause import (
    Doing,
    Pair,
    Sentence,
    acting,
    activity,
    clause,
    governed,
    governed_clause,
    is_,
    predicate,
    question,
)
from model.corpus_zh.draw import Draw
from model.corpus_zh.english import Verb
from model.corpus_zh.lexicon import lexicon

LIKE, PREFER = Verb.parse("like"), Verb.parse("prefer preferred preferred preferring")


def like_doing(draw: Draw) -> Sentence:
    """她喜欢游泳。 She likes swimming."""
    subject, governor = draw.subject(), draw.pick(lexicon().governing("liked"))
    doing = draw.doing("liked") if draw.chance(0.8) else draw.acting("liked", subject)
    negative = bool(governor.negative) and draw.chance(0.2)
    return Sentence(*governed_clause(governor, subject, doing, negative))


def i_love(draw: Draw) -> Sentence:
    """我爱游泳。 I love swimming. 我喜欢做饭。 I like cooking."""
    subject, governor = draw.pronoun("我"), draw.pick(lexicon().governing("liked"))
    return Sentence(*governed_clause(governor, subject, draw.doing("liked")))


def love_shopping(draw: Draw) -> Sentence:
    """我们喜欢购物。 We like shopping."""
    subject, governor = draw.subject(), draw.pick(lexicon().governing("liked"))
    return Sentence(*governed_clause(governor, subject, activity(draw.activity("购物"))))


def love_most(draw: Draw) -> Sentence:
    """我最喜欢听音乐。 I like listening to music best."""
    subject, doing = draw.subject(), draw.doing("liked")
    governor = draw.one([g for g in lexicon().governing("liked") if g.chinese == "喜欢"])
    whole = governed(governor, subject, doing)
    best = draw.chance(0.5)
    said = predicate(subject, whole)
    return Sentence(
        f"{subject.chinese}{'最' if best else '非常'}{whole.chinese}", f"{said} best" if best else f"{said} very much"
    )


def ask_liking(draw: Draw) -> Sentence:
    """你喜欢跳舞吗？ Do you like dancing?"""
    subject, governor = draw.asked(), draw.pick(lexicon().governing("liked")[:2])
    whole = governed(governor, subject, draw.doing("liked"))
    if draw.chance(0.4) and governor.chinese == "喜欢":
        return Sentence(f"{subject.chinese}喜不{whole.chinese}", question(subject, whole), "?")
    return Sentence(f"{subject.chinese}{whole.chinese}吗", question(subject, whole), "?")


def like_one_not_other(draw: Draw) -> Sentence | None:
    """我喜欢茶，但是不喜欢咖啡。 I like tea, but I don't like coffee."""
    subject, classes = draw.subject(), draw.one(("food", "drink", "animal", "language", "subject"))
    one, other = draw.noun(classes), draw.noun(classes)
    if one is other:
        return None
    name, again = subject.chinese, subject.implied()
    likes = Doing("喜欢", one.chinese, LIKE, one.bare)
    if draw.chance(0.5):
        prefers = Doing("更喜欢", one.chinese, PREFER, f"{one.bare} to {other.bare}")
        return Sentence(f"比起{other.chinese}，{name}更喜欢{one.chinese}", predicate(subject, prefers))
    rejects = predicate(again, Doing("喜欢", other.chinese, LIKE, other.bare), negative=True)
    return Sentence(
        f"{name}喜欢{one.chinese}，但是不喜欢{other.chinese}", f"{predicate(subject, likes)}, but {rejects}"
    )


def can_do(draw: Draw) -> Sentence:
    """他会游泳。 He can swim. 我不会说中文。"""
    subject, doing = draw.subject(), draw.doing("skill")
    if draw.chance(0.3):
        language = draw.noun("language")
        doing = Doing("说", language.chinese, Verb.parse("speak spoke spoken"), language.english)
    negative = draw.chance(0.35)
    governor = draw.pick(lexicon().governing("skill"))
    whole = governed(governor, subject, doing, negative)
    if not negative and draw.asks(0.3, subject):
        return Sentence(f"{subject.chinese}{whole.chinese}吗", question(subject, whole), "?")
    return Sentence(*governed_clause(governor, subject, doing, negative))


def duty(draw: Draw) -> Sentence:
    """我们应该做作业。 We should do our homework. 你不用洗碗。 You don't have to do the dishes."""
    subject, governor = draw.subject(), draw.pick(lexicon().governing("duty"))
    doing = draw.doing("daily") if draw.chance(0.7) else draw.acting("plan", subject)
    negative = bool(governor.negative) and draw.chance(0.3)
    return Sentence(*governed_clause(governor, subject, doing, negative))


def wish(draw: Draw) -> Sentence:
    """汤姆想买一本书。 Tom wants to buy a book."""
    subject, governor = draw.subject(), draw.pick(lexicon().governing("plan"))
    negative = bool(governor.negative) and draw.chance(0.25)
    doing = draw.outing() if negative else draw.anything("plan", subject)
    return Sentence(*governed_clause(governor, subject, doing, negative))


def ask_wish(draw: Draw) -> Sentence:
    """你想去游泳吗？ Do you want to go swimming? 你想不想…？"""
    subject = draw.asked()
    governor = draw.one([g for g in lexicon().governing("plan") if g.chinese == "想"])
    whole = governed(governor, subject, draw.outing() if draw.chance(0.5) else draw.acting("plan", subject))
    either = draw.chance(0.4)
    chinese = f"想不{whole.chinese}" if either else f"{whole.chinese}吗"
    return Sentence(subject.chinese + chinese, question(subject, whole), "?")


def may_i(draw: Draw) -> Sentence:
    """我可以用你的电脑吗？ May I use your computer?"""
    if draw.chance(0.5):
        owned, verb = (
            draw.pick(lexicon().select("small device text vehicle")),
            draw.one((("用", "use"), ("看看", "see"), ("借", "borrow"))),
        )
        thing = draw.mine(owned, draw.one([draw.pronoun("你"), draw.pronoun("他"), draw.pronoun("她")]))
        return Sentence(f"我可以{verb[0]}{thing.chinese}吗", f"may I {verb[1]} {thing.english}", "?")
    subject = draw.pronoun("我", "我们")
    doing = draw.doing("daily") if draw.chance(0.5) else draw.outing()
    return Sentence(f"{subject.chinese}可以{doing.chinese}吗", question(subject, doing, "may"), "?")


def request(draw: Draw) -> Sentence:
    """请打开窗户。 Please open the window. 请安静！"""
    if draw.chance(0.5):
        verb = draw.pick([v for v in lexicon().acting("asked") if v.nouns])
        noun = draw.pick(verb.nouns)
        definite = acting(verb, Pair(noun.chinese, f"the {noun.english}"))
    else:
        definite = draw.doing("asked")
    you = draw.pronoun("你")
    if draw.chance(0.5):
        return Sentence(f"请{definite.chinese}", f"please {definite.base(you)}")
    return Sentence(f"你能{definite.chinese}吗", question(you, definite, "can"), "?")


def forbid(draw: Draw) -> Sentence:
    """别哭。 Don't cry. 不要在图书馆说话。 Don't talk at the library."""
    you, word = draw.pronoun("你"), draw.one(("别", "不要"))
    if draw.chance(0.5):
        place = draw.pick(lexicon().located("public"))
        doing = activity(draw.activity("抽烟 说话 唱歌 跳舞 睡觉 照相 跑步 哭 聊天"))
        return Sentence(f"{word}在{place.inside}{doing.chinese}", f"don't {doing.base(you)} {place.at}")
    doing = draw.doing("barred")
    return Sentence(f"{word}{doing.chinese}", f"don't {doing.base(you)}")


def lets(draw: Draw) -> Sentence:
    """我们去游泳吧！ Let's go swimming!"""
    we = draw.pronoun("我们")
    doing = draw.outing() if draw.chance(0.4) else draw.doing("liked")
    time = draw.time("future") if draw.chance(0.5) else None
    when = f" {time.english}" if time else ""
    return Sentence(
        f"我们{time.chinese if time else ''}{doing.chinese}吧", f"let's {doing.base(we)}{when}", draw.one("!.")
    )


def tea_or_coffee(draw: Draw) -> Sentence | None:
    """你想喝茶还是咖啡？ Would you like to drink tea or coffee?"""
    verb = draw.pick([v for v in lexicon().acting("plan") if v.chinese in ("吃", "喝", "学")])
    one, other = draw.pick(verb.nouns), draw.pick(verb.nouns)
    if one is other:
        return None
    chinese = f"你想{verb.chinese}{one.chinese}还是{other.chinese}"
    return Sentence(chinese, f"would you like to {verb.english.split()[0]} {one.bare} or {other.bare}", "?")


def learning_because(draw: Draw) -> Sentence:
    """我在学中文，因为我想去中国。 I'm learning Chinese because I want to go to China."""
    subject, place = draw.subject(), draw.pick(lexicon().located("city"))
    language = draw.noun(place.there)
    learns = clause(subject, Doing("学", language.chinese, Verb.parse("learn"), language.english), "progressive")
    again = subject.again()
    wants = Doing("想去", place.chinese, Verb.parse("want"), f"to go {place.to}")
    wish_ = clause(again, wants)
    return Sentence(f"{learns.chinese}，因为{wish_.chinese}", f"{learns.english} because {wish_.english}")


def good_at(draw: Draw) -> Sentence:
    """她唱歌唱得很好。 She sings very well. 他跑得很快。 He runs very fast."""
    subject, doing = draw.subject(), draw.doing("skill")
    well, how = draw.one((("很好", "very well"), ("不好", ""), ("不错", "quite well")))
    repeated = f"{doing.chinese}{doing.verb}得" if doing.object else f"{doing.chinese}得"
    chinese = f"{subject.chinese}{repeated}{well}"
    if not how:
        return Sentence(chinese, f"{predicate(subject, doing, negative=True)} well")
    return Sentence(chinese, f"{predicate(subject, doing)} {how}")


def too_tired_to(draw: Draw) -> Sentence:
    """我太累了，不能跑步。 I'm too tired to run."""
    subject = draw.subject()
    state = draw.pick([s for s in lexicon().states if s.kind == "person" and s.chinese[0] != "不"])
    doing = activity(draw.activity(state.prevents))
    too = is_(subject, f"too {state.english} to {doing.base(subject)}")
    return Sentence(f"{subject.chinese}太{state.chinese}了，不能{doing.chinese}", too)


PATTERNS = (
    like_doing,
    i_love,
    love_shopping,
    love_most,
    ask_liking,
    like_one_not_other,
    can_do,
    duty,
    wish,
    ask_wish,
    may_i,
    request,
    forbid,
    lets,
    tea_or_coffee,
    learning_because,
    good_at,
    too_tired_to,
)
