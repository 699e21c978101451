from pages.lessons.lesson import Lesson, Step

LESSON = Lesson("transformer", steps=(Step("question"),))
