from pages.lessons.lesson import Lesson, Step

LESSON = Lesson("self_attention", steps=(Step("question"),))
