import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { firstOf, openClient, type TestClient } from '../support/client.ts'
import { mayEnter, onHost } from '../support/from-outside.ts'
import { family } from '../support/machine.ts'
import { type Shell, startShell } from '../support/shell.ts'

/** "In step" is true only while the kernel holds what was applied: edits from outside are made in the lab's own namespace. */
let shell: Shell
let client: TestClient
beforeEach(async () => {
  shell = await startShell()
  client = await openClient(shell)
  await firstOf(client.call.session.follow(), ({ lab, kernel }) => lab.state === 'running' && kernel !== null)
  await apply()
  await inStep(true)
})
afterEach(async () => {
  client.close()
  await shell.close()
})

const apply = async () => {
  const { revision } = await firstOf(client.call.project.follow(), () => true)
  const answer = await client.call.ruleset.apply({ revision, trial: null })
  if (!answer.ok) throw new Error(JSON.stringify(answer.error))
  return answer.value.transactions
}
const inStep = (wanted: boolean) => firstOf(client.call.session.follow(), ({ kernel }) => kernel?.inStep === wanted)

const iptables = (...args: string[]) => onHost(shell.child.pid ?? 0, 'compute1', 'iptables', ...args)

const describeAsRoot = mayEnter ? describe : () => undefined

describeAsRoot('in step', () => {
  it('a rule of ours that another wrote anew under our mark is seen, and put back', async () => {
    const { dump } = await firstOf(client.call.kernel.follow(), ({ dump: { tables } }) => tables.length > 0)
    const fallback = dump.tables
      .find(({ table }) => table === 'filter')
      ?.chains.find(({ name }) => name === 'neutron-openvswi-sg-fallback')?.rules[0]
    expect(fallback?.text).toContain('-j DROP')
    await iptables('-R', 'neutron-openvswi-sg-fallback', '1', '-m', 'comment', '--comment', fallback?.mark ?? '', '-j', 'ACCEPT')
    await inStep(false)
    expect(await apply()).toBeGreaterThan(0)
    await inStep(true)
  })
  it("another's rule among ours is seen", async () => {
    await iptables('-I', 'neutron-openvswi-sg-chain', '-j', 'ACCEPT')
    await inStep(false)
    await iptables('-D', 'neutron-openvswi-sg-chain', '1')
    await inStep(true)
  })
  it('a policy that another changed is seen', async () => {
    await iptables('-P', 'FORWARD', 'DROP')
    await inStep(false)
  })
  it("another's rule behind ours in a hook does not count", async () => {
    await iptables('-A', 'FORWARD', '-p', 'tcp', '--dport', '9', '-j', 'DROP')
    const { version } = await firstOf(client.call.kernel.follow(), ({ dump }) => JSON.stringify(dump).includes('--dport 9'))
    expect(version).toBeGreaterThan(0)
    await inStep(true)
  })
  it('rules that were flushed are seen, and put back', async () => {
    await iptables('-F', 'neutron-openvswi-sg-chain')
    await inStep(false)
    expect(await apply()).toBeGreaterThan(0)
    await inStep(true)
  })
})

describe('a lab that hangs', () => {
  it('is told as lost, and a new one starts', async () => {
    const pids = family(shell.child.pid ?? 0).filter((pid) => pid !== shell.child.pid)
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    const lost = await firstOf(client.call.session.follow(), ({ lab }) => lab.state === 'lost', 60_000)
    expect(lost.lab.error).toMatchObject({ kind: 'helper-lost', detail: expect.stringContaining('did not answer') })
    expect(await client.call.lab.start({})).toMatchObject({ ok: true })
  }, 120_000)
})
