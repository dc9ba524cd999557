"""The DNS server of the simulated network, of which the modem tells the host during the negotiation of PPP."""

import struct

import ppp

SERVER = b"\x0a\0\x02\x03"  # 10.0.2.3
OPTION_FIRST, OPTION_SECOND = 129, 131  # RFC 1877
REQUEST, NAK = 1, 3


def negotiate(packet):
    """Returns the answer to a request of the host that configures IP, and the frame to pass on, one of which is empty.

    Returns None for another packet.
    """
    if packet[:3] != bytes([0x80, 0x21, REQUEST]):
        return None
    options, kept, wrong = packet[6:], b"", b""
    while options:
        kind, length = options[0], options[1]
        if kind not in (OPTION_FIRST, OPTION_SECOND):
            kept += options[:length]
        elif options[2:length] != SERVER:
            wrong += bytes([kind, 6]) + SERVER
        options = options[length:]
    code, options = (NAK, wrong) if wrong else (REQUEST, kept)
    frame = ppp.encode(bytes([0x80, 0x21, code, packet[3]]) + struct.pack(">H", 4 + len(options)) + options)
    return (frame, b"") if wrong else (b"", frame)


def answer(packet, names):
    """Returns the frame with the answer to a question about a name, or None if the packet is another one."""
    header, datagram = packet[2:22], packet[22:]
    if packet[:2] != b"\0\x21" or header[9] != 17 or header[16:20] != SERVER:
        return None
    source_port, (question, end) = datagram[:2], read_name(datagram, 8 + 12)
    address = names.get(question)
    # A response, recursion available; with one answer, or: no such name.
    flags, count = (b"\x81\x80", 1) if address else (b"\x81\x83", 0)
    message = datagram[8:10] + flags + struct.pack(">4H", 1, count, 0, 0) + datagram[20 : end + 4]
    if address:
        message += b"\xc0\x0c\0\x01\0\x01" + struct.pack(">IH", 60, 4) + address
    datagram = struct.pack(">H", 53) + source_port + struct.pack(">HH", 8 + len(message), 0) + message
    header = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(datagram), 0, 0, 64, 17, 0) + SERVER + header[12:16]
    return ppp.encode(b"\0\x21" + header[:10] + checksum(header) + header[12:] + datagram)


def read_name(data, at):
    labels = []
    while data[at]:
        labels.append(data[at + 1 : at + 1 + data[at]].decode())
        at += 1 + data[at]
    return ".".join(labels), at + 1


def checksum(header):
    total = sum(struct.unpack(f">{len(header) // 2}H", header))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return struct.pack(">H", total ^ 0xFFFF)
