"""A real browser on real pages: headless Chromium, walked as on a phone, looked at also as at a desk."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

SCREENSHOTS = Path(__file__).parents[2] / "test-screenshots"
WIDTHS = {"phone": 360, "desk": 1280}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test, and commits what it writes."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium; CHROMIUM names another one."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "install Chromium (apt-get install chromium), or name one in CHROMIUM"
    # Playwright runs an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Any, live_server: Any) -> Iterator[Callable[[str], Any]]:
    """`open_page()`: a phone's page with `goto("/path")` of the running site. Any error on the page fails the test."""
    contexts: list[Any] = []
    troubles: list[str] = []

    def open_one(width: str = "phone") -> Any:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": WIDTHS[width], "height": 800},
            locale="id-ID",
            timezone_id="Asia/Jakarta",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    expected = ("status of 4", "net::ERR_")  # a refusal, and no signal
    assert not [text for text in troubles if not any(one in text for one in expected)]


@pytest.fixture
def page(open_page: Callable[..., Any]) -> Any:
    """A page of the running site, as wide as a phone: what works there works at a desk."""
    return open_page()


@pytest.fixture
def sign_in(make_user: Callable[..., Any], live_server: Any) -> Callable[..., Any]:
    """`sign_in(page, "district_officer")` or `sign_in(page, user)`: the page is theirs and stands at the first page.

    With a cookie, as somebody who signed in before; the form itself is walked by `sign_in_by_form`.
    """
    from django.test import Client

    def enter(page: Any, who: Any, **fields: Any) -> Any:
        user = make_user(who, **fields) if isinstance(who, str) else who
        client = Client()
        client.force_login(user)
        cookies = [(name, one.value) for name, one in client.cookies.items()]
        page.context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in cookies]
        )
        page.goto("/")
        return user

    return enter


@pytest.fixture
def sign_in_by_form(make_user: Callable[..., Any]) -> Callable[..., Any]:
    """As `sign_in`, through the form, as a person does."""

    def enter(page: Any, who: Any, **fields: Any) -> Any:
        user = make_user(who, **fields) if isinstance(who, str) else who
        page.goto("/akun/masuk/")
        page.get_by_label("Nama pengguna").fill(user.username)
        page.get_by_label("Kata sandi").fill("pintu-terbuka-lebar-7")
        page.get_by_role("button", name="Masuk", exact=True).click()
        page.wait_for_url("**/")
        return user

    return enter


@pytest.fixture
def screenshot() -> Callable[..., None]:
    """`screenshot(page, "round")` fails where the page is wider than a phone's or a desk's screen.

    With SCREENSHOTS=1 it also writes test-screenshots/round-360.png and -1280.png, to be looked at.
    """

    def take(page: Any, name: str) -> None:
        page.wait_for_load_state()  # after a click the new page may have no element yet
        before = page.viewport_size
        for width in WIDTHS.values():
            page.set_viewport_size({"width": width, "height": 800})
            if os.environ.get("SCREENSHOTS"):
                SCREENSHOTS.mkdir(exist_ok=True)
                page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} px wide on a screen of {width} px"
        page.set_viewport_size(before)

    return take
