"""A service on aiohttp."""

import asyncio
import ssl
import sys

from aiohttp import web

from replies import Reply


async def answer(request):
    reply = Reply(request.path)
    if reply.manner != "early":
        await request.read()
    await asyncio.sleep(reply.delay)
    response = web.StreamResponse(status=reply.status, headers=dict(reply.headers))
    if reply.manner == "chunked":
        response.enable_chunked_encoding()
    else:
        response.content_length = len(reply.body)
    await response.prepare(request)
    await response.write(reply.parts[0])
    if reply.manner == "cut":
        request.transport.close()
        return response
    await response.write(reply.parts[1])
    await response.write_eof()
    return response


async def main():
    http, https, certificate, key = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(http)).start()
    await web.TCPSite(runner, "127.0.0.1", int(https), ssl_context=context).start()
    await asyncio.Event().wait()


asyncio.run(main())
