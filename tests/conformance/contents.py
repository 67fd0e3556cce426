"""What the official suite expects to find on a server, with contents of every kind. All names and
texts are the suite's."""

import io
import json
import struct
import wave
import zlib

from fastmcp import Context
from fastmcp.exceptions import ToolError
from fastmcp.prompts import Message
from fastmcp.server.providers import LocalProvider
from fastmcp.tools import ToolResult
from fastmcp.utilities.types import Audio, Image
from mcp_types import EmbeddedResource, TextResourceContents

CONTENTS = LocalProvider()


def _png() -> bytes:
    """One red pixel (ISO/IEC 15948)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
    return b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b"")


def _wav() -> bytes:
    """A hundredth of a second of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, 8_000, 0, "NONE", ""))
        sound.writeframes(bytes(160))
    return file.getvalue()


PICTURE = Image(data=_png(), format="png")
SOUND = Audio(data=_wav(), format="wav")


def _embedded(uri: str, text: str, mime_type: str = "text/plain") -> EmbeddedResource:
    contents = TextResourceContents(uri=uri, mime_type=mime_type, text=text)
    return EmbeddedResource(type="resource", resource=contents)


@CONTENTS.tool
async def test_simple_text() -> str:
    """A text."""
    return "This is a simple text response for testing."


@CONTENTS.tool
async def test_image_content() -> ToolResult:
    """A picture."""
    return ToolResult([PICTURE.to_image_content()])


@CONTENTS.tool
async def test_audio_content() -> ToolResult:
    """A sound."""
    return ToolResult([SOUND.to_audio_content()])


@CONTENTS.tool
async def test_embedded_resource() -> ToolResult:
    """A resource."""
    text = "This is an embedded resource content."
    return ToolResult([_embedded("test://embedded-resource", text)])


@CONTENTS.tool
async def test_multiple_content_types() -> ToolResult:
    """A text, a picture and a resource."""
    data = json.dumps({"test": "data", "value": 123})
    resource = _embedded("test://mixed-content-resource", data, "application/json")
    return ToolResult(["Multiple content types test:", PICTURE.to_image_content(), resource])


@CONTENTS.tool
async def test_error_handling() -> None:
    """Fails."""
    raise ToolError("This tool intentionally returns an error for testing")


async def _log(context: Context) -> str:
    for step in ("started", "processing data", "completed"):
        await context.info(f"Tool execution {step}")
    return "Logged."


CONTENTS.tool(_log, name="test_tool_with_logging", description="Logs three times.")
CONTENTS.tool(_log, name="test_logging_tool", description="Logs three times.")


@CONTENTS.tool
async def test_tool_with_progress(context: Context) -> str:
    """Tells of its progress three times."""
    for done in (0, 50, 100):
        await context.report_progress(done, 100)
    return "Done."


@CONTENTS.resource("test://static-text", mime_type="text/plain")
async def static_text() -> str:
    """A text."""
    return "This is the content of the static text resource."


@CONTENTS.resource("test://static-binary", mime_type="image/png")
async def static_binary() -> bytes:
    """A picture."""
    return _png()


@CONTENTS.resource("test://watched-resource", mime_type="text/plain")
async def watched_resource() -> str:
    """What a client subscribes to."""
    return "Watched."


@CONTENTS.resource("test://template/{id}/data", mime_type="application/json")
async def template_data(id: str) -> str:
    """Says what stood in its address."""
    return json.dumps({"id": id, "templateTest": True, "data": f"Data for ID: {id}"})


@CONTENTS.prompt
async def test_simple_prompt() -> str:
    """A text."""
    return "This is a simple prompt for testing."


@CONTENTS.prompt
async def test_prompt_with_arguments(arg1: str, arg2: str) -> str:
    """Says what it was given."""
    return f"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'"


@CONTENTS.prompt
async def test_prompt_with_embedded_resource(resourceUri: str) -> list[Message]:  # noqa: N803
    """A resource, and what to do with it."""
    resource = _embedded(resourceUri, "Embedded resource content for testing.")
    return [Message(resource), Message("Please process the embedded resource above.")]


@CONTENTS.prompt
async def test_prompt_with_image() -> list[Message]:
    """A picture, and what to do with it."""
    return [Message(PICTURE.to_image_content()), Message("Please analyze the image above.")]
