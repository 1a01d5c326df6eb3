/**
 * A capture file in libpcap's format (pcap-savefile(5)): little-endian, microseconds, Ethernet. The frames stand `intervalMs` apart. The first has
 * the time of one second, since tcpreplay takes 0 for no time and then does not wait for the second.
 */
export function pcapFile(frames: readonly Uint8Array[], intervalMs = 0): Uint8Array {
  return joined([PCAP_HEADER, ...frames.map((frame, at) => pcapRecord(frame, at * intervalMs))])
}

const [MAGIC, LONGEST, ETHERNET] = [0xa1b2c3d4, 262_144, 1]

/** What a file begins with; records may follow one by one. */
export const PCAP_HEADER: Uint8Array = joined([words(MAGIC), Uint8Array.from([2, 0, 4, 0]), words(0, 0, LONGEST, ETHERNET)])

/** One frame, `ms` milliseconds after the first. */
export const pcapRecord = (frame: Uint8Array, ms: number): Uint8Array =>
  joined([words(1 + Math.floor(ms / 1000), Math.round((ms % 1000) * 1000), frame.length, frame.length), frame])

function words(...all: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * all.length))
  all.forEach((word, at) => {
    view.setUint32(4 * at, word, true)
  })
  return new Uint8Array(view.buffer)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
