"""The preview's page in real Chromium: what support staff do there, with mouse and keyboard."""

import json
from pathlib import Path

from tests.content.folder import good, write
from tests.preview.browser import Page, opened
from tests.preview.running import TITLES, Asked, Client, preview

LAST = "[...document.querySelectorAll('.bubble')].at(-1)?"
STAGE = "document.querySelector('#status').dataset.stage"


async def bubbles(page: Page) -> list[list[str]]:
    """All bubbles: whose each is, and its text."""
    script = (
        "[...document.querySelectorAll('.bubble')].map(b => [b.classList[1], b.querySelector('.text').textContent])"
    )
    return list(await page.run(script))


async def say(page: Page, text: str) -> str:
    """Types a message and gives the answer's text."""
    count = len(await bubbles(page))
    await page.click("#say")
    await page.type(text)
    await page.press("Enter")
    await page.until(f"document.querySelectorAll('.bubble').length > {count + 1}")
    return str(await page.run(f"{LAST}.innerText"))


async def view(page: Page, name: str) -> str:
    """Opens a view and gives its text."""
    await page.click(f"#tab-{name}")
    await page.until(f"!document.querySelector('#{name}').hidden && document.querySelector('#{name} h2')")
    return str(await page.run(f"document.querySelector('#{name}').innerText"))


async def test_a_talk(page: Page) -> None:
    """Start, a question and a button: each answer comes with its title, text, buttons and the reasons beside it."""
    await page.click(".welcome button", "Start")
    await page.until(f"{LAST}.querySelectorAll('.row button').length === 3")
    answer = await say(page, "tell me abuot causes")
    assert TITLES["causes"] in answer
    assert "It is causes." in answer
    told = await view(page, "reasons")
    assert f"Answered: {TITLES['causes']}" in told
    assert "abuot read as about" in told
    assert await page.run("[...document.querySelectorAll('mark')].map(m => m.textContent).includes('causes')")
    assert f"Last topic: {TITLES['causes']}" in told
    await page.click(".row button", TITLES["symptoms"])
    await page.until(f"{LAST}.innerText.includes('It is symptoms.')")
    assert f"Button pressed: {TITLES['symptoms']}" in await view(page, "reasons")
    mine = [text for whose, text in await bubbles(page) if whose == "mine"]
    assert mine == ["/start", "tell me abuot causes"]


async def test_ticks_change_in_place(page: Page) -> None:
    """A tick changes its own button and nothing else: no new bubble, and the keyboard stays where it is."""
    await say(page, "/check")
    for _ in range(2):
        step = await page.run(f"{LAST}.innerText")
        await page.click(".row button", "No, none of these")
        await page.until(f"{LAST}.innerText !== {json.dumps(step)}")
    before = await bubbles(page)
    focus = "[...document.querySelectorAll('.row button')].find(b => b.textContent.includes('backache')).focus()"
    await page.run(focus)
    held = "document.activeElement.getAttribute('aria-pressed')"
    assert await page.run(held) == "false"
    await page.press(" ")
    await page.until(f"{held} === 'true'")
    assert await page.run("document.activeElement.textContent") == "☑New backache"
    await page.press("Enter")
    await page.until(f"{held} === 'false'")
    assert await bubbles(page) == before


async def test_result_has_the_clinics_card(page: Page) -> None:
    """An urgent answer ends the check with the card, the clinic's contact, and the summary, in that order."""
    await say(page, "/check")
    await page.click(".row button", "No, none of these")
    await page.until(f"{LAST}.innerText.includes('Step 2')")
    await page.click(".row button", "Yes, or I am not sure")
    await page.until("!!document.querySelector('.contact')")
    shown = await page.run("[...document.querySelectorAll('.bubble')].slice(-3).map(b => b.innerText)")
    assert "Call now" in shown[0]
    assert "The maternity unit\n+44 1632 960 001" in shown[1]
    assert "What to say on the phone" in shown[2]


async def test_commands_from_the_menu(page: Page) -> None:
    """The menu lists the bot's commands, opens and closes by keyboard, and sends the one that is chosen."""
    await page.run("document.querySelector('#menu-button').focus()")
    await page.press("Enter")
    await page.until("document.activeElement.closest('#menu') !== null")
    await page.press("Escape")
    await page.until("document.activeElement.id === 'menu-button' && document.querySelector('#menu').hidden")
    await page.press("Enter")
    await page.click("#menu button", "/privacy")
    await page.until(f"{LAST}.innerText.includes('What is kept about you')")


