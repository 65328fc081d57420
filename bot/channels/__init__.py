"""Where people talk to the bot: Telegram and the console."""
