"""Everybody signs in on their own page with the one password, and their home has something for them."""

import pytest

from engage.core.sides import Side
from engage.demo.people import PASSWORD, SIGN_INS
from engage.web import throttle
from tests.demo.conftest import LoadedDemo
from tests.support.browser import Browser

_HOMES = {
    "member": ("/my", "Before our next meeting: care at home"),
    "member_es": ("/my", "Antes de la próxima reunión: cuidado en casa"),
    "helper": ("/my", "Before our next meeting: care at home"),
    "coordinator": ("/staff", "Rides to care"),
    "plan_coordinator": ("/staff", "Plan member 3"),
    "program_team": ("/staff/program", "Rides to care"),
    "integration_team": ("/staff/desk", "Themes"),
    "counsel": ("/staff/desk", "Rules"),
    "administrator": ("/staff/desk", "Accounts"),
    "ombudsman": ("/ombudsman/", "Abel Norris"),
    "ombudsman_lead": ("/ombudsman/", "Office, website or interpreter not accessible"),
}


@pytest.mark.parametrize("key", SIGN_INS)
def test_the_home_of_each_person_says_what_waits(loaded: LoadedDemo, key):
    throttle.forget_all()
    who, (address, words) = SIGN_INS[key], _HOMES[key]
    root = "/ombudsman" if who.side is Side.OMBUDSMAN else ""
    browser = Browser(loaded.app)
    browser.open(f"{root}/sign-in").form("Sign in").fill(email=who.email, password=PASSWORD).send()
    home = browser.open(f"{root}/" if root else "/home")
    assert home.path == address
    assert words in home.main
