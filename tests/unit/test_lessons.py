"""What every lesson has, in both languages: the same steps, the same numbers, questions whose answers are computed."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from pages.lessons.lesson import SYMBOL, Quiz
from tests.lessons import LESSONS, SENTENCES, lesson, reader
from viz.lesson.prose import Prose, Section, fill, held_together, parse_prose, places, read_prose
from viz.lesson.question import Option, Question
from viz.text import LANGUAGES, Language, templates

NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*")
TERM = re.compile(r"\]\(#term-([a-z_]+)\)")
CJK = r"[\u3400-\u9fff]"
WORDS, CHARACTERS = 130, 230  # what one screen of a projected lesson holds beside its exhibit


def texts(prose: Prose) -> list[str]:
    sections = list(prose.sections.values())
    parts = [part for section in sections for part in section.parts.values()]
    return [prose.title, prose.question, *(text for one in (*sections, *parts) for text in (one.title, one.body))]


def outline(prose: Prose) -> list[tuple[str, list[str]]]:
    return [(id, list(section.parts)) for id, section in prose.sections.items()]


def numbers(section: Section) -> list[str]:
    """The numbers that a section says, outside of formulas' indices and of places for live values."""
    said = " ".join([section.title, section.body, *(f"{part.title} {part.body}" for part in section.parts.values())])
    return sorted(NUMBER.findall(re.sub(r"\[\[[^\]]*\]\]", " ", said).replace("\u202f", "")))


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_begins_with_a_question_and_ends_with_its_sources(name: str) -> None:
    steps = [step.id for step in lesson(name).steps]
    assert steps[0] == "question"
    assert steps[-2:] == ["take-away", "sources"]
    assert len(steps) == len(set(steps))
    assert len(lesson(name).quizzes) >= 2
    symbols = [id for section in lesson(name).prose("en").sections.values() for id in section.parts]
    assert any(id.startswith(SYMBOL) for id in symbols), "an equation with its symbols explained"


@pytest.mark.parametrize("name", LESSONS)
def test_both_languages_have_the_same_headings_and_say_the_same_numbers(name: str) -> None:
    en, zh = lesson(name).prose("en"), lesson(name).prose("zh")
    assert outline(en) == outline(zh)
    assert list(en.sections) == [step.id for step in lesson(name).steps]
    for id, section in en.sections.items():
        assert numbers(section) == numbers(zh[id]), id
        assert places(section.body) == places(zh[id].body), id
        for part, said in section.parts.items():
            assert places(said.body) == places(zh[id][part].body), (id, part)


@pytest.mark.parametrize("name", LESSONS)
def test_chinese_uses_full_width_punctuation_and_english_none(name: str) -> None:
    for text in texts(lesson(name).prose("zh")):
        prose = re.sub(r"```.*?```|`[^`]*`|\$[^$]*\$|\]\([^)]*\)|\[\[[^\]]*\]\]", "", text, flags=re.DOTALL)
        found = re.search(rf"{CJK}\s*[,;:?!()]|[,;:?!()]\s*{CJK}|{CJK}\.(?!\w)|\.\.\.", prose)
        assert not found, f"{found}: {text}"
    for text in texts(lesson(name).prose("en")):
        assert not re.search(r"[\u3000-\u303f\uff00-\uffef]", re.sub(rf"「[^」]*」|{CJK}+[。，？！]*", "", text)), text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LESSONS)
def test_no_mark_of_emphasis_stays_a_mark(name: str, language: Language) -> None:
    """Beside Chinese characters, `**` that opens or ends on punctuation is read as two asterisks."""
    for text in texts(lesson(name).prose(language)):
        for block in MarkdownIt("commonmark").parse(text):
            written = "".join(part.content for part in block.children or () if part.type == "text")
            assert "**" not in written, text


@pytest.mark.parametrize("name", LESSONS)
def test_a_step_is_short_enough_to_be_projected(name: str) -> None:
    for id, section in lesson(name).prose("en").sections.items():
        assert len(section.body.split()) <= WORDS, id
    for id, section in lesson(name).prose("zh").sections.items():
        assert len(re.findall(CJK, section.body)) <= CHARACTERS, id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LESSONS)
def test_the_glossary_explains_every_term_that_a_lesson_names(name: str, language: Language) -> None:
    named = {term for text in texts(lesson(name).prose(language)) for term in TERM.findall(text)}
    assert named, "a lesson introduces terms"
    assert {f"glossary.term_{term}" for term in named} <= templates(language).keys()


