"""A service for uvicorn."""

import asyncio

from replies import Reply


async def application(scope, receive, send):
    if scope["type"] != "http":
        return
    reply = Reply(scope["path"])
    while reply.manner != "early" and (await receive()).get("more_body"):
        pass
    await asyncio.sleep(reply.delay)
    headers = reply.headers
    if reply.manner != "chunked":
        headers.append(("Content-Length", str(len(reply.body))))
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": encoded})
    await send({"type": "http.response.body", "body": reply.parts[0], "more_body": True})
    if reply.manner == "cut":
        raise ConnectionError("cut")
    await send({"type": "http.response.body", "body": reply.parts[1]})
