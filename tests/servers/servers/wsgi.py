"""A service for gunicorn."""

from http.client import responses

from replies import Reply


def application(environ, start_response):
    if environ["REQUEST_METHOD"] != "POST":
        start_response("405 Method Not Allowed", [("Content-Length", "0")])
        return []
    reply = Reply(environ["PATH_INFO"])
    if reply.manner != "early":
        environ["wsgi.input"].read()
    reply.wait()
    headers = [(name, value) for name, value in reply.headers if name != "Connection"]
    if reply.manner != "chunked":
        headers.append(("Content-Length", str(len(reply.body))))
    start_response(f"{reply.status} {responses[reply.status]}", headers)
    return reply.parts[:1] if reply.manner == "cut" else reply.parts
