"""One sentence all the way round, and a council that meets: without JavaScript, members on a phone."""

import re
from datetime import date, timedelta

from engage.core import clock
from tests.browser.conftest import LiveSite, Person

FORM = "Tell the council anything, any day"
#: A theme of the demonstration that has led to no recommendation yet.
THEME = "Medicines"
COUNCIL = "One Care Implementation Council"
ROAD = ["Heard", "Put with others like it", "Recommended", "Answered by the state", "Changed"]


def _receipt(person: Person) -> str:
    return person.page.locator(".receipt-code__code").first.inner_text()


def _road(person: Person) -> list[tuple[str, bool]]:
    """The steps of the road that is drawn on the page, and whether each was reached."""
    return [
        (step.locator(".voice-road__label").inner_text(), "is-done" in step.get_attribute("class"))
        for step in person.page.locator(".voice-road__step").all()
    ]


def _mail_to(person: Person, address: str, *, folder: str = "/sent-mail") -> list[str]:
    """The subjects of the mail that was sent to ``address``, oldest first."""
    person.open(folder)
    rows = person.page.locator("main tbody tr").filter(has=person.page.get_by_text(address, exact=True)).all()
    return [row.locator("th").inner_text() for row in reversed(rows)]


class Story:
    """Everybody who has a part in it, each in a browser of their own."""

    def __init__(self, site: LiveSite, person, word: str):
        self.site = site
        self.word = word
        self.sentence = f"The counter refused my {word} pills: each program said the other one pays."
        self.second = f"They sent me home without my {word} pills too."
        self.issue = f"People leave the counter without their {word} pills, because nobody knows who pays."
        self.plea = f"I have no {word} pills left and nobody calls back."
        self.title = f"Medicines at once, who pays later ({word})"
        self.reasons = f"People went without {word} pills. We will change the rule for the counters."
        self.promise = f"Tell every counter to hand {word} pills out and settle the bill later"
        self.neighbor_mail, self.caller_mail = f"neighbor@{word}.example", f"caller@{word}.example"

        def somebody(**given) -> Person:
            return person(javascript=False, **given)

        self.stranger, self.neighbor, self.caller = somebody(width=320), somebody(width=320), somebody(width=320)
        self.member = somebody(width=320)
        self.staff, self.lead, self.team = somebody(), somebody(), somebody()

    # What people say

    def a_stranger_says_something(self):
        self.receipt = self._answers_the_form(self.stranger, self.sentence)

    def a_neighbor_says_the_same_and_leaves_a_way(self):
        self.neighbor.open("/").follow("Tell us")
        self._answers_the_form(self.neighbor, self.second, email=self.neighbor_mail)

    def _answers_the_form(self, who: Person, words: str, email: str = "") -> str:
        who.open("/").follow("Tell us")
        assert who.heading == "Tell us"
        who.follow("Answer now", about=FORM)
        assert "We do not know who you are" in who.words
        who.page.locator("main textarea").first.fill(words)
        who.type("Your e-mail address", email)
        who.press("Check my answers")
        assert words in who.words
        who.press("Send my answers")
        assert who.heading == "Thank you. We have your answer."
        return _receipt(who)

    def somebody_asks_the_ombudsman_for_help(self):
        self.caller.open("/").follow("Get help")
        assert self.caller.heading == "Get help"
        self.caller.type("What happened?", self.plea).type("Your name", "Mabel Quist")
        self.caller.type("An e-mail address that is safe", self.caller_mail)
        self.caller.press("Send it to the office")
        assert self.caller.heading == "We have it"
        self.help_code = _receipt(self.caller)

    # The ombudsman's office

    def the_office_takes_the_request(self):
        self.staff.sign_in("ombudsman")
        row = self.staff.page.locator("tr", has_text="Mabel Quist").first
        with self.staff.page.expect_navigation():
            row.get_by_role("link").first.click()
        assert self.plea in self.staff.words
        self.case = self.staff.page.url
        self.staff.press("Take this case")
        assert "The case is yours." in self.staff.words
        self.staff.follow("Start work").press("Start work")

    def it_writes_down_what_it_learned(self):
        self.staff.follow("Add a complaint").pick("What is it about?", self._code())
        self.staff.type("Details", "Three times in one month.").press("Save")
        assert "Three times in one month." in self.staff.words
        self.staff.follow("Record a consent").answer("Who agreed?", "Mabel Quist")
        self.staff.answer("To what?", "To tell somebody else").type("Who may be told?", "The state")
        self.staff.answer("How was it given?", "Spoken").type("Note", "She said yes on the phone.")
        self.staff.press("Record it")
        assert "She said yes on the phone." in self.staff.words
        self.staff.type("Internal note", "The counter says it waits for both.").press("Keep the note")
        assert "The counter says it waits for both." in self.staff.words

    def _code(self) -> str:
        options = self.staff.page.get_by_label("What is it about?").locator("option").all_inner_texts()
        return next(option for option in options if re.search("drug|medicine", option, re.IGNORECASE))

    def it_writes_an_issue_without_the_person(self):
        self.staff.follow("Write an issue without the person")
        self.staff.type("The issue in a few sentences", self.issue)
        self.staff.answer("On what does it rest?", "Mabel Quist agreed to tell: The state")
        self.staff.press("Save and look for marks")
        assert self.issue in self.staff.words
        assert "The screen found nothing." in self.staff.words
        self.staff.choose("I looked at every mark.").press("Hand to a second person")
        assert "Someone else has to read it." in self.staff.words
        self.release = self.staff.page.url

    def the_lead_lets_it_out(self):
        self.lead.sign_in("ombudsman_lead").open(self.release)
        self.lead.choose("I read the whole text.").press("Approve and let it leave")
        assert "Approved. It is on its way." in self.lead.words

    # The state

    def the_program_team_finds_all_of_it(self):
        self.team.sign_in("program_team").follow("Comments")
        self.team.press("Look for new comments")
        self.team.type("Words in the comment", self.word).press("Show")
        found = self.team.page.locator("main tbody tr")
        assert sorted(found.locator("th").all_inner_texts()) == sorted([self.sentence, self.second, self.issue])
        assert "Mabel" not in self.team.words

    def it_gives_each_the_same_theme(self):
        for said in (self.sentence, self.second, self.issue):
            self.team.follow("Comments").type("Words in the comment", self.word).press("Show")
            self.team.follow(said).choose(THEME).press("Save")
            assert "The themes of the comment are saved." in self.team.words

    def it_makes_a_recommendation_from_the_theme(self):
        self.team.follow(THEME).follow("Make a recommendation")
        assert self.team.page.get_by_label("Theme").first.evaluate("list => list.selectedOptions[0].text.trim()") in (
            THEME,
            f"– {THEME}",
        )
        self.team.pick("Council", COUNCIL)
        self.team.type("In a few words", self.title)
        self.team.type("What the council asks for", "Let nobody leave the counter without their medicine.")
        self.team.page.get_by_label("Why", exact=True).fill("People go without.")
        self.team.press("Make it public")
        assert self.team.heading == self.title
        self.number = self.team.page.url.rsplit("/", 1)[1]

    def it_answers_with_a_promise_and_a_date(self):
        self.team.follow("Write the answer").answer("The state's decision", "Yes, we will do this")
        self.team.page.get_by_label("The reasons", exact=True).fill(self.reasons)
        self.team.press("Save the draft").follow("Add a promise")
        self.due = clock.today() + timedelta(days=90)
        self.team.page.get_by_label("What the state will do", exact=True).fill(self.promise)
        self.team.type("Who will do it", "Office of pharmacy").type("By when", self.due.isoformat())
        self.team.press("Save the promise").follow("Read it once more and publish").press("Publish the answer")
        assert "The answer is public." in self.team.words

    # What comes back

    def the_strangers_receipt_shows_the_whole_road(self):
        self.stranger.open("/feedback/receipt").type("Your code", self.receipt.lower()).press("Show my answer")
        assert [label for label, _ in _road(self.stranger)] == ROAD
        assert [is_done for _, is_done in _road(self.stranger)] == [True, True, True, True, False]
        assert self.sentence in self.stranger.words
        assert self.reasons in self.stranger.words
        self.stranger.follow("Read the whole answer")
        assert self.stranger.heading == self.title

    def the_callers_code_shows_the_states_answer(self):
        self.caller.open("/ombudsman/receipt").type("Your code", self.help_code).press("Open my request")
        assert "What the state said" in self.caller.words
        assert f"The state answered: {self.title}" in self.caller.words
        assert self.reasons in self.caller.words

    def a_member_reads_it_and_says_whether_it_is_enough(self):
        self.member.sign_in("member")
        assert self.member.heading == "Hello, Rosa Delgado"
        self.member.follow("What we did").type("Words or number", self.word).press("Show").follow(self.title)
        assert self.reasons in self.member.words
        assert self.promise in self.member.words
        self.member.follow("Home").follow(self.title).follow("Say what you think")
        verdict = f"Not yet, {self.word}."
        self.member.answer("Does this answer it?", "Partly").type("Anything you want to add", verdict)
        self.member.press("Save what I think")
        assert "Thank you. We saved what you said." in self.member.words
        self.team.open(f"/staff/recommendations/{self.number}")
        assert f"Partly: {verdict}" in self.team.words

    def those_who_left_a_way_got_mail(self):
        reader = self.stranger
        assert _mail_to(reader, self.neighbor_mail) == [
            "Thank you for your answer",
            "What became of what you said",
            "What became of what you said",
        ]
        assert _mail_to(reader, "rosa@demo.example")[-1:] == [f"The state answered: {self.title}"]
        assert _mail_to(reader, self.caller_mail) == []
        assert _mail_to(reader, self.caller_mail, folder="/ombudsman/sent-mail") == [
            "We have your message",
            "There is news for you",
            "There is news for you",
        ]


