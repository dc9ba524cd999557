"""PPP in HDLC-like framing, as far as the simulated modem looks into it: RFC 1662."""

FLAG, ESCAPE = 0x7E, 0x7D


def checksum(data):
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0x8408 if value & 1 else 0)
    return value ^ 0xFFFF


def encode(packet):
    """Returns the frame of a packet that begins with its protocol number."""
    content = b"\xff\x03" + packet
    content += checksum(content).to_bytes(2, "little")
    frame = bytearray([FLAG])
    for byte in content:
        frame += bytes([ESCAPE, byte ^ 0x20]) if byte < 0x20 or byte in (FLAG, ESCAPE) else bytes([byte])
    return bytes(frame + bytes([FLAG]))


def decode(frame):
    """Returns the packet of a frame, without its checksum."""
    content, is_escaped = bytearray(), False
    for byte in frame.strip(bytes([FLAG])):
        if byte == ESCAPE:
            is_escaped = True
            continue
        content.append(byte ^ 0x20 if is_escaped else byte)
        is_escaped = False
    return bytes(content[2:-2])


class Splitter:
    """Splits a stream into frames."""

    def __init__(self):
        self.rest = b""

    def frames(self, data):
        *contents, self.rest = (self.rest + data).split(bytes([FLAG]))
        return [bytes([FLAG]) + content + bytes([FLAG]) for content in contents if content]
