// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { articleSevenRules as project } from '#shared/project/article'
import { emptyTraceForm, formOf, readTraceForm, sendersOf, type TraceForm } from '../../../renderer/state/trace-form.ts'
import { packetOfPacket, packetOfPing, packetOfRule, packetToPort } from '../../../renderer/state/trace-prefill.ts'

const OUTSIDE = '00500015-0000-4000-8000-000000000015'
const PORT = '6e3f2eda-3230-45e8-9be5-f382af5b83ea'
const nodes = sendersOf([], project)
const form = (change: Partial<TraceForm>): TraceForm => ({ ...emptyTraceForm, from: OUTSIDE, to: '192.168.1.104', ...change })
const read = (change: Partial<TraceForm>) => readTraceForm(form(change), nodes)

it('an empty form asks for a ping, and each kind of packet has its own fields', () => {
  expect(read({})).toEqual({ question: { from: OUTSIDE, to: '192.168.1.104', what: 'ping', count: 4 }, wrong: [] })
  expect(read({ protocol: 'tcp', destinationPort: '22' }).question).toEqual({
    ...{ from: OUTSIDE, to: '192.168.1.104', what: 'tcp', destinationPort: 22, isListening: true },
  })
  expect(read({ protocol: 'tcp', answered: false, flags: 'syn ack', length: '60' }).question).toEqual({
    ...{ from: OUTSIDE, to: '192.168.1.104', what: 'packet', protocol: 6, destinationPort: 22, flags: ['SYN', 'ACK'], length: 60 },
  })
  expect(read({ answered: false, to: 'fd00::1' }).question).toMatchObject({ what: 'packet', protocol: 58, icmpType: 8 })
  expect(read({ protocol: 'other', number: '47' }).question).toEqual({
    from: OUTSIDE,
    to: '192.168.1.104',
    what: 'packet',
    protocol: 47,
  })
})

it('each wrong field is named, and only those that apply', () => {
  expect(read({ to: '192.168.1.999', count: '21', destinationPort: 'x' }).wrong).toEqual(['to', 'count'])
  expect(read({ protocol: 'udp', destinationPort: '70000' }).wrong).toEqual(['destinationPort'])
  expect(read({ from: 'nobody' }).wrong).toEqual(['from'])
  expect(read({ protocol: 'tcp', answered: false, flags: 'SYN,XYZ' }).wrong).toEqual(['flags'])
  expect(read({ sourceIp: 'fd00::5', sourceMac: 'fa:16' }).wrong).toEqual(['sourceIp', 'sourceMac'])
  expect(read({ protocol: 'udp', answered: false, length: '19' }).wrong).toEqual(['length'])
})

it('a question comes back into the form that asks it', () => {
  for (const change of [
    {},
    { protocol: 'tcp', answered: false, flags: 'SYN,ACK', sourcePort: '40000' },
    { protocol: 'udp', destinationPort: '53', listens: false },
    { protocol: 'other', answered: false, number: '47', sourceIp: '10.0.0.1' },
  ] as const) {
    const { question } = read(change)
    if (question === null) throw new Error('no question')
    expect(readTraceForm(formOf(question, emptyTraceForm), nodes).question).toEqual(question)
  }
})

it('a packet to a port comes from outside, or goes the way of the last test where that was about this port', () => {
  const port = project.ports.find(({ id }) => id === PORT)
  const vm2 = project.ports.find(({ fixedIps }) => fixedIps.some(({ ipAddress }) => ipAddress === '91.1.180.5'))
  if (port === undefined || vm2 === undefined) throw new Error('no port')
  expect(packetToPort(port, project, nodes, null)).toMatchObject({ from: OUTSIDE, to: '192.168.1.104', sourceIp: '' })
  expect(packetToPort(port, project, nodes, { from: vm2.deviceId, to: '91.1.180.14' })).toMatchObject({
    ...{ from: vm2.deviceId, to: '91.1.180.14' },
  })
  expect(packetToPort(port, project, nodes, { from: port.deviceId, to: '192.168.1.115' })).toMatchObject({
    ...{ from: port.deviceId, to: '192.168.1.115' },
  })
  // The test was about another port.
  expect(packetToPort(vm2, project, nodes, { from: OUTSIDE, to: '192.168.1.104' })).toMatchObject({ to: '91.1.180.5' })
  expect(packetToPort({ ...vm2, fixedIps: [] }, project, nodes, null)).toBeNull()
})

const ofRule = (text: string, towards = true) => packetOfRule({ text, family: 'ipv4', portId: PORT, towards }, project, nodes)

it('a rule is asked for by a packet that it would let pass', () => {
  expect(ofRule('-p icmp -j RETURN')).toMatchObject({ from: OUTSIDE, to: '192.168.1.104', protocol: 'icmp', answered: true })
  expect(ofRule('-s 15.5.0.0/16 -p tcp -m tcp --dport 110 -j RETURN')).toMatchObject({
    ...{ to: '192.168.1.104', protocol: 'tcp', destinationPort: '110', sourceIp: '15.5.0.9' },
  })
  expect(ofRule('-s 192.168.1.15/32 -p udp -m udp --dport 53 -j RETURN')).toMatchObject({
    from: OUTSIDE,
    sourceIp: '',
    protocol: 'udp',
  })
  expect(ofRule('-p tcp -m tcp --dport 22 -j RETURN', false)).toMatchObject({ to: '192.168.1.15', destinationPort: '22' })
  expect(
    packetOfRule(
      { text: '-m physdev --physdev-in tap6e3f2eda-32 --physdev-is-bridged -j X', family: 'ipv4', portId: null, towards: true },
      project,
      nodes,
    ),
  ).toMatchObject({ from: '7b000001-0000-4000-8000-000000000001' })
  expect(packetOfRule({ text: '-j X', family: 'ipv4', portId: 'gone', towards: true }, project, nodes)).toBeNull()
})

it('a ping and a packet fill the form', () => {
  expect(packetOfPing({ from: OUTSIDE, to: '192.168.1.104', count: 1000 })).toMatchObject({ count: '20', protocol: 'icmp' })
  const packet = {
    family: 'ipv4',
    source: '10.0.0.1',
    destination: '10.0.0.2',
    protocol: 6,
    sourcePort: 5,
    destinationPort: 6,
    flags: ['SYN'],
  } as const
  const change = packetOfPacket(OUTSIDE, { ...packet, flags: ['SYN'] })
  expect(readTraceForm(form(change), nodes).question).toMatchObject({
    what: 'packet',
    protocol: 6,
    sourceIp: '10.0.0.1',
    flags: ['SYN'],
  })
})
