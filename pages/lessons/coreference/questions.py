"""What the lesson asks, and the numbers in its text: of the reader's sentence now, of many sentences as measured."""

from collections.abc import Mapping, Sequence

from model.analysis.scorecard import HeadScore, Scorecard
from model.analysis.stored import Measured
from model.coreference import PronounChoice
from model.errors import CheckpointError
from model.evaluation.measured import measured_quality
from model.interventions.place import Head
from model.lessons import coreference as lesson
from model.lessons.coreference import Case
from pages import _results as results
from pages import _session as session
from pages.lessons.lesson import Reader
from viz.lesson.prose import fill
from viz.lesson.question import Option, Question
from viz.scorecard import head_title
from viz.text import markdown_escape

PLAIN = "en-fr-plain"
"""The model that learnt translation alone."""


def case_of(reader: Reader) -> Case:
    """The reader's sentence; the famous one where theirs has no "it" with two nouns, or no il or elle came of it."""
    famous = results.translation(session.FAMOUS_SENTENCE, name=reader.model)
    case = lesson.find_case(reader.translation) or lesson.find_case(famous)
    assert case is not None  # the famous sentence is one, and a test holds it
    return case


def measured(reader: Reader) -> Measured:
    """What was measured of the model's heads. Raises CheckpointError where it is missing."""
    found = results.stored_scorecard(reader.model)
    if found is None:
        raise CheckpointError("mismatch", f"the heads of {reader.model} have not been measured", name=reader.model)
    return found


def card_of(reader: Reader) -> Scorecard:
    return measured(reader).scorecard


def best(reader: Reader) -> Sequence[Head]:
    """The two encoder heads that look at the right noun most often."""
    return [score.head for score in lesson.best_heads(card_of(reader), 2)]


def idle(reader: Reader) -> HeadScore:
    """The head that looks well and does nothing. Raises CheckpointError where none was measured."""
    found = lesson.idle_head(card_of(reader))
    if found is None:
        raise CheckpointError("mismatch", f"no head of {reader.model} was found idle", name=reader.model)
    return found


def asked_head(reader: Reader) -> Mapping[str, object]:
    case = case_of(reader)
    head = head_title(best(reader)[0], reader.text)
    return {"head": head, "sentence": case.translation.typed.text, "pronoun": case.word(case.pronoun)}


def which_noun(reader: Reader) -> Question:
    """The two nouns as they stand in the sentence, or neither."""
    section, case, head = reader.prose["which-noun"], case_of(reader), best(reader)[0]
    first, second = case.weights(head)
    preferred = case.prefers(head)
    names = {"first": (case.first, case.nouns[0]), "second": (case.second, case.nouns[1]), "alike": (None, "")}
    return Question(
        reader.text("lesson_coreference.which_prompt", head=head_title(head, reader.text)),
        [
            Option(
                markdown_escape(name) or reader.text("lesson_coreference.alike"),
                fill(section[part].body, {"first": first, "second": second}),
                word == preferred,
            )
            for part, (word, name) in names.items()
        ],
    )


def baselines(reader: Reader) -> Mapping[str, object]:
    return {"nearest": card_of(reader).baselines["nearest"]}


def idle_name(reader: Reader) -> Mapping[str, object]:
    return {"idle": head_title(idle(reader).head, reader.text)}


def claims(reader: Reader) -> Mapping[str, str]:
    """Three claims about the idle head, in the order of an argument: measured, measured, and one step too far."""
    score = idle(reader)
    values = {
        "head": head_title(score.head, reader.text),
        "wins": score.wins.value,
        "nearest": card_of(reader).baselines["nearest"],
    }
    return {part: reader.text(f"lesson_coreference.claim_{part}", **values) for part in ("looks", "baseline", "use")}


def too_far(reader: Reader) -> Question:
    section, score = reader.prose["proof"], idle(reader)
    values = {
        "wins": score.wins.value,
        "nearest": card_of(reader).baselines["nearest"],
        "cut": score.edge_cut.change,
        "half": score.edge_cut.half_width,
        "off": score.off.change,
    }
    parts = {"looks": "looks", "baseline": "baseline", "use": "therefore"}
    return Question(
        reader.text("lesson_coreference.proof_prompt"),
        [
            Option(claim, fill(section[parts[name]].body, values), name == "use")
            for name, claim in claims(reader).items()
        ],
    )


def odds_after(reader: Reader, noun: int, scope: lesson.Scope) -> tuple[float, float]:
    """The log-odds of the pronoun, in nats, without the cut and with it."""
    case = case_of(reader)
    intervene = case.cut(noun, scope, best(reader))
    shift = results.effect(case.translation.typed.text, reader.model, intervene).pronoun
    assert shift is not None  # a case has a pronoun with a counterpart
    assert shift.log_odds is not None
    return shift.log_odds


def _choice(case: Case) -> PronounChoice:
    choice = case.resolution.choice
    assert choice is not None  # a case has a pronoun
    return choice


def before_the_cut(reader: Reader) -> Mapping[str, object]:
    case, head = case_of(reader), best(reader)[0]
    noun = case.looked_at(head)
    choice = _choice(case)
    return {
        "head": head_title(head, reader.text),
        "noun": case.word(noun),
        "pronoun": case.word(case.pronoun),
        "weight": max(case.weights(head)),
        "written": choice.written,
        "other": choice.other,
        "before": odds_after(reader, noun, "head")[0],
    }


def after_the_cut(reader: Reader) -> Question:
    """What became of the log-odds, from no harm to the other pronoun."""
    section, case = reader.prose["cut"], case_of(reader)
    before, after = odds_after(reader, case.looked_at(best(reader)[0]), "head")
    right = lesson.outcome(before, after)
    return Question(
        reader.text("lesson_coreference.cut_prompt", before=before),
        [
            Option(
                reader.text(f"lesson_coreference.outcome_{one}"),
                fill(section[one].body, {"after": after}),
                one == right,
            )
            for one in lesson.OUTCOMES
        ],
    )


def routes(reader: Reader) -> Mapping[str, object]:
    route, plain = (results.pronoun_route(name) for name in (reader.model, PLAIN))
    if route is None or plain is None:
        raise CheckpointError("mismatch", f"{reader.model} or {PLAIN} has not been measured", name=reader.model)
    shares = {"before": route.right["none"], "without": route.right["encoder antecedent"], "plain": plain.right["none"]}
    return {name: share.value for name, share in shares.items()}


def quality(reader: Reader) -> Mapping[str, object]:
    shares = measured_quality(reader.model)
    if shares is None:
        raise CheckpointError("mismatch", f"{reader.model} has not been measured", name=reader.model)
    return {name: share.value for name, share in shares.items()}
