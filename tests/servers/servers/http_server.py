"""A service on Python's http.server."""

import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from replies import Reply


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        reply = Reply(self.path)
        if reply.manner != "early":
            self.rfile.read(int(self.headers["Content-Length"]))
        reply.wait()
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.manner == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for part in reply.parts:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.parts[0] if reply.manner == "cut" else reply.body)
        self.close_connection = True

    def log_message(self, *_):
        pass


http, https, certificate, key = sys.argv[1:]
servers = [ThreadingHTTPServer(("127.0.0.1", int(port)), Handler) for port in (http, https)]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
servers[1].socket = context.wrap_socket(servers[1].socket, server_side=True)
threading.Thread(target=servers[1].serve_forever, daemon=True).start()
servers[0].serve_forever()
