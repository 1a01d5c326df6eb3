import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { articleSevenRules as project } from '#shared/project/article'
import { must } from '../lab.ts'
import { sorted, startMachine, type TestHelper, type TestMachine } from './machine.ts'

/** The helper by itself refuses to write beside an agent of Neutron, whatever main asks for. */
const want = must(compile(project, 'compute1'))
const REFUSED = { ok: false, error: { kind: 'invalid', issues: [{ code: 'ours.agent' }] } }

let machine: TestMachine
let helper: TestHelper
beforeEach(async () => {
  machine = await startMachine()
  helper = await machine.helper()
})
afterEach(async () => {
  await helper.client.close()
  await machine.close()
})

const iptables = async (...lines: string[]) => {
  for (const line of lines) await machine.run('iptables', line.split(' '))
}

describe('beside an agent of Neutron', () => {
  it.each([
    ['with its jumps', ['-N neutron-filter-top', '-A neutron-filter-top -j RETURN', '-I FORWARD -j neutron-filter-top']],
    ['of another kind', ['-N neutron-l3-agent-FORWARD', '-A neutron-l3-agent-FORWARD -j ACCEPT']],
    ['half-way', ['-N neutron-openvswi-FORWARD', '-A neutron-openvswi-FORWARD -j ACCEPT']],
  ])('%s nothing is written', async (_, lines) => {
    await iptables(...lines)
    const before = sorted(await machine.dump())
    for (const trial of ['one', null]) expect(await helper.apply(want, trial)).toMatchObject(REFUSED)
    expect(sorted(await machine.dump())).toEqual(before)
    expect(await machine.journals()).toEqual([])
  })

  it('empty chains and rules of others are no agent', async () => {
    await iptables('-N neutron-openvswi-local', '-N DOCKER', '-A DOCKER -j RETURN', '-I FORWARD -j DOCKER')
    expect(await helper.apply(want, null)).toMatchObject({ ok: true })
  })

  it('a chain of ours that others emptied and filled is still ours', async () => {
    expect(await helper.apply(want, null)).toMatchObject({ ok: true })
    const before = sorted(await machine.dump())
    await iptables('-F neutron-openvswi-sg-fallback', '-A neutron-openvswi-sg-fallback -j ACCEPT')
    expect(await helper.apply(want, null)).toMatchObject({ ok: true })
    await iptables('-D neutron-openvswi-sg-fallback -j ACCEPT')
    expect(sorted(await machine.dump())).toEqual(before)
  })
})
