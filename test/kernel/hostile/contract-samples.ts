import { contract } from '#shared/contract/contract'
import { articleSevenRules as project } from '#shared/project/article'
import { Edit, type EditName } from '#shared/project/edit-schema'

/** A valid input for every call of the contract: what mutants are made of. A call without one fails the tests. */
const NEW = '0f0f0f0f-1111-4222-8333-444444444444'
const [group = { id: NEW, rules: [] }] = project.securityGroups.filter(({ rules }) => rules.length > 0)
const rule = project.securityGroups.flatMap(({ rules }) => rules)[0]
const port = project.ports.find(({ securityGroupIds }) => securityGroupIds.length > 0)
const defaultGroup = { id: NEW, ruleIds: [1, 2, 3, 4].map((n) => `0f0f0f0f-1111-4222-8333-44444444444${n}`) }

const edits: { readonly [K in EditName]: Extract<Edit, { do: K }> } = {
  'project.rename': { do: 'project.rename', name: 'Another name' },
  'group.create': { do: 'group.create', id: NEW, name: 'web', description: 'Ports of the web' },
  'group.update': { do: 'group.update', id: group.id, name: 'web', description: 'Ports of the web' },
  'group.delete': { do: 'group.delete', id: group.id },
  'group.duplicate': { do: 'group.duplicate', id: group.id, newId: NEW, name: 'copy', ruleIds: group.rules.map(({ id }) => id) },
  'rule.create': { do: 'rule.create', groupId: group.id, rule: { ...must(rule), id: NEW }, at: 1 },
  'rule.update': { do: 'rule.update', groupId: group.id, rule: must(rule) },
  'rule.delete': { do: 'rule.delete', groupId: group.id, ruleId: must(rule).id },
  'port.bind': { do: 'port.bind', portId: must(port).id, groupId: group.id },
  'port.unbind': { do: 'port.unbind', portId: must(port).id, groupId: group.id },
  'port.update': {
    do: 'port.update',
    portId: must(port).id,
    change: { allowedAddressPairs: [{ ipAddress: '10.0.0.5', macAddress: 'fa:16:3e:00:00:05' }], portSecurityEnabled: true },
  },
  'group.create-default': { do: 'group.create-default', group: defaultGroup },
  'port.create': {
    do: 'port.create',
    port: { ...must(port), id: NEW, macAddress: 'fa:16:3e:00:00:09', fixedIps: [], deviceId: NEW, securityGroupIds: [] },
    vm: { id: NEW, name: 'vm9' },
  },
  'port.delete': { do: 'port.delete', portId: must(port).id },
  'vm.delete': { do: 'vm.delete', vmId: must(port).deviceId },
  'network.create': { do: 'network.create', network: { id: NEW, name: 'net9', external: false, portSecurityEnabled: true } },
  'network.update': { do: 'network.update', networkId: must(port).networkId, change: { portSecurityEnabled: false } },
  'network.delete': { do: 'network.delete', networkId: must(port).networkId },
  'subnet.create': {
    do: 'subnet.create',
    subnet: {
      ...{ id: NEW, networkId: must(port).networkId, ipVersion: 6, cidr: '2001:db8:9::/64', gatewayIp: '2001:db8:9::1' },
      ...{ enableDhcp: true, ipv6RaMode: 'slaac' },
    },
  },
  'subnet.update': { do: 'subnet.update', subnetId: must(project.subnets[0]).id, change: { enableDhcp: false, ipv6RaMode: null } },
  'subnet.delete': { do: 'subnet.delete', subnetId: must(project.subnets[0]).id },
  'host.create': { do: 'host.create', host: { ...must(project.hosts[0]), name: 'compute9' } },
  'host.rename': { do: 'host.rename', name: must(project.hosts[0]).name, to: 'node-1' },
  'host.delete': { do: 'host.delete', name: must(project.hosts[0]).name },
  'host.update': { do: 'host.update', name: must(project.hosts[0]).name, change: { release: '21.0', enableIpset: false } },
  'project.release': { do: 'project.release', release: '25.2' },
  'project.quotas': { do: 'project.quotas', quotas: { securityGroups: 20, securityGroupRules: -1 } },
  'address-group.create': {
    do: 'address-group.create',
    group: { id: NEW, name: 'offices', description: '', addresses: ['10.0.0.0/8', '2001:db8::/32'] },
  },
  'address-group.update': { do: 'address-group.update', id: NEW, change: { addresses: [] } },
  'address-group.delete': { do: 'address-group.delete', id: NEW },
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the example lacks what a sample is made of')
  return value
}

export const editSamples = Object.values(edits)

