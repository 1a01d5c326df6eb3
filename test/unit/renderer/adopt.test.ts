import { describe, expect, it } from 'vitest'
import type { FoundBridge, FoundPort } from '#shared/machine/found'
import { isAdoptable, portOfDevice } from '#shared/machine/in-project'
import { articleSevenRules as project } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import '../../../renderer/texts/i18n.ts'
import { adoptDraft, adoptEdit, NEW_NETWORK } from '../../../renderer/views/machine/adopt-draft.ts'

/** A found device as a port of the project: what was found is filled in, and the edit that comes of it is taken. */
const ids = [1, 2, 3, 4, 5].map((n) => `00000000-0000-4000-8000-00000000000${n}`)
const found = (rest: Partial<FoundPort> = {}): FoundPort => ({
  ...{ device: 'vnet0', kind: 'tap', kernelKind: 'tun', master: 'virbr0', isUp: true, hasCarrier: true, mac: 'fe:54:00:12:34:56' },
  ...{ alias: null, guestMacs: [{ mac: '52:54:00:12:34:56', from: 'seen' }], addresses: ['192.168.122.50'], domain: 'web' },
  ...rest,
})
const virbr0: FoundBridge = {
  ...{ name: 'virbr0', kind: 'bridge', isUp: true, mac: null, addresses: ['192.168.122.1/24'], vlanFiltering: false },
  ...{ callIptables: null, callIp6tables: null, ports: [] },
}
const draftOf = (port = found(), bridge: FoundBridge | null = virbr0) => adoptDraft(project, 'COMPUTE1', port, bridge)

describe('a device that is added to the project', () => {
  it('brings its VM, MAC, addresses and a network with the prefix of the bridge, in one edit', () => {
    const edit = adoptEdit(project, draftOf(), ids)
    expect(edit).toMatchObject({
      port: {
        ...{ macAddress: '52:54:00:12:34:56', hostName: 'compute1', vif: { deviceName: 'vnet0', bridgeName: 'virbr0' } },
        fixedIps: [{ ipAddress: '192.168.122.50' }],
      },
      vm: { name: 'web' },
      network: { name: 'virbr0' },
      subnets: [{ cidr: '192.168.122.0/24', gatewayIp: '192.168.122.1', ipVersion: 4 }],
    })
    const done = applyEdit(project, edit)
    expect(done).toMatchObject({ ok: true })
    expect(done.ok && portOfDevice(done.value, found())).toMatchObject({ by: 'device' })
  })
  it('goes to the network that has its addresses', () => {
    const draft = draftOf(found({ addresses: ['91.1.180.77'] }))
    const network = project.networks.find(({ id }) => id === draft.networkId)
    expect(network).toBeDefined()
    const edit = adoptEdit(project, draft, ids)
    expect(edit.network).toBeUndefined()
    expect(applyEdit(project, edit)).toMatchObject({ ok: true })
  })
  it('without an address or a MAC address that was seen says nothing that was not seen', () => {
    const draft = draftOf(found({ addresses: ['fe80::1'], guestMacs: [], domain: null }), { ...virbr0, addresses: [] })
    expect(draft).toMatchObject({ mac: '', addresses: '', prefixes: '', networkId: NEW_NETWORK, vmName: 'vnet0' })
    const edit = adoptEdit(project, { ...draft, mac: '52:54:00:00:00:01' }, ids)
    expect(edit.port.fixedIps).toEqual([])
    expect(applyEdit(project, edit)).toMatchObject({ ok: true })
  })
  it('that is named as nova names it gets a port whose id begins so; in another bridge the bridge is said', () => {
    const device = 'tapc98a2a3f-1b'
    const own = draftOf(found({ device }), { ...virbr0, name: 'qbrc98a2a3f-1b' })
    expect([own.id.slice(0, 11), own.vif]).toEqual(['c98a2a3f-1b', null])
    expect(draftOf(found({ device })).vif).toEqual({ deviceName: device, bridgeName: 'virbr0' })
    expect(applyEdit(project, adoptEdit(project, own, ids))).toMatchObject({ ok: true })
  })
  it('is told by its MAC address where the project has it under another device', () => {
    const port = project.ports.find(({ deviceOwner }) => deviceOwner.startsWith('compute:'))
    const mac = port?.macAddress.toLowerCase() ?? ''
    expect(portOfDevice(project, found({ guestMacs: [{ mac, from: 'seen' }] }))).toMatchObject({
      by: 'mac',
      port: { id: port?.id },
    })
  })
  it('is a card in a kernel bridge', () => {
    expect(isAdoptable(found(), virbr0)).toBe(true)
    expect(isAdoptable(found(), { ...virbr0, kind: 'openvswitch' })).toBe(false)
    expect(isAdoptable(found({ kind: 'macvtap' }), null)).toBe(false)
    expect(isAdoptable(found({ kind: 'veth', device: 'qvbc98a2a3f-1b' }), virbr0)).toBe(false)
  })
})