async def test_typed_faster_than_answered(page: Page) -> None:
    """Messages typed one after the other without waiting are answered each, in the order of typing."""
    titles = {"/privacy": "What is kept", "/help": "How this works", "/topics": "What you can ask"}
    asked = [*titles, *reversed(titles), *titles]
    await page.click("#say")
    for text in asked:
        await page.type(text)
        await page.press("Enter")
    await page.until(f"document.querySelectorAll('.bubble').length === {2 * len(asked)}")
    said = await page.run("[...document.querySelectorAll('.bubble')].map(b => b.innerText)")
    for text, answer in zip(asked, zip(said[::2], said[1::2], strict=True), strict=True):
        assert text in answer[0]
        assert titles[text] in answer[1]


async def test_html_is_only_text(page: Page) -> None:
    """What a patient types is shown as it was typed and never becomes part of the page."""
    hostile = "<img src=x onerror=window.hurt=1><script>window.hurt=1</script> {token} </textarea>"
    await say(page, hostile)
    assert hostile in [text for _, text in await bubbles(page)]
    assert hostile in await view(page, "reasons")
    assert await page.run("window.hurt === undefined && !document.querySelector('#main img, #main script')")


async def test_several_patients(page: Page) -> None:
    """Each patient has her own chat and memory; arrow keys go from one to the other; forgetting removes one."""
    await say(page, "tell me about causes")
    await page.click("#new")
    await page.until("document.querySelectorAll('#patients [role=tab]').length === 2")
    assert await bubbles(page) == []
    await say(page, "hello <b>there</b>")
    await page.run("document.querySelector('#patients [aria-selected=true]').focus()")
    await page.press("ArrowLeft")
    await page.until(f"{LAST}.innerText.includes('It is causes.')")
    assert await page.run("document.activeElement.textContent") == "Patient 1"
    assert "Last topic" in await view(page, "reasons")
    await page.click("#forget")
    await page.until("document.querySelectorAll('#patients [role=tab]').length === 1")
    assert (await bubbles(page))[0] == ["mine", "hello <b>there</b>"]
    await page.click("#forget")
    await page.until("document.querySelector('#patients').innerText === 'Patient 3'")
    assert await bubbles(page) == []


async def test_edited_file_changes_the_answer(page: Page, client: Client, folder: Path) -> None:
    """An edited file is live soon after it is saved, in the chat that is open."""
    assert "It is causes." in await say(page, "tell me about causes")
    before = (await client.get("state"))["revision"]
    write(folder, "en/causes.yaml", good("causes").replace("It is causes.", "Nobody knows why."))
    await client.at("live", but=before)
    assert "Nobody knows why." in await say(page, "tell me about causes")


async def test_broken_file_is_named_and_the_old_content_goes_on(page: Page, folder: Path) -> None:
    """A mistake stands on the page with file, line and column while the old content answers, until it is mended."""
    write(folder, "en/causes.yaml", good("causes").replace("title:", "titel:"))
    await page.until(f"{STAGE} === 'refused'")
    assert "content of" in await page.run("document.querySelector('#status').textContent")
    told = await view(page, "problems")
    await page.until("document.querySelectorAll('#problems li').length > 0")
    told = await page.run("document.querySelector('#problems').innerText")
    assert "intents/en/causes.yaml:1:1" in told
    assert "unknown key 'titel': did you mean 'title'?" in told
    assert await page.run("document.querySelector('#tab-problems').textContent") == "Problems1"
    assert TITLES["causes"] in await say(page, "tell me about causes")
    write(folder, "en/causes.yaml", good("causes").replace("What is it?", "Why, then?"))
    await page.until(f"{STAGE} === 'live' && document.querySelector('#problems').innerText.includes('No problems')")
    assert "Why, then?" in await say(page, "tell me about causes")


async def test_learning_is_said_and_the_chat_goes_on(page: Page, client: Client, folder: Path) -> None:
    """While new words are learnt the page says so, and the old content answers."""
    client.teacher.ready.clear()
    write(folder, "en/causes.yaml", good("causes").replace("It is causes.", "Nobody knows why."))
    await page.until("document.querySelector('#status').textContent.startsWith('Learning the new words')")
    assert "It is causes." in await say(page, "tell me about causes")
    client.teacher.ready.set()
    await page.until(f"{STAGE} === 'live'")
    assert "Nobody knows why." in await say(page, "tell me about causes")


async def test_views_by_keyboard(page: Page) -> None:
    """Arrow keys, Home and End go through the views; one tab at a time is chosen, and only its view is there."""
    await page.run("document.querySelector('#tab-reasons').focus()")
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "End", "ArrowRight", "ArrowLeft", "Home"):
        await page.press(key)
        shown = "[...document.querySelectorAll('.panels > section')].filter(s => !s.hidden).map(s => s.id).join()"
        chosen = "[...document.querySelectorAll('#tabs [aria-selected=true]')].map(t => t.id).join()"
        assert f"tab-{await page.run(shown)}" == await page.run(chosen) == await page.run("document.activeElement.id")
        seen.append(await page.run(shown))
    assert seen == ["intents", "problems", "unanswered", "flow", "reasons", "flow", "reasons"]


