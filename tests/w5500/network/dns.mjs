// A DNS server that knows the names of a test, so that no query leaves the machine.

import { Frame, UDP, reply } from './frame.mjs';

const NO_SUCH_NAME = 3;
const RESPONSE = 0x8180; // recursion was desired, and is available

export function isQuery(frame) {
  return frame?.protocol === UDP && frame.destinationPort === 53;
}

/** Returns the frame with the response to a query. */
export function respond(bytes, addresses) {
  const query = Frame.of(bytes).transport.subarray(8);
  const { name, end } = question(query);
  const address = addresses[name];
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(address ? RESPONSE : RESPONSE | NO_SUCH_NAME, 2);
  header.writeUInt16BE(address ? 1 : 0, 6);
  // The name by a pointer to the question, type A, class IN, 60 seconds, 4 bytes.
  const answer = address ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split('.').map(Number)] : [];
  return reply(bytes, Buffer.concat([header, query.subarray(12, end), Buffer.from(answer)]));
}

/** Returns the name of the question, and the place where its type and class end. */
function question(query) {
  const labels = [];
  let at = 12;
  while (query[at] > 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]));
    at += 1 + query[at];
  }
  return { name: labels.join('.'), end: at + 5 };
}
