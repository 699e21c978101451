from pages.lessons.lesson import Lesson, Step

LESSON = Lesson("heads", steps=(Step("question"),))
