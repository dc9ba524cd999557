"""A simulated LTE modem on a pseudo terminal: AT commands, and in data mode PPP to slirp."""

import os
import pty
import select
import subprocess
import termios
import threading
import time
import tty

import dns
import ppp

# Modems want a second of silence around `+++`. The threads here may be late.
GUARD_TIME = 0.9

ANSWERS = {
    "AT": b"OK",
    "ATH": b"OK",
    "ATE0": b"OK",
    "AT&D2": b"OK",
    "AT+CMEE=1": b"OK",
    "AT+CPIN?": b"+CPIN: READY\r\n\r\nOK",
    "AT+CGDCONT": b"OK",
    "AT+CEREG?": b"+CEREG: 0,1\r\n\r\nOK",
    "ATD*99#": b"CONNECT 115200",
}


class CarrierLost(Exception):
    """Ends data mode, after these bytes of the peer."""

    def __init__(self, last=b""):
        super().__init__()
        self.last = last


class Unplugged(Exception):
    """Ends the modem."""


class Modem(threading.Thread):
    """Runs until it is stopped. A test changes its attributes between two calls."""

    def __init__(self):
        super().__init__(daemon=True)
        self.terminal, self.other_end = pty.openpty()
        tty.setraw(self.other_end)
        self.port = os.ttyname(self.other_end)
        self.apn = "cmnet"
        # Answers instead of the usual ones, by command; b"" is silence, and a list has one for each time.
        self.answers = {}
        self.noise = b""  # before each answer
        self.has_peer = True  # PPP is answered
        self.hears_escape = True
        # Functions that get a frame with its packet, and return the bytes to pass on.
        self.from_host = self.from_peer = lambda frame, packet: frame
        self.names = {}  # of the DNS
        self.commands = []
        self.resets = 0
        self.is_running = True
        self.is_echo = True
        self.hears_dtr = False
        self.is_data = False
        self.slirp = self.slirp_terminal = None
        self.hang_up()

    def hang_up(self):
        if self.slirp:
            self.slirp.kill()
            self.slirp.wait()
            os.close(self.slirp_terminal)
        self.slirp = self.slirp_terminal = None
        self.is_data, self.line, self.escaped_at, self.heard_at = False, b"", None, 0
        self.host_frames, self.peer_frames = ppp.Splitter(), ppp.Splitter()

    def stop(self):
        self.is_running = False
        self.join(10)
        self.close()

    def close(self):
        self.hang_up()
        if self.terminal:
            os.close(self.terminal)
            os.close(self.other_end)
        self.terminal = None

    def run(self):
        while self.is_running:
            sources = [self.terminal] + ([self.slirp_terminal] if self.slirp else [])
            readable = select.select(sources, [], [], 0.05)[0]
            try:
                if self.slirp_terminal in readable:
                    self.receive_from_peer(os.read(self.slirp_terminal, 4096))
                if self.terminal in readable:
                    self.receive(os.read(self.terminal, 4096))
            except Unplugged:
                self.is_running = False
                self.close()
                return
            except CarrierLost as lost:
                self.send(lost.last)
                self.hang_up()
                self.say(b"NO CARRIER")
            if self.escaped_at and time.monotonic() - self.escaped_at >= GUARD_TIME:
                self.is_data, self.escaped_at = False, None
                self.say(b"OK")
            # A speed of 0 drops DTR.
            if self.is_data and self.hears_dtr and termios.tcgetattr(self.terminal)[5] == termios.B0:
                self.resets += 1
                self.hang_up()
                self.say(b"OK")

    def send(self, data):
        while data:
            data = data[os.write(self.terminal, data) :]

    def say(self, text):
        self.send(b"\r\n" + text + b"\r\n")

    def receive(self, data):
        if self.is_data:
            return self.receive_data(data)
        if self.is_echo:
            self.send(data)
        *lines, self.line = (self.line + data).split(b"\r")
        for line in lines:
            self.execute(line.decode("ascii", "replace").strip())
        return None

    def execute(self, text):
        self.commands.append(text)
        command = text if text in ANSWERS else text.partition("=")[0]
        answer = self.answers.get(command, ANSWERS.get(command, b"ERROR"))
        if isinstance(answer, list):
            answer = answer.pop(0)
        if command == "AT+CGDCONT":
            self.asked_apn = text.split('"')[3]
        if command == "ATD*99#" and answer == ANSWERS[command]:
            answer = self.dial(answer)
        if command == "AT&D2":
            self.hears_dtr = True
        if command == "ATE0":
            self.is_echo = False
        if command == "ATH":
            self.hang_up()
        self.send(self.noise)
        if answer:
            self.say(answer)

    def dial(self, answer):
        if self.asked_apn != self.apn:
            return b"NO CARRIER"
        self.is_data = True
        if self.has_peer:
            self.slirp_terminal, slirp_end = pty.openpty()
            tty.setraw(slirp_end)
            command = ["slirp-fullbolt", "ppp", "host addr 10.0.2.2"]
            self.slirp = subprocess.Popen(
                command, stdin=slirp_end, stdout=slirp_end, stderr=subprocess.DEVNULL, start_new_session=True
            )
            os.close(slirp_end)
        return answer

    def receive_data(self, data):
        now = time.monotonic()
        if data == b"+++" and self.hears_escape and now - self.heard_at >= GUARD_TIME:
            self.escaped_at = now
            return
        self.escaped_at, self.heard_at = None, now
        for frame in self.host_frames.frames(data):
            packet = ppp.decode(frame)
            frame = self.from_host(frame, packet)
            if not self.slirp or not frame:
                continue
            if configuration := dns.negotiate(packet):
                answer, frame = configuration
            else:
                answer = dns.answer(packet, self.names)
            if answer:
                self.send(answer)
            else:
                os.write(self.slirp_terminal, frame)

    def receive_from_peer(self, data):
        for frame in self.peer_frames.frames(data):
            packet = ppp.decode(frame)
            # slirp does not know its own address, and asks for one.
            if packet.startswith(b"\x80\x21\x01") and b"\x03\x06\0\0\0\0" in packet:
                answer = b"\x80\x21\x03" + packet[3:4] + b"\0\x0a\x03\x06\x0a\0\x02\x02"
                os.write(self.slirp_terminal, ppp.encode(answer))
            elif self.is_data:
                self.send(self.from_peer(frame, packet))