def test_one_sentence_travels_all_the_way_round(site, person, word):
    story = Story(site, person, word)
    story.a_stranger_says_something()
    story.a_neighbor_says_the_same_and_leaves_a_way()
    story.somebody_asks_the_ombudsman_for_help()
    story.the_office_takes_the_request()
    story.it_writes_down_what_it_learned()
    story.it_writes_an_issue_without_the_person()
    story.the_lead_lets_it_out()
    site.run_jobs()
    story.the_program_team_finds_all_of_it()
    story.it_gives_each_the_same_theme()
    story.it_makes_a_recommendation_from_the_theme()
    site.run_jobs()
    story.it_answers_with_a_promise_and_a_date()
    site.run_jobs()
    story.the_strangers_receipt_shows_the_whole_road()
    story.the_callers_code_shows_the_states_answer()
    story.a_member_reads_it_and_says_whether_it_is_enough()
    story.those_who_left_a_way_got_mail()


class CouncilYear:
    """The coordinator's part: a seat, a meeting to come, and the minutes of one that was."""

    def __init__(self, site: LiveSite, person, word: str):
        self.site = site
        self.word = word
        self.today = clock.today("America/New_York")
        self.yesterday = self.today - timedelta(days=1)
        self.coordinator, self.member = person(javascript=False), person(javascript=False, width=320)
        self.anybody = person(javascript=False, width=320)

    def a_vacant_seat_is_filled(self):
        self.coordinator.sign_in("coordinator")
        row = self.coordinator.page.locator("tr", has_text=COUNCIL).filter(has_text="Vacant").first
        self.seat = row.get_by_role("link").first.inner_text()
        self.coordinator.follow(self.seat).follow("Start a term")
        self.coordinator.follow("The person is not in the list? Add them first.")
        self.name = f"Avis {self.word.capitalize()}"
        self.coordinator.type("Name", self.name).type("Phone number", "617-555-0142")
        self.coordinator.answer("How to reach you", "Phone").choose("Show the name in public")
        self.coordinator.press("Save this person")
        self.coordinator.follow("Home").follow(self.seat).follow("Start a term").pick("Person", self.name)
        self.coordinator.type("First day", self.yesterday.isoformat()).press("Save this term")
        assert self.name in self.coordinator.words

    def everybody_sees_who_sits_there(self):
        self.anybody.open("/councils").follow(COUNCIL)
        assert self.name in self.anybody.words
        self.council = self.anybody.page.url

    def a_meeting_is_planned_and_members_are_invited(self):
        self.coming = f"Spring meeting {self.word}"
        self._plan(self.coming, self.today + timedelta(days=70))
        self.coordinator.follow("Publish the notice", about="members are invited").press("Publish the notice")
        self.site.run_jobs()
        invited = _mail_to(self.anybody, "rosa@demo.example")[-1]
        assert self.coming in invited
        self.anybody.follow(invited)
        assert "BEGIN:VCALENDAR" in self.anybody.page.locator("main").text_content()
        self.member.sign_in("member").follow("Meetings").follow(f"{COUNCIL}: {self.coming}")
        assert "Library, large room" in self.member.words

    def _plan(self, title: str, day: date):
        self.coordinator.follow("Meetings").follow("Plan a meeting").pick("Council", COUNCIL)
        self.coordinator.type("Title in English", title).type("Place", "Library, large room")
        self.coordinator.type("Day", day.isoformat()).type("Starts at", "10:00").type("Ends at", "11:30")
        self.coordinator.press("Save this meeting")
        assert self.coordinator.heading == title

    def a_meeting_took_place(self):
        self.past = f"Special meeting {self.word}"
        self._plan(self.past, self.yesterday)
        self.desk = self.coordinator.page.url
        posted = self.yesterday - timedelta(days=30)
        self.coordinator.follow("Publish the notice", about="members are invited")
        self.coordinator.type("Day it was posted elsewhere", posted.isoformat()).press("Publish the notice")
        self.coordinator.follow("It took place", about="took place").press("It took place")
        self.coordinator.follow("Write it down", about="Who took part").pick(self.name, "In person")
        self.coordinator.type("Guests without a seat", "3").press("Save who took part")
        assert self.coordinator.heading == self.past

    def its_minutes_are_written_approved_and_published(self):
        self.coordinator.follow("Look", about="Minutes").follow("Write the minutes")
        self.coordinator.type("Minutes in English", f"## Rides\n\n- We asked for {self.word} rides.")
        self.coordinator.press("Save the minutes").follow("Send to review").press("Send to review")
        self._nobody_reads_them_yet()
        self.coordinator.follow("Record the approval").type("Approved by", "The council, by vote")
        self.coordinator.type("Day of the approval", self.today.isoformat()).press("Save the approval")
        self._nobody_reads_them_yet()
        self.coordinator.follow("Publish the minutes").press("Publish the minutes")

    def _nobody_reads_them_yet(self):
        self.anybody.open(self.council).follow("All meetings of this council")
        self.anybody.type("Title, council or place", self.word).press("Show").follow(self.past, about=self.word)
        assert "The minutes are not ready yet" in self.anybody.words
        assert f"{self.word} rides" not in self.anybody.words

    def everybody_reads_them(self):
        self.anybody.page.reload()
        assert f"We asked for {self.word} rides." in self.anybody.words
        row = self.anybody.page.locator("main tr", has_text=self.name)
        assert [cell.inner_text() for cell in row.locator("th, td").all()] == [self.seat, self.name, "In person"]
        self.site.run_jobs()
        assert self.past in _mail_to(self.anybody, "rosa@demo.example")[-1]


def test_a_council_fills_a_seat_meets_and_posts_its_minutes(site, person, word):
    year = CouncilYear(site, person, word)
    year.a_vacant_seat_is_filled()
    year.everybody_sees_who_sits_there()
    year.a_meeting_is_planned_and_members_are_invited()
    year.a_meeting_took_place()
    year.its_minutes_are_written_approved_and_published()
    year.everybody_reads_them()
