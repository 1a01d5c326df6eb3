import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Packed, pack } from './packed.ts'
import { type ScratchRoot, scratchRoot } from './scratch-root.ts'

/** What a deb does to a machine, played in a scratch root: its files, the script after installing, the wrapper, and the script after removing. */
let packed: Packed
let machine: ScratchRoot
beforeAll(() => {
  packed = pack()
  machine = scratchRoot(packed.installs)
})

const HELPER = '/opt/Tapwall/resources/app.asar.unpacked/dist/helper/host-helper.cjs'
const WRAPPER = '/usr/lib/tapwall/host-helper'
const at = (place: string) => join(machine.path, place)
const modeOf = (place: string) => statSync(at(place)).mode & 0o7777

function below(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return lstatSync(path).isDirectory() ? [path, ...below(path)] : [path]
  })
}

const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
const templates = join(dirname(builder.resolve('app-builder-lib/package.json')), 'templates', 'linux')

describe('the scripts of the package', () => {
  it.each(['afterInstall', 'afterRemove'] as const)('%s can be read by bash, with every name put in', (name) => {
    const script = packed.kept[name]
    expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
    expect(script).not.toMatch(/\$\{[a-zA-Z]+\}/)
  })

  it.each([
    ['after-install', ['# Check if user namespaces', 'fi\n\nif hash update-mime']],
    ['after-remove', null],
  ] as const)("%s does all that electron-builder's own would, but for what is said to differ", (name, differs) => {
    const own = readFileSync(join(templates, `${name}.tpl`), 'utf8').replace('#!/bin/bash\n', '')
    const [from, to] = differs === null ? [own.length, own.length] : [own.indexOf(differs[0]), own.indexOf(differs[1]) + 3]
    const ours = readFileSync(new URL(`../../build/linux/${name}.sh`, import.meta.url), 'utf8')
    const kept = `${own.slice(0, from)}\n${own.slice(to)}`.split('\n').filter((line) => line.trim() !== '')
    expect(kept.length).toBeGreaterThan(10)
    expect(kept.filter((line) => !ours.includes(line))).toEqual([])
  })
})

describe('a machine with the package', () => {
  it('has what root will run closed to everybody else, under whatever umask it was made', () => {
    for (const path of below(at('/opt/Tapwall'))) chmodSync(path, statSync(path).mode & 0o100 ? 0o777 : 0o666)
    chmodSync(at(WRAPPER), 0o600)
    machine.write('/postinst', packed.kept.afterInstall, 0o755)
    expect(machine.run(['/postinst', 'configure'])).toMatchObject({ status: 0 })
    const open = [...below(at('/opt/Tapwall')), ...below(at('/usr/lib/tapwall'))].filter((path) => statSync(path).mode & 0o022)
    expect(open).toEqual([])
    expect(modeOf('/opt/Tapwall/chrome-sandbox')).toBe(0o4755)
    expect(modeOf('/opt/Tapwall/tapwall')).toBe(0o755)
    expect(modeOf('/opt/Tapwall/resources/app.asar')).toBe(0o644)
    expect(modeOf(WRAPPER)).toBe(0o755)
  })

  it('has program and wrapper where the program itself looks for them', () => {
    const own = readFileSync(new URL('../../electron/dist-folder.ts', import.meta.url), 'utf8')
    for (const place of [WRAPPER, '/opt/Tapwall/tapwall']) {
      expect(own).toContain(`'${place}'`)
      expect(existsSync(at(place))).toBe(true)
    }
  })

  it('finds the program by its name', () => {
    expect(readlinkSync(at('/usr/bin/tapwall'))).toBe('/etc/alternatives/tapwall')
    expect(readlinkSync(at('/etc/alternatives/tapwall'))).toBe('/opt/Tapwall/tapwall')
  })

  it('says plainly when the host helper is not there', () => {
    const file = readFileSync(at(HELPER), 'utf8')
    rmSync(at(HELPER))
    expect(machine.run([WRAPPER])).toEqual({
      status: 66,
      stdout: '',
      stderr: `Tapwall: ${HELPER} is not there, so this machine's firewall cannot be changed. The lab does not need it.\n`,
    })
    machine.write(HELPER, file, 0o644)
  })

  it('runs the host helper as Node, and lets nothing through of whoever asks', () => {
    const says = 'console.log(JSON.stringify([process.argv.slice(2), process.env, process.cwd()]))'
    // In Electron's place a program that tells how it was called.
    machine.write('/opt/Tapwall/tapwall', `#!/host${process.execPath}\n${says}\n`, 0o755)
    machine.write(HELPER, '', 0o644)
    const { status, stdout } = machine.run([WRAPPER, '--inspect', '-e', 'x'], {
      NODE_OPTIONS: '--require=/tmp/evil.cjs',
      LD_LIBRARY_PATH: '/tmp',
      ENV: '/tmp/evil.sh',
      BASH_ENV: '/tmp/evil.sh',
      PATH: '/tmp:/usr/sbin:/usr/bin:/sbin:/bin',
    })
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toEqual([[HELPER], { LC_ALL: 'C', ELECTRON_RUN_AS_NODE: '1' }, '/'])
  })

  it('forgets the program when it is removed', () => {
    machine.write('/postrm', packed.kept.afterRemove, 0o755)
    expect(machine.run(['/postrm', 'remove'])).toMatchObject({ status: 0 })
    expect(existsSync(at('/etc/alternatives/tapwall'))).toBe(false)
    expect(readdirSync(at('/usr/bin'))).not.toContain('tapwall')
  })
})
