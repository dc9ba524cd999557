"""Answers calls over TLS, with a chain of RSA certificates as public servers have it: a leaf and an intermediate of 2048 bits, and
a root of 4096 bits, which it writes to DIRECTORY/root.pem. Prints its URL.

usage: rsa_server.py DIRECTORY"""

import os
import socket
import ssl
import subprocess
import sys

REPLY = b'{"code":"0","msg":"success","data":true}'


def certify(name, issuer, bits, *extensions):
    command = f"openssl req -config config -x509 -nodes -days 30 -newkey rsa:{bits} -subj /CN={name}"
    command += f" -keyout {name}.key -out {name}.pem"
    if issuer:
        command += f" -CA {issuer}.pem -CAkey {issuer}.key"
    for extension in extensions:
        command += f" -addext {extension}"
    subprocess.run(command.split(), check=True, stderr=subprocess.DEVNULL)


os.chdir(sys.argv[1])
with open("config", "w") as config:
    config.write("[req]\ndistinguished_name = name\n[name]\n")
certify("root", None, 4096, "basicConstraints=critical,CA:TRUE")
certify("intermediate", "root", 2048, "basicConstraints=critical,CA:TRUE")
certify("leaf", "intermediate", 2048, "subjectAltName=DNS:localhost")
with open("chain.pem", "w") as chain:
    for name in ["leaf", "intermediate"]:
        chain.write(open(f"{name}.pem").read())

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("chain.pem", "leaf.key")
listener = socket.create_server(("127.0.0.1", 0))
print(f"https://127.0.0.1:{listener.getsockname()[1]}", flush=True)
while True:
    connection, _ = listener.accept()
    with context.wrap_socket(connection, server_side=True) as stream:
        request = b""
        while not request.endswith(b'"}'):
            request += stream.recv(4096)
        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(REPLY), REPLY))
