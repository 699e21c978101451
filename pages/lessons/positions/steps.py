from pages.lessons.lesson import Lesson, Step

LESSON = Lesson("positions", steps=(Step("question"),))
