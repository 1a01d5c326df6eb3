import { parseAddress } from '#shared/net/address'
import { contains, parsePrefix } from '#shared/net/prefix'
import type { Flow, Values } from '#shared/traffic/flow'
import type { Packet } from '#shared/traffic/packet'

/** Whether a row of the traffic difference tells of a packet, read from the row's texts alone. Quick for many packets of one row. */
export function holder(row: Flow): (packet: Packet) => boolean {
  const source = within(row.source, inPrefix)
  const destination = within(row.destination, inPrefix)
  const protocol = within(row.protocol, (text) => (value: number) => String(value) === text)
  const sourcePort = within(row.sourcePort, inPorts)
  const destinationPort = within(row.destinationPort, inPorts)
  const icmpType = within(row.icmpType, inTypes)
  const sourceMac = within(row.sourceMac, (text) => (value: string) => value === text)
  const device = amongDevices(row.device)
  const bridge = amongDevices(row.bridge)
  const { family, direction, taps } = row
  return (packet) =>
    direction === packet.direction &&
    family === packet.family &&
    taps.includes(packet.tap) &&
    (row.states === 'both' || (row.states === 'invalid') === (packet.state === 'INVALID')) &&
    protocol(packet.protocol) &&
    destinationPort(packet.destinationPort) &&
    sourcePort(packet.sourcePort) &&
    icmpType(packet.icmpType === undefined ? undefined : 256 * packet.icmpType + (packet.icmpCode ?? 0)) &&
    source(packet.source) &&
    destination(packet.destination) &&
    sourceMac(packet.sourceMac) &&
    device(packet.device ?? '') &&
    bridge(packet.bridge ?? '')
}

/** A part that a packet does not have must not be asked for. */
function within<T>(values: Values, test: (text: string) => (value: T) => boolean): (value: T | undefined) => boolean {
  if (values === null) return () => true
  if (values.more > 0) throw new Error('a row is cut')
  const tests = values.values.map(test)
  return (value) => {
    if (value === undefined) throw new Error('a row asks for what the packet does not have')
    return tests.some((fits) => fits(value)) !== values.except
  }
}

function inPrefix(text: string): (value: string) => boolean {
  const prefix = parsePrefix(text)
  if (!prefix.ok) throw new Error(text)
  let last = ''
  let is = false
  return (value) => {
    if (value !== last) {
      const address = parseAddress(value)
      is = address.ok && contains(prefix.value, address.value)
    }
    last = value
    return is
  }
}

function inPorts(text: string): (value: number) => boolean {
  const [from = 0, to = from] = text.split(':').map(Number)
  return (value) => from <= value && value <= to
}

function inTypes(text: string): (value: number) => boolean {
  const [type = 0, code] = text.split('/').map(Number)
  return (value) => (code === undefined ? value >> 8 === type : value === 256 * type + code)
}

/** The longest entry that fits decides. */
function amongDevices(values: Values): (name: string) => boolean {
  if (values === null) return () => true
  const entries = values.values.map((text) => {
    const not = text.startsWith('!')
    const name = not ? text.slice(1) : text
    return { name: name.replace(/\+$/, ''), isStart: name.endsWith('+'), not }
  })
  // A whole name before a start of the same length.
  entries.sort((a, b) => b.name.length - a.name.length || Number(a.isStart) - Number(b.isStart))
  return (device) => {
    const found = entries.find(({ name, isStart }) => (isStart ? device.startsWith(name) : device === name))
    return (found !== undefined && !found.not) !== values.except
  }
}
