// An Ethernet frame with UDP or TCP over IPv4: the fields that the cable reads and changes.

export const TCP = 6;
export const UDP = 17;
const IPV4 = 0x0800;
const ETHERNET_HEADER = 14;

export class Frame {
  /** Returns a view of the bytes, or nothing if they are no UDP or TCP over IPv4. */
  static of(bytes) {
    if (bytes.length < ETHERNET_HEADER + 20 || bytes.readUInt16BE(12) !== IPV4) return undefined;
    const ip = bytes.subarray(ETHERNET_HEADER);
    const start = (ip[0] & 0x0f) * 4;
    const isFirst = (ip.readUInt16BE(6) & 0x1fff) === 0;
    if (![TCP, UDP].includes(ip[9]) || !isFirst || ip.length < start + 8) return undefined;
    return new Frame(ip, start);
  }

  constructor(ip, start) {
    this.protocol = ip[9];
    this.source = [...ip.subarray(12, 16)].join('.');
    this.destination = [...ip.subarray(16, 20)].join('.');
    this.transport = ip.subarray(start, ip.readUInt16BE(2));
  }

  get sourcePort() {
    return this.transport.readUInt16BE(0);
  }

  set sourcePort(port) {
    this.#setPort(0, port);
  }

  get destinationPort() {
    return this.transport.readUInt16BE(2);
  }

  set destinationPort(port) {
    this.#setPort(2, port);
  }

  /** Changes a port of TCP, and the checksum with it (RFC 1624). */
  #setPort(at, port) {
    const checksum = 16;
    const sum = (~this.transport.readUInt16BE(checksum) & 0xffff) + (~this.transport.readUInt16BE(at) & 0xffff) + port;
    this.transport.writeUInt16BE(~fold(sum) & 0xffff, checksum);
    this.transport.writeUInt16BE(port, at);
  }
}

/** Returns the frame with which the receiver of a datagram replies. */
export function reply(bytes, payload) {
  const header = Buffer.alloc(ETHERNET_HEADER + 28);
  bytes.copy(header, 0, 6, 12);
  bytes.copy(header, 6, 0, 6);
  header.writeUInt16BE(IPV4, 12);

  const { source, destination, sourcePort, destinationPort } = Frame.of(bytes);
  const ip = header.subarray(ETHERNET_HEADER);
  ip.set([0x45, 0, 0, 0, 0, 0, 0, 0, 64, UDP]);
  ip.writeUInt16BE(28 + payload.length, 2);
  ip.set([...destination.split('.'), ...source.split('.')].map(Number), 12);
  let sum = 0;
  for (let at = 0; at < 20; at += 2) sum += ip.readUInt16BE(at);
  ip.writeUInt16BE(~fold(sum) & 0xffff, 10);

  // Its checksum is 0: there is none.
  ip.writeUInt16BE(destinationPort, 20);
  ip.writeUInt16BE(sourcePort, 22);
  ip.writeUInt16BE(8 + payload.length, 24);
  return Buffer.concat([header, payload]);
}

function fold(sum) {
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}
