"""People whom nobody has seen before, most of them with a browser that has seen the app.

A browser without a cache fetches and compiles the megabytes of Streamlit and Plotly for every page anew, which takes
longer than what the page does with them. So one after another sits down at the same profile, which keeps scripts and
forgets people. Who comes while it is taken, or needs what a profile cannot change, gets a context of their own.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tools.served_app import CHROMIUM_FLAGS, find_chromium

Newcomer = Callable[..., AbstractContextManager[Page]]
"""The method `Profile.newcomer`."""

LOCALE = "en-GB"
# What shimmers while figures are drawn would otherwise take, without a GPU, more time than the figures.
STILL = """{
    const still = new CSSStyleSheet();
    still.replaceSync("[data-testid=stSkeleton] { animation: none !important }");
    document.adoptedStyleSheets.push(still);
}"""


@dataclass
class Profile:
    """A Chromium whose caches stay."""

    context: BrowserContext
    taken: bool = False

    @classmethod
    def launch(cls, playwright: Playwright, base_url: str, patience: float) -> "Profile":
        """One for addresses that begin with a slash; its pages wait that many milliseconds for what they are asked."""
        context = playwright.chromium.launch_persistent_context(
            "", executable_path=find_chromium(), args=CHROMIUM_FLAGS, base_url=base_url, locale=LOCALE
        )

        def prepare(context: BrowserContext) -> None:
            context.set_default_timeout(patience)
            context.add_init_script(STILL)

        prepare(context)
        profile = cls(context)
        profile.browser.on("context", prepare)
        return profile

    @property
    def browser(self) -> Browser:
        assert self.context.browser
        return self.context.browser

    @contextmanager
    def newcomer(
        self, size: tuple[int, int] = (1440, 900), *, scheme: str = "light", motion: str = "no-preference", **options
    ) -> Iterator[Page]:
        """An empty page of somebody new; options are those of a context of their own."""
        with self._own(**options) if options or self.taken else self._lent() as context:
            page = context.new_page()
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.emulate_media(color_scheme=scheme, reduced_motion=motion)
            yield page

    def _own(self, **options) -> BrowserContext:
        return self.browser.new_context(**{"locale": LOCALE} | options)

    @contextmanager
    def _lent(self) -> Iterator[BrowserContext]:
        self.taken = True
        yield self.context
        for page in self.context.pages[1:]:  # without any page, Chromium would end
            page.close()
        self.context.set_storage_state({"cookies": [], "origins": []})
        self.taken = False
