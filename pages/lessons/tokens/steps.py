from pages.lessons.lesson import Lesson, Step

LESSON = Lesson("tokens", steps=(Step("question"),))
