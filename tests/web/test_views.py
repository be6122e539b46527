"""Going back to the page that was open, and nowhere else."""

import pytest

from engage.web.views import safe_next


@pytest.mark.parametrize(
    ("asked", "goes_to"),
    [
        ("/feedback?page=2", "/feedback?page=2"),
        ("//evil.example/x", "/"),
        ("////evil.example/x", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("feedback", "/"),
        # No address at all, which the standard library refuses with an error of its own.
        ("//[", "/"),
        ("http://[::1", "/"),
        ("//\u2100.example", "/"),
        (None, "/"),
    ],
)
def test_only_paths_of_this_site(asked, goes_to):
    assert safe_next(asked) == goes_to


def test_a_made_up_way_back_is_no_error(app, browser):
    response = browser.client.post("/language", data={"language": "es", "next": "//[", "csrf_token": browser.csrf()})
    assert (response.status_code, response.location) == (303, "/")
