"""A person in the symptom check on Telegram."""

from bot.core.knowledge import Knowledge
from tests.botapi import Reply, User

OPEN, TICKED = "☐ ", "☑ "


class Patient:
    """A person in the check: taps choices by step and id, and reads what comes back."""

    def __init__(self, user: User, knowledge: Knowledge) -> None:
        self.user = user
        self.flow = knowledge.flow
        self.screen: Reply

    async def begins(self) -> Reply:
        return await self.types("/check")

    async def types(self, text: str) -> Reply:
        await self.user.says(text)
        self.screen = await self.user.reply()
        return self.screen

    async def presses(self, label: str) -> Reply:
        await self.user.taps(label, self.screen)
        self.screen = await self.user.reply()
        return self.screen

    async def picks(self, step: str, choice: str, mark: str = "") -> Reply:
        return await self.presses(mark + self.label(step, choice))

    def label(self, step: str, choice: str) -> str:
        found = self.flow.step(step)
        assert found is not None
        chosen = found.choice(choice)
        assert chosen is not None
        return chosen.label

    def asks(self, step: str) -> bool:
        found = self.flow.step(step)
        assert found is not None
        return found.ask in self.screen.text

    async def reaches(self, step: str) -> None:
        """From the beginning to a step, without signs."""
        await self.begins()
        for name, choice in (("emergency", "no"), ("urgent", "no")):
            if self.asks(step):
                return
            await self.picks(name, choice)
        for _ in ("signs", "since", "week", "history"):
            if self.asks(step):
                return
            await self.presses(self.flow.words.skip)
