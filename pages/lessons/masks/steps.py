from pages.lessons.lesson import Lesson, Step

LESSON = Lesson("masks", steps=(Step("question"),))