@pytest.mark.parametrize("name", LESSONS)
def test_every_place_in_a_text_is_filled_in(name: str) -> None:
    for language in LANGUAGES:
        asks = reader(name, language)
        for step in lesson(name).steps:
            assert "[[" not in fill(asks.prose[step.id].body, step.values(asks)), step.id


@pytest.mark.parametrize("name", LESSONS)
def test_answers_are_computed_from_the_sentence(name: str) -> None:
    """Of each question that depends on the sentence, another sentence makes another answer right."""
    for quiz in lesson(name).quizzes:
        right = {rightly(quiz, name, sentence) for sentence in SENTENCES[lesson(name).model]}
        assert (len(right) > 1) == quiz.follows_sentence, (quiz.id, right)


@pytest.mark.parametrize("name", LESSONS)
def test_every_answer_is_explained_in_both_languages(name: str) -> None:
    for quiz in lesson(name).quizzes:
        asked = {language: question(quiz, name, language) for language in LANGUAGES}
        places_of_right = {language: [one.right for one in of.options] for language, of in asked.items()}
        assert places_of_right["en"] == places_of_right["zh"]
        for of in asked.values():
            assert all(option.why.strip() for option in of.options), quiz.id
        assert re.search(CJK, "".join(option.why for option in asked["zh"].options))


def test_the_right_answers_do_not_all_stand_in_one_place() -> None:
    orders = [[one.right for one in question(quiz, name).options] for name in LESSONS for quiz in lesson(name).quizzes]
    places_of_right = [order.index(True) for order in orders]
    assert max(map(places_of_right.count, set(places_of_right))) <= 0.6 * len(places_of_right)


def question(quiz: Quiz, name: str, language: Language = "en", sentence: str | None = None) -> Question:
    return quiz.ask(reader(name, language, sentence))


def rightly(quiz: Quiz, name: str, sentence: str) -> str:
    return question(quiz, name, sentence=sentence).right.label


def test_prose_is_read_from_markdown() -> None:
    prose = parse_prose(
        "# A lesson\n\nWhy?\n\n## One {#one}\nText $d_k$.\n\n### $Q$ {#symbol-q}\nasks\n\n## Two {#two}\n"
    )
    assert (prose.title, prose.question) == ("A lesson", "Why?")
    assert outline(prose) == [("one", ["symbol-q"]), ("two", [])]
    assert prose["one"].body == "Text $d_k$."
    assert (prose["one"]["symbol-q"].title, prose["one"]["symbol-q"].body) == ("$Q$", "asks")


@pytest.mark.parametrize("markdown", ["## No id\n", "## A {#a}\n## B {#a}\n", "### A part alone {#a}\n"])
def test_prose_without_ids_is_refused(markdown: str) -> None:
    with pytest.raises(ValueError, match="needs an id"):
        parse_prose(markdown)


def test_a_formula_takes_in_the_punctuation_after_it() -> None:
    assert held_together("of $x$, $y$。 $z$ costs \\$1, or \\$2.") == (
        "of $x\\text{,}$ $y\\text{。}$ $z$ costs \\$1, or \\$2."
    )


def test_values_are_text_unless_they_are_numbers() -> None:
    assert fill("[[word]] weighs [[weight:.2f]]", {"word": "<b>", "weight": 1 / 3}) == "\\<b\u2060\\> weighs 0.33"
    with pytest.raises(KeyError):
        fill("[[nothing]]", {})


@pytest.mark.parametrize("rights", [(False, False), (True, True), (True,)])
def test_a_question_has_one_right_answer(rights: tuple[bool, ...]) -> None:
    with pytest.raises(ValueError, match="one is right"):
        Question("Which?", [Option(str(n), "why", right) for n, right in enumerate(rights)])


def test_the_guide_speaks_of_every_lesson_in_both_languages() -> None:
    folder = Path(__file__).resolve().parents[2] / "pages" / "guide"
    en, zh = read_prose(folder, "en"), read_prose(folder, "zh")
    assert outline(en) == outline(zh)
    assert [id for id in en.sections if id in LESSONS] == list(LESSONS)
    for id, section in en.sections.items():
        assert numbers(section) == numbers(zh[id]), id
    for name in LESSONS:
        assert en[name].title == lesson(name).prose("en").title
        assert zh[name].title == lesson(name).prose("zh").title
        minutes = map(int, re.findall(r"\*\*(\d+) min\*\*", en[name]["timing"].body))
        assert sum(minutes) == lesson(name).minutes
