"""The preview's chats over HTTP: several patients, and the reasons for each turn."""

import asyncio

from tests.preview.running import TITLES, Client


async def test_a_turn_with_its_reasons(client: Client) -> None:
    """An answer comes with what it rests on: kind, score, examples, words that counted, corrections, and memory."""
    chat = await client.send({"text": "tell me abuot causes"})
    asked, answered = chat["messages"]
    assert (asked["mine"], asked["text"]) == (True, "tell me abuot causes")
    assert (answered["title"], answered["text"].split("\n")[0]) == (TITLES["causes"], "It is causes.")
    related, check, rating = [[button["label"] for button in row] for row in answered["buttons"]]
    assert related == [TITLES["causes"], TITLES["symptoms"]]
    assert (len(check), len(rating)) == (1, 2)
    told = chat["reasons"]
    assert told["kind"] == "answer"
    assert 0.5 < told["score"] <= 1
    assert told["nearest"][0]["intent"] == "causes"
    assert told["nearest"][0]["example"] == "tell me about causes"
    assert told["corrected"] == [{"typed": "abuot", "read": "about"}]
    assert {"word": "causes", "counted": True} in told["read_as"]
    assert told["counted"]
    assert told["remembered"] == [f"Last topic: {TITLES['causes']}"]


async def test_danger_signs_are_told_with_their_sense(client: Client) -> None:
    """A reported danger sign is shown as what decided; a denied one is shown as denied."""
    told = (await client.send({"text": "blood is pouring out of me, i am bleeding so much"}))["reasons"]
    assert told["kind"] == "red_flag"
    assert told["headline"] == "Danger sign: emergency"
    assert any(sign["alarm"] and sign["sense"] == "reported" for sign in told["signs"])
    told = (await client.send({"text": "i am not bleeding heavily, tell me about causes"}))["reasons"]
    assert {sign["sense"] for sign in told["signs"]} == {"denied"}
    assert not any(sign["alarm"] for sign in told["signs"])


async def test_the_check_and_its_memory(client: Client) -> None:
    """A press edits its own message, and the memory of an open check is told in words until /delete empties it."""
    chat = await client.send({"text": "/check"})
    assert chat["reasons"]["headline"] == "Command: /check"
    await client.press("No, none of these")
    before = await client.press("No, none of these")
    after = await client.press("New backache")
    assert len(after["messages"]) == len(before["messages"]) == 2
    assert after["messages"][-1]["edits"] == before["messages"][-1]["edits"] + 1
    assert after["messages"][-1]["text"] == before["messages"][-1]["text"]
    told = after["reasons"]
    assert told["headline"] == "Button pressed: New backache"
    assert told["remembered"] == [
        "Symptom check: open at step 3 of 6, Signs",
        "Emergency signs: No, none of these",
        "Signs to call about: No, none of these",
        "Ticked, not yet sent: New backache",
    ]
    chat = await client.send({"text": "pressure"})
    assert chat["reasons"]["headline"] == "Taken as an answer to the open question"
    await client.send({"command": "delete"})
    chat = await client.press("Delete")
    assert chat["reasons"]["remembered"] == ["Nothing: all about this chat was deleted."]


async def test_the_clinics_card(client: Client) -> None:
    """After an urgent answer the clinic's contact comes as a card, between the result and the summary."""
    await client.send({"command": "check"})
    await client.press("No, none of these")
    chat = await client.press("Yes, or I am not sure")
    cards = [message["contact"] for message in chat["messages"][-3:]]
    assert cards == [None, {"name": "The maternity unit", "phone": "+44 1632 960 001"}, None]


async def test_patients_are_apart(client: Client) -> None:
    """Each patient has a session of her own; a forgotten one is gone with her chat, and others keep theirs."""
    second = (await client.http.post("/api/chats", json={})).json()["id"]
    await client.say("tell me about causes", 1)
    await client.send({"command": "check"}, second)
    chats = (await client.get("chats"))["chats"]
    assert [len(chat["messages"]) for chat in chats] == [2, 2]
    assert chats[0]["reasons"]["remembered"] == [f"Last topic: {TITLES['causes']}"]
    assert (await client.http.delete("/api/chats/1")).status_code == 200
    for method, path in (("DELETE", "/api/chats/1"), ("POST", "/api/chats/1/events")):
        answer = await client.http.request(method, path, json={"text": "hello"})
        assert (answer.status_code, answer.json()["says"]) == (404, "there is no such chat: reload the page")
    assert [chat["id"] for chat in (await client.get("chats"))["chats"]] == [second]


async def test_only_buttons_that_are_there_can_be_pressed(client: Client) -> None:
    """A tap on a button that the message does not have, or on no message, changes nothing."""
    chat = await client.send({"command": "start"})
    for message, data in ((2, "ask:nothing"), (1, "ask:causes"), (99, "ask:causes")):
        answer = await client.http.post("/api/chats/1/events", json={"tap": data, "message": message})
        assert answer.status_code == 404
    assert (await client.get("chats"))["chats"][0]["messages"] == chat["messages"]


async def test_many_at_once(client: Client) -> None:
    """Events that come at the same time are each answered once, and no answer stands before its question."""
    await asyncio.gather(*(client.send({"text": f"tell me about causes {n}"}) for n in range(30)))
    messages = (await client.get("chats"))["chats"][0]["messages"]
    assert sum(message["mine"] for message in messages) == 30
    assert len({message["id"] for message in messages}) == len(messages) == 60
    balance = 0
    for message in messages:
        balance += 1 if message["mine"] else -1
        assert balance >= 0


async def test_odd_words(client: Client) -> None:
    """HTML, the page's own placeholders and half of a character come back as words, never as an error."""
    hostile = "<script>alert(1)</script> {token} \u202e \x00 &amp;"
    chat = await client.send({"text": hostile})
    assert chat["messages"][0]["text"] == hostile
    answer = await client.http.post("/api/chats/1/events", content=b'{"text": "a \\ud83d lone half"}')
    assert answer.status_code == 200
    assert answer.json()["messages"][2]["text"] == "a \ufffd lone half"


async def test_a_rating_changes_its_row_only(client: Client) -> None:
    """ "This helped" turns into thanks under the same words, in the same bubble."""
    before = (await client.send({"text": "tell me about causes"}))["messages"]
    after = (await client.press("This helped"))["messages"]
    assert len(after) == len(before)
    old, new = before[-1], after[-1]
    assert (new["title"], new["text"], new["buttons"][:-1]) == (old["title"], old["text"], old["buttons"][:-1])
    assert [button["label"] for button in new["buttons"][-1]] == ["\u2713 Thank you"]
    assert new["edits"] == 1
