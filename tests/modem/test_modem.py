"""The program of examples/modem over a simulated modem, against the mock: each outcome, and that the next call works.

Takes the paths of both programs from MODEM_PROGRAM and MOCK_PROGRAM, and needs slirp. Prints a line for each check.
"""

import json
import os
import queue
import subprocess
import sys
import threading
import unittest
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import ppp
import simulator

ID = "1821067171420946434"
STARTED = f"started {ID}"
OUTCOMES = ("started ", "not sent", "refused, ", "unknown, ")
UNKNOWN = "unknown, look at the notebook before the next call: "
# The bound of every wait. The longest call takes 20 seconds, 10 of which it waits for PPP.
LIMIT = 40


class Lines:
    """The lines of a process, each of which is waited for at most LIMIT seconds."""

    def __init__(self, stream):
        self.lines = queue.Queue()
        threading.Thread(target=self.read, args=(stream,), daemon=True).start()

    def read(self, stream):
        for line in stream:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def next(self):
        return self.lines.get(timeout=LIMIT)


class Check(unittest.TestCase):
    def setUp(self):
        self.modem = simulator.Modem()
        self.modem.start()
        self.addCleanup(self.modem.stop)
        self.mock = self.spawn([os.environ["MOCK_PROGRAM"], "--listen", "127.0.0.1:0"])
        self.url = Lines(self.mock.stdout).next()
        self.run_program()

    def spawn(self, command, **settings):
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **settings
        )
        self.addCleanup(self.end, process)
        return process

    def end(self, process):
        process.kill()
        process.wait(LIMIT)
        process.stdin.close()
        process.stdout.close()

    def run_program(self, apn="cmnet", host="10.0.2.2"):
        environment = {**os.environ, "SCNET_TOKEN": "eyJhbGciOiJIUzI1N", "SIMULATED_MODEM": "1"}
        url = self.url.replace("127.0.0.1", host)
        self.program = self.spawn([os.environ["MODEM_PROGRAM"], self.modem.port, apn, url], env=environment)
        self.lines = Lines(self.program.stdout)

    def call(self, notebook=ID):
        """Makes a call, and returns the line with its outcome."""
        self.program.stdin.write(notebook + "\n")
        self.program.stdin.flush()
        while True:
            line = self.lines.next()
            self.assertIsNotNone(line, "the program has ended")
            if line.startswith(OUTCOMES):
                return line

    def requests(self):
        with urllib.request.urlopen(self.url + "/__admin/requests", timeout=LIMIT) as reply:
            return len(json.load(reply)["requests"])

    def check_next(self, requests):
        """Checks that a call works, and that these many requests came before it."""
        self.assertEqual(self.requests(), requests)
        self.assertEqual(self.call(), STARTED)
        self.assertEqual(self.requests(), requests + 1)
        self.program.stdin.close()
        self.assertIn(self.program.wait(LIMIT), (0, 1))

    def check_not_sent(self, reason):
        line = self.call()
        self.assertTrue(line.startswith("not sent"), line)
        self.assertTrue(line.endswith(": connection failed while opening the request: " + reason), line)


class Outcomes(Check):
    def test_started(self):
        self.assertEqual(self.call(), STARTED)
        self.check_next(1)

    def test_refused(self):
        self.assertEqual(self.call("case:code/10007"), "refused, remove the cause first: reply has code 10007, user is frozen")
        self.check_next(1)

    def test_reset(self):
        self.assertTrue(self.call("case:conn/reset-mid-body").startswith(UNKNOWN))
        self.check_next(1)

    def test_no_reply(self):
        self.assertTrue(self.call("case:conn/stall-before-headers").startswith(UNKNOWN))
        self.check_next(1)

    def test_wrong_id(self):
        self.program.stdin.write("not an id\n")
        self.program.stdin.flush()
        self.assertTrue(self.lines.next().startswith("error: notebook id "))
        self.assertEqual(self.program.wait(LIMIT), 1)
        self.assertEqual(self.modem.commands, [])


