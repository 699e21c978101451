from pages.lessons.lesson import Lesson, Step

LESSON = Lesson("add_and_norm", steps=(Step("question"),))
