from pages.lessons.lesson import Lesson, Step

LESSON = Lesson("words", steps=(Step("question"),))