class Carrier(Check):
    def check_lost(self):
        self.assertEqual(self.lines.next(), "the carrier was lost during the call")

    def lose(self, attribute, begin, is_last):
        """Loses the carrier at the first frame in which this occurs, of which a part or nothing is passed on."""

        def fault(frame, packet):
            if begin(packet):
                setattr(self.modem, attribute, lambda frame, packet: frame)
                raise simulator.CarrierLost(frame[: len(frame) // 2] if is_last else b"")
            return frame

        setattr(self.modem, attribute, fault)

    def test_carrier_lost_inside_the_reply(self):
        self.lose("from_peer", lambda packet: b"HTTP/1.1" in packet, is_last=True)
        self.assertEqual(self.call(), UNKNOWN + "connection failed while waiting for the response: connection was reset")
        self.check_lost()
        self.check_next(1)

    def test_carrier_lost_between_frames(self):
        self.lose("from_peer", lambda packet: b"HTTP/1.1" in packet, is_last=False)
        self.assertEqual(self.call(), UNKNOWN + "connection failed while waiting for the response: connection was reset")
        self.check_lost()
        self.check_next(1)

    def test_carrier_lost_before_the_request(self):
        self.lose("from_host", lambda packet: packet.startswith(b"\0\x21"), is_last=False)
        self.check_not_sent("server refuses the connection: check host and port")
        self.check_lost()
        self.check_next(0)

    def test_carrier_lost_during_negotiation(self):
        self.lose("from_host", lambda packet: packet.startswith(b"\x80\x21"), is_last=False)
        self.assertEqual(self.call(), "not sent: carrier was lost before PPP was up; check the APN")
        self.check_next(0)

    def test_modem_that_is_unplugged(self):
        def unplug(frame, packet):
            if b"HTTP/1.1" in packet:
                raise simulator.Unplugged
            return frame

        self.modem.from_peer = unplug
        self.assertTrue(self.call().startswith(UNKNOWN))
        self.check_lost()
        self.assertTrue(self.lines.next().startswith("modem does not hang up: serial port failed: "))
        self.assertTrue(self.call().startswith("not sent: serial port failed: "))
        self.assertEqual(self.requests(), 1)

    def test_peer_ends_ppp(self):
        def terminate(frame, packet):
            if b"HTTP/1.1" not in packet:
                return frame
            self.modem.from_peer = lambda frame, packet: frame
            return ppp.encode(b"\xc0\x21\x05\x09\0\x04")

        self.modem.from_peer = terminate
        self.assertTrue(self.call().startswith(UNKNOWN))
        self.check_lost()
        self.check_next(1)


class Commands(Check):
    def refuse(self, command, answer, line):
        self.modem.answers = {command: answer}
        self.assertEqual(self.call(), "not sent: " + line)
        self.modem.answers = {}
        self.check_next(0)

    def test_wrong_apn(self):
        self.modem.apn = "internet"
        self.assertEqual(self.call(), "not sent: modem answers NO CARRIER to ATD*99#; check the APN")
        self.modem.apn = "cmnet"
        self.check_next(0)

    def test_sim_missing(self):
        self.refuse("AT+CPIN?", b"+CME ERROR: 10", "modem answers +CME ERROR: 10 (no SIM) to AT+CPIN?")

    def test_sim_with_pin(self):
        line = "SIM is not ready (AT+CPIN?); a PIN has to be switched off"
        self.refuse("AT+CPIN?", b"+CPIN: SIM PIN\r\n\r\nOK", line)

    def test_registration_denied(self):
        line = "network denies the registration (AT+CEREG?); check the SIM's contract and the APN"
        self.refuse("AT+CEREG?", b"+CEREG: 0,3\r\n\r\nOK", line)

    def test_no_network(self):
        line = "modem is not registered with a network (AT+CEREG?); check the antenna and the SIM"
        self.refuse("AT+CEREG?", b"+CEREG: 0,2\r\n\r\nOK", line)

    def test_sim_and_network_after_a_while(self):
        sim = [b"+CME ERROR: 14", b"+CPIN: READY\r\n\r\nOK"]
        network = [b"+CEREG: 0,2\r\n\r\nOK", b'+CEREG: 5\r\n\r\n+CEREG: 2,5,"1A2B","01234567",7\r\n\r\nOK']
        self.modem.answers = {"AT+CPIN?": sim, "AT+CEREG?": network}
        self.check_next(0)
        self.assertEqual((sim, network), ([], []))

    def test_apn_that_would_be_a_command(self):
        self.end(self.program)
        self.run_program('cmnet"\rATD123;')
        line = "not sent: APN is not a name of 1 to 63 letters, digits, hyphens, dots and underscores"
        self.assertEqual(self.call(), line)
        self.end(self.program)
        self.run_program()
        self.check_next(0)
        self.assertFalse([command for command in self.modem.commands if command.startswith("ATD1")])


def add_commands():
    """Adds a check for each command and each answer that refuses it."""
    for command in simulator.ANSWERS:
        for answer in ("", "ERROR", "NO CARRIER", "BUSY"):
            line = f"modem answers {answer} to {command}" if answer else f"modem does not answer {command}"
            if command == "ATD*99#" and answer:
                line += "; check the APN"
            if command == "AT" and not answer:
                line += "; check its power, the wiring and the baud rate"
            name = "".join(letter if letter.isalnum() else "_" for letter in command.lower())
            setattr(
                Commands,
                f"test_{answer.lower().replace(' ', '_') or 'silence'}_to_{name}",
                lambda self, command=command, answer=answer, line=line: self.refuse(command, answer.encode(), line),
            )


add_commands()


class Line(Check):
    def test_garbage_in_the_dialogue(self):
        self.modem.noise = bytes(range(256)) * 2 + b"\r\n~\xff}#\xc0!\r\n"
        self.assertEqual(self.call(), STARTED)
        self.check_next(1)

    def test_garbage_between_frames(self):
        noise = b"\xff\x03\x00\x21~~\x7d~NO CARRIER\r\n" + bytes(range(256)) + b"\xff\x03~"
        self.modem.from_peer = lambda frame, packet: noise + frame + noise
        self.assertEqual(self.call(), STARTED)
        self.check_next(1)

    def test_packets_that_are_malformed(self):
        packets = [
            b"",
            b"\0",
            b"\0\x21",
            b"\xc0\x21\x01",
            b"\xc0\x21\x01\x01\0\0",
            b"\xc0\x21\x01\x01\xff\xff",
            b"\xc0\x21\x01\x01\0\x06\x02\0",
            b"\xc0\x21\x01\x01\0\x0c\x13\x08\0\0\0\0\0\0",
            b"\xc0\x21\x01\x01\0\x12" + b"\x07\x02" * 7,
            b"\x80\x21\x03\x01\0\x05\x03",
            b"\xc0\x23\x02\x01\0\x06\0",
            b"\x80\xfd\x01\x01\x01\x2c" + bytes(296),
        ]
        noise = b"".join(map(ppp.encode, packets))
        self.modem.from_peer = lambda frame, packet: frame + noise
        self.assertEqual(self.call(), STARTED)
        self.check_next(1)

    def test_damaged_frame(self):
        """TCP sends it again, and the frames after it arrive."""

        def damage(frame, packet):
            if b"HTTP/1.1" not in packet:
                return frame
            self.modem.from_peer = lambda frame, packet: frame
            return frame[:20] + frame[21:]

        self.modem.from_peer = damage
        self.assertEqual(self.call(), STARTED)
        self.check_next(1)

    def test_lost_request_of_ppp(self):
        def lose(frame, packet):
            self.modem.from_host = lambda frame, packet: frame
            return b""

        self.modem.from_host = lose
        self.assertEqual(self.call(), STARTED)
        self.check_next(1)

    def test_no_ppp(self):
        self.modem.has_peer = False
        line = "not sent: PPP does not come up after ATD*99#; check the APN, and whether it asks for a password"
        self.assertEqual(self.call(), line)
        self.modem.has_peer = True
        self.check_next(0)

    def test_no_packets(self):
        self.modem.from_host = lambda frame, packet: b"" if packet.startswith(b"\0\x21") else frame
        self.check_not_sent("server does not accept a connection: check host, port and firewall")
        self.modem.from_host = lambda frame, packet: frame
        self.check_next(0)

    def leave_data_mode_on(self):
        self.program.stdin.write("case:conn/stall-before-headers\n")
        self.program.stdin.flush()
        while not self.requests():
            pass
        self.end(self.program)
        self.assertTrue(self.modem.is_data)
        self.run_program()

    def test_data_mode_of_a_former_run(self):
        self.leave_data_mode_on()
        self.check_next(1)
        self.assertEqual(self.modem.resets, 0)

    def test_modem_that_needs_a_reset(self):
        self.modem.hears_escape = False
        self.leave_data_mode_on()
        self.check_next(1)
        self.assertEqual(self.modem.resets, 2)  # before the call, and after it


class Names(Check):
    def setUp(self):
        super().setUp()
        self.end(self.program)
        self.run_program(host="notebook.example")

    def test_name(self):
        self.modem.names = {"notebook.example": b"\x0a\0\x02\x02"}
        self.assertEqual(self.call(), STARTED)
        self.check_next(1)

    def test_unknown_name(self):
        self.check_not_sent("DNS has no IPv4 address for the host, or does not answer")
        self.modem.names = {"notebook.example": b"\x0a\0\x02\x02"}
        self.check_next(0)

    def test_no_answer_of_dns(self):
        self.modem.from_host = lambda frame, packet: b"" if packet.startswith(b"\0\x21") else frame
        self.check_not_sent("DNS does not answer")
        self.modem.from_host = lambda frame, packet: frame
        self.modem.names = {"notebook.example": b"\x0a\0\x02\x02"}
        self.check_next(0)


class Result(unittest.TestResult):
    """Prints a line for each check."""

    def addSuccess(self, test):
        # In one write, as the checks run side by side.
        sys.stdout.write(f"modem {test.id().rpartition('.test_')[2].replace('_', '-')} ok\n")
        sys.stdout.flush()


def main():
    checks = [check for suite in unittest.defaultTestLoader.loadTestsFromName("__main__") for check in suite]
    names = sys.argv[1:]
    checks = [check for check in checks if not names or any(name in check.id() for name in names)]

    def run(check):
        result = Result()
        check.run(result)
        for test, text in result.errors + result.failures:
            print(f"modem {test.id()} FAILED\n{text}", flush=True)
        return result.wasSuccessful()

    # They wait most of the time.
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(run, checks))
    print(f"{sum(results)} of {len(results)} checks passed")
    sys.exit(0 if results and all(results) else 1)


if __name__ == "__main__":
    main()
