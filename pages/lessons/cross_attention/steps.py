from pages.lessons.lesson import Lesson, Step

LESSON = Lesson("cross_attention", steps=(Step("question"),))
