import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startLab } from '#electron/privilege/start-lab'
import { bundle, labProcess, must, processesIn, startTestLab, testProgram, until, userNamespaceOf } from './lab.ts'
import { PC1, smallProject } from './small-project.ts'

/** However the lab ends, nothing of it stays, and this machine is as it was. */
const amRoot = process.getuid?.() === 0

const machine = () => ({
  links: execFileSync('ip', ['-o', 'link'], { encoding: 'utf8' }),
  mounts: readFileSync('/proc/mounts', 'utf8'),
  forwarding: readFileSync('/proc/sys/net/ipv4/ip_forward', 'utf8'),
  // Only root may read them.
  rules: amRoot ? execFileSync('iptables-save', { encoding: 'utf8' }).replace(/^#.*$/gm, '') : '',
})

const Held = z.object({
  uid: z.int(),
  greeting: z.object({ pid: z.int(), uid: z.int() }),
  pid: z.int(),
  built: z.object({ ok: z.literal(true) }),
  pinged: z.object({ ok: z.literal(true), value: z.object({ exitCode: z.literal(0) }) }),
})

/** Starts `lab-holder.ts` behind other words, and waits for what it says. */
async function hold(before: readonly string[]): Promise<{ child: ChildProcess; held: z.infer<typeof Held> }> {
  const [holder, lab] = [await bundle('test/kernel/lab-holder.ts'), await bundle('electron/lab/main.ts')]
  const [runtime, program] = [openSync(process.execPath, 'r'), openSync(holder, 'r')]
  const [command = '', ...args] = [...before, '/proc/self/fd/3', '--preserve-symlinks-main', '/proc/self/fd/4', lab]
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit', runtime, program] })
  closeSync(runtime)
  closeSync(program)
  const { stdout } = child
  if (stdout === null) throw new Error('no output')
  for await (const line of createInterface({ input: stdout })) return { child, held: Held.parse(JSON.parse(line)) }
  throw new Error('the holder said nothing')
}

describe('the life of a lab', () => {
  it('steps down from root, and is alone in its process namespace', async () => {
    const client = must(await startLab(await testProgram()))
    expect(client.greeting).toMatchObject({ pid: 1, uid: amRoot ? 65534 : process.getuid?.() })
    const status = readFileSync(`/proc/${labProcess(client.pid)}/status`, 'utf8')
    expect(status).toMatch(amRoot ? /^Uid:\s+65534\s+65534\s+65534\s+65534$/m : /^Uid:/m)
    await client.close()
  })

  it('runs for an ordinary user, and ends when its parent is killed', async () => {
    const before = machine()
    const uid = amRoot ? 12345 : process.getuid?.()
    const { child, held } = await hold(amRoot ? ['setpriv', '--reuid', '12345', '--regid', '12345', '--clear-groups'] : [])
    expect(held).toMatchObject({ uid, greeting: { pid: 1, uid } })
    const namespace = userNamespaceOf(labProcess(held.pid)) ?? ''
    // unshare itself stays outside; the lab, and the ping that is under way.
    expect(processesIn(namespace).length).toBeGreaterThanOrEqual(2)
    child.kill('SIGKILL')
    await until('the lab is gone with its parent', () => processesIn(namespace).length === 0 && userNamespaceOf(held.pid) === null)
    expect(machine()).toEqual(before)
  })

  it('ends with its pipe, and leaves nothing', async () => {
    const before = machine()
    const lab = await startTestLab(smallProject)
    const namespace = userNamespaceOf(labProcess(lab.client.pid)) ?? ''
    const endless = lab.client.request('ping', { node: PC1, to: '192.168.1.104', count: 1000, interval: 0.1, size: 56 })
    await until('ping runs', () => processesIn(namespace).length >= 2)
    await lab.close()
    expect(await endless).toMatchObject({ ok: false, error: { kind: 'helper-lost' } })
    expect(processesIn(namespace)).toEqual([])
    expect(userNamespaceOf(lab.client.pid)).toBeNull()
    expect(machine()).toEqual(before)
  })

  it.each(['lab', 'holder'] as const)('tells who asked when the %s is killed, and leaves nothing', async (who) => {
    const before = machine()
    const lab = await startTestLab(smallProject)
    const program = labProcess(lab.client.pid)
    const namespace = userNamespaceOf(program) ?? ''
    const heard = new Promise((resolve) => lab.client.onExit(resolve))
    const asked = lab.client.request('ping', { node: PC1, to: '192.168.1.104', count: 1000, interval: 0.1, size: 56 })
    await until('ping runs', () => processesIn(namespace).length >= 2)
    // Stopped, the lab cannot even see that its input has ended.
    if (who === 'holder') process.kill(program, 'SIGSTOP')
    process.kill(who === 'lab' ? program : lab.client.pid, 'SIGKILL')
    expect(await asked).toMatchObject({ ok: false, error: { kind: 'helper-lost' } })
    expect(await heard).toMatchObject({ kind: 'helper-lost' })
    expect(await lab.client.request('read', { host: 'compute1', known: null })).toMatchObject({ ok: false })
    await until('nothing of the lab runs', () => processesIn(namespace).length === 0)
    expect(machine()).toEqual(before)
    await lab.close()
  })

  it('ends a lab that hangs', async () => {
    const lab = await startTestLab(smallProject)
    const program = labProcess(lab.client.pid)
    const namespace = userNamespaceOf(program) ?? ''
    process.kill(program, 'SIGSTOP')
    await lab.close()
    await until('nothing of the lab runs', () => processesIn(namespace).length === 0)
  })

  it('refuses a line that is no request, and says why on the way out', async () => {
    const client = must(await startLab(await testProgram()))
    const bad = await client.request('read', { host: 'x'.repeat(100), known: null })
    expect(bad).toMatchObject({ ok: false, error: { kind: 'invalid' } })
    expect(await client.request('read', { host: 'compute1', known: null })).toMatchObject({
      ok: false,
      error: { kind: 'invalid', issues: [{ code: 'lab.host-unknown' }] },
    })
    await client.close()
  })

  it('a program that is none is told as lost, with its words', async () => {
    const program = await testProgram()
    const started = await startLab({ ...program, file: '/etc/hostname' })
    expect(started).toMatchObject({ ok: false, error: { kind: 'helper-lost', detail: expect.stringContaining('status 1') } })
    const absent = await startLab({ ...program, file: '/nowhere' })
    expect(absent).toMatchObject({ ok: false, error: { kind: 'helper-lost', detail: expect.stringContaining('/nowhere') } })
  })
})