/** By path. The revision is one that the project never has. */
export const samples: Readonly<Record<string, readonly unknown[]>> = {
  'program/about': [{}],
  'project/follow': [undefined],
  'project/edit': editSamples.map((edit) => ({ edit })),
  'project/undo': [{}],
  'project/redo': [{}],
  'project/goTo': [{ steps: -1, revision: 1 }],
  'project/commandsOf': [
    { from: null, to: 0, revision: 1000 },
    { from: -1, to: 0, revision: 1000 },
  ],
  'document/follow': [undefined],
  'document/open': [
    { what: { path: '~/lab.json' }, leaveUnsaved: false },
    { what: { example: 'empty-lab' }, leaveUnsaved: true },
  ],
  'document/openTexts': [
    { texts: [{ name: 'lab.json', text: '{"ports": []}' }], leaveUnsaved: false },
    {
      texts: [
        { name: 'a.json', text: '{"networks": []}' },
        { name: 'b.json', text: '[]' },
      ],
      leaveUnsaved: false,
      agreed: '0123abcd',
    },
  ],
  'document/save': [{}],
  'document/saveAs': [{ path: 'other.json', overwrite: false }],
  'document/exportAs': [{ path: 'cloud.json', overwrite: false }],
  'document/recent': [{}],
  'document/forget': [{ path: '/nowhere/lab.json' }],
  'document/folder': [{ path: null }, { path: '..' }],
  'document/resolveOutside': [{ choice: 'merge', version: '0123abcd', prefer: 'mine' }],
  'document/restore': [{ id: 'a.jsonl', prefer: null }],
  'document/discard': [{ id: 'a.jsonl' }],
  'session/follow': [undefined],
  'lab/start': [{}],
  'lab/stop': [{}],
  'lab/unplug': [{ portId: must(port).id }],
  'lab/plug': [{ portId: must(port).id }],
  'agent/follow': [undefined],
  'agent/lines': [{ id: 1 }],
  'machine/before': [{}],
  'machine/switchOn': [{ host: 'compute1', confirmation: 'not-the-name-of-this-machine' }],
  'machine/switchOff': [{}],
  'ruleset/apply': [
    { revision: 1000, trial: null },
    { revision: 1000, trial: 30 },
    { revision: 1000, trial: null, connections: 'as-neutron' },
  ],
  'ruleset/review': [{ revision: 1000 }],
  'ruleset/confirm': [{}],
  'ruleset/extend': [{ trial: 60 }],
  'ruleset/revert': [{}],
  'history/follow': [undefined],
  'history/point': [{ id: '0123abcd' }],
  'history/change': [{ id: '0123abcd' }],
  'history/difference': [
    { a: '0123abcd', b: 'now' },
    { a: 'now', b: '89abcdef' },
  ],
  'history/restore': [{ id: '0123abcd' }],
  'drift/putBack': [
    { host: 'compute1', items: 'all' },
    { host: 'compute1', items: ['a1b2c3'] },
  ],
  'drift/offer': [{ host: 'compute1', item: 'a1b2c3', groupId: NEW }],
  'drift/takeOver': [{ host: 'compute1', items: 'all', groupId: null }],
  'drift/ignore': [{ host: 'compute1', items: ['a1b2c3'], ignored: true }],
  'machine/follow': [undefined],
  'kernel/follow': [undefined],
  'walk/follow': [undefined],
  'walk/predict': [
    { question: { from: must(project.vms[0]).id, to: '192.168.1.15', what: 'ping', count: 4 }, against: 'edited' },
    {
      question: {
        ...{ from: must(project.vms[0]).id, to: '192.168.1.15', what: 'packet', protocol: 6, destinationPort: 22 },
        ...{ flags: ['SYN'], length: 60, sourceIp: '10.0.0.1', sourceMac: 'fa:16:3e:00:00:09' },
      },
      against: 'kernel',
    },
  ],
  'walk/packet': [{ walk: 1, number: 1 }],
  'walk/sideBySide': [
    {
      question: { from: must(project.vms[0]).id, to: '192.168.1.15', what: 'tcp', destinationPort: 22, isListening: true },
      number: 1,
    },
  ],
  'walk/send': [{ question: { from: must(project.vms[0]).id, to: '192.168.1.15', what: 'ping', count: 1 } }],
  'walk/forget': [{ walk: 1 }],
  'walk/export': [{ walk: 1 }],
  'trace/run': [
    {
      ...{ hosts: null, seconds: 1, perSecond: 20, send: null },
      question: { family: 'ipv4', protocol: 1, icmpType: 8, source: '192.168.1.15', destination: null, bothWays: true },
    },
  ],
  'trace/stop': [{}],
  'ping/run': [{ from: must(project.vms[0]).id, to: '192.168.1.15', count: 4, interval: 1, size: 56 }],
  'ping/stop': [{}],
}

export interface Call {
  readonly path: string
  readonly accepts: (input: unknown) => boolean
}

/** Every call that the contract's own object has. */
export function callsOf(router: object = contract, path: readonly string[] = []): Call[] {
  if ('~orpc' in router) {
    const { inputSchema } = (router as { '~orpc': { inputSchema?: { safeParse: (input: unknown) => { success: boolean } } } })[
      '~orpc'
    ]
    return [{ path: path.join('/'), accepts: (input) => inputSchema?.safeParse(input).success ?? true }]
  }
  return Object.entries(router).flatMap(([name, inner]) => callsOf(inner as object, [...path, name]))
}

/** Names of the edits that the contract takes. */
export const editNames: readonly string[] = Edit.options.map((option) => option.shape.do.value)
