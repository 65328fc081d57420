"""Where people talk to the bot: Telegram, the console and the preview."""
