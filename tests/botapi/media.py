"""What a person can send besides text: one sample of each kind, as the Message fields Telegram sends."""

from collections.abc import Callable

from tests.botapi.params import JSON


def _file(kind: str, **fields: object) -> JSON:
    return {"file_id": f"{kind}-file", "file_unique_id": f"{kind}-unique", "file_size": 12345} | fields


def _photo() -> JSON:
    return {"photo": [_file("photo-s", width=90, height=67), _file("photo-m", width=320, height=240)]}


def _sticker() -> JSON:
    shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": _file("sticker", emoji="\N{THUMBS UP SIGN}", set_name="Loopback", **shape)}


def _animation() -> JSON:
    return {
        "animation": _file("animation", width=320, height=240, duration=2, mime_type="video/mp4"),
        "document": _file("animation", file_name="animation.mp4", mime_type="video/mp4"),
    }


def _contact() -> JSON:
    return {"contact": {"phone_number": "+15550100", "first_name": "Pat"}}


def _poll() -> JSON:
    options = [{"persistent_id": str(at), "text": text, "voter_count": 0} for at, text in enumerate(("Yes", "No"))]
    settings = {"is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False}
    more = {"allows_revoting": True, "members_only": False}
    return {"poll": {"id": "1", "question": "Well?", "options": options, "total_voter_count": 0} | settings | more}


MEDIA: dict[str, Callable[[], JSON]] = {
    "photo": _photo,
    "voice": lambda: {"voice": _file("voice", duration=3, mime_type="audio/ogg")},
    "audio": lambda: {"audio": _file("audio", duration=30, mime_type="audio/mpeg", title="Song")},
    "video": lambda: {"video": _file("video", width=320, height=240, duration=5, mime_type="video/mp4")},
    "video_note": lambda: {"video_note": _file("video_note", length=240, duration=5)},
    "animation": _animation,
    "document": lambda: {"document": _file("document", file_name="report.pdf", mime_type="application/pdf")},
    "sticker": _sticker,
    "location": lambda: {"location": {"latitude": 51.5, "longitude": -0.12}},
    "contact": _contact,
    "dice": lambda: {"dice": {"emoji": "\N{GAME DIE}", "value": 4}},
    "poll": _poll,
}
