// An image of the RP2040's flash, from an ELF file or a flat one.

export const FLASH = 0x10000000;
export const BOOT2_SIZE = 0x100;
const LOAD = 1;
const ARM = 40;

/** Returns the content of the flash, which begins with the second stage of the boot loader. */
export function flashOf(file) {
  const flash = file.subarray(0, 4).toString('latin1') === '\x7fELF' ? fromElf(file) : file;
  if (crc(flash.subarray(0, BOOT2_SIZE - 4)) !== flash.readUInt32LE(BOOT2_SIZE - 4)) {
    throw new Error('the image has no valid second stage of the boot loader: the boot ROM would not start it');
  }
  return flash;
}

function fromElf(file) {
  if (file.readUInt16LE(18) !== ARM) throw new Error('the image is not for ARM');
  const [table, count] = [file.readUInt32LE(28), file.readUInt16LE(44)];
  const flash = Buffer.alloc(2 * 1024 * 1024, 0xff);
  for (let at = table; at < table + 32 * count; at += 32) {
    const [type, offset, , address, size] = [0, 4, 8, 12, 16].map(field => file.readUInt32LE(at + field));
    if (type === LOAD && size > 0) file.copy(flash, address - FLASH, offset, offset + size);
  }
  return flash;
}

/** CRC-32/MPEG-2, which the boot ROM calculates. */
function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  }
  return value >>> 0;
}