async def test_skip_links_come_first(page: Page) -> None:
    """The first Tab shows a link that leads to the message field."""
    await page.press("Tab")
    await page.until("document.activeElement.textContent === 'To the message field'")
    assert await page.run("document.activeElement.getBoundingClientRect().top >= 0")
    await page.press("Enter")
    await page.until("document.activeElement.id === 'say'")


async def test_intents_with_their_scores(page: Page, client: Client) -> None:
    """The intents stand there with their test scores; one can be found by name, and its example said in the chat."""
    await view(page, "intents")
    await page.until("document.querySelector('#intents .heading p').textContent.includes('test phrases do as')")
    await page.click("#filter")
    await page.type("treat")
    shown = "[...document.querySelectorAll('#intents details')].filter(d => !d.hidden).map(d => d.dataset.name)"
    assert await page.run(shown) == ["treatment"]
    await page.click("#intents summary", "treatment")
    await page.click("#intents .phrases button")
    said = "[...document.querySelectorAll('.bubble')].some(bubble => bubble.innerText.includes('how treatment works'))"
    await page.until(f"{said} && {LAST}.innerText.includes('Bot:')")


async def test_a_question_becomes_an_example(browser: str, folder: Path) -> None:
    """Staff choose an intent, see what the question would change there, add it, and the bot answers it from then on."""
    kept = Asked(["what does a visit cost", "zebra: crossing #1"])
    async with preview(folder, questions=kept) as client, opened(browser, client.address) as page:
        await page.until(f"{STAGE} === 'live'")
        await view(page, "unanswered")
        await page.click("#unanswered summary", "what does a visit cost")
        choose = "[...document.querySelectorAll('#unanswered details[open] select')].forEach(s => { s.value = %s; "
        choose += "s.dispatchEvent(new Event('change')) })"
        await page.run(choose % "'treatment'")
        await page.click("#unanswered details[open] form .plain")
        await page.until("document.querySelector('.result .send')", 20)
        told = await page.run("document.querySelector('#unanswered details[open] .result').innerText")
        assert "to treatment (" in told
        assert "test phrases would go elsewhere" in told
        assert kept.kept == ["what does a visit cost", "zebra: crossing #1"]
        await page.click(".result .send", "Add to intents/en/treatment.yaml")
        await page.until("document.querySelector('#added').textContent.includes('is written')")
        assert "what does a visit cost" in (folder / "en" / "treatment.yaml").read_text()
        await page.until("document.querySelectorAll('#unanswered details').length === 1")
        await page.click("#unanswered summary", "zebra")
        await page.run(choose % "'+'")
        await page.click("#unanswered input[type=text]")
        await page.type("zebras")
        await page.press("Enter")
        await page.click(".result .send", "Begin intents/en/zebras.yaml")
        await page.until("document.querySelector('#unanswered').innerText.includes('No unanswered questions')")
        assert "draft: true" in (folder / "en" / "zebras.yaml").read_text()
        assert (await client.at("live"))["errors"] == 0
        assert page.errors == []


async def test_the_check_as_a_chart(page: Page) -> None:
    """Every question, choice and card of the symptom check stands in the chart, in order, with where it leads."""
    await view(page, "flow")
    steps = await page.run("[...document.querySelectorAll('.step h3')].map(h => h.firstChild.textContent)")
    assert steps[:3] == ["Emergency signs", "Signs to call about", "Signs"]
    first = await page.run("document.querySelector('.ways li').innerText")
    assert first.split("\n") == ["Yes, or I am not sure", "ends with", "Get help now"]
    assert len(await page.run("[...document.querySelectorAll('.card h4')].map(h => h.textContent)")) == 5


async def test_fits_a_phone(page: Page) -> None:
    """At 390 pixels each view fits the width, alone, with its tab in sight, and nothing has to be dragged sideways."""
    await say(page, "tell me about causes")
    await page.look(390, 844)
    for name in ("chat", "reasons", "intents", "problems", "unanswered", "flow"):
        await page.click(f"#tab-{name}")
        await page.until(f"document.querySelector('#{name}').checkVisibility()")
        seen = "[...document.querySelectorAll('#chat, .panels > section')].filter(s => s.checkVisibility())"
        assert await page.run(f"{seen}.map(s => s.id)") == [name]
        wide = "[document.documentElement, ...document.querySelectorAll('main, .panels > section, .log')]"
        wider = f"{wide}.filter(e => e.clientWidth && e.scrollWidth > e.clientWidth + 1).map(e => e.id)"
        assert await page.run(wider) == []
        edges = f"(r => [r.left, r.right])(document.querySelector('#tab-{name}').getBoundingClientRect())"
        left, right = await page.run(edges)
        assert -1 <= left < right <= 391
