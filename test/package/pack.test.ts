import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { Window } from 'happy-dom'
import { beforeAll, describe, expect, it } from 'vitest'
import { root } from '../support/shell.ts'
import { asar, fusesOf, type Packed, pack, versionOf } from './packed.ts'

/** What `npm run pack` makes. */
let packed: Packed
beforeAll(() => {
  packed = pack()
})
const text = (place: string): string => readFileSync(packed.installs.get(place) ?? `nothing is installed as ${place}`, 'utf8')

describe("the program's folder", () => {
  const archive = () => join(packed.folder, 'resources', 'app.asar')
  const inside = (file: string) => asar.extractFile(archive(), file).toString('utf8')

  it('has an archive of the built program, and nothing else', () => {
    const assets = readdirSync(join(root, 'dist', 'page', 'assets')).map((name) => `/dist/page/assets/${name}`)
    expect(
      asar
        .listPackage(archive(), { isPack: true })
        .map((line) => line.replace(/\s+:\s+/, ' '))
        .sort(),
    ).toEqual(
      [
        ...['/dist', '/dist/desktop', '/dist/desktop/main.cjs', '/dist/desktop/preload.cjs'],
        ...['/dist/page', '/dist/page/assets', ...assets, '/dist/page/index.html', '/package.json'],
      ]
        .concat('/dist/lab', '/dist/helper')
        .map((path) => `pack ${path}`)
        .concat('unpack /dist/lab/lab.cjs', 'unpack /dist/helper/host-helper.cjs')
        .sort(),
    )
  })

  it('starts with a main that is whole, CommonJS, and of no folder of ours', () => {
    const { main, name, version, dependencies } = JSON.parse(inside('package.json'))
    expect({ main, name, version, dependencies }).toEqual({
      main: 'dist/desktop/main.cjs',
      name: 'tapwall',
      version: versionOf(root),
      dependencies: undefined,
    })
    for (const file of ['dist/desktop/main.cjs', 'dist/desktop/preload.cjs']) {
      const source = inside(file)
      expect(() => new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`)).not.toThrow()
      const wanted = [...source.matchAll(/\brequire\(["']([^"']+)["']\)/g)].map((found) => found[1] ?? '')
      expect(wanted.filter((module) => module !== 'electron' && !isBuiltin(module))).toEqual([])
      expect(source).not.toContain(root)
    }
  })

  it.each(['lab/lab.cjs', 'helper/host-helper.cjs'])('has %s as a file that anybody may read', (name) => {
    const file = join(packed.folder, 'resources', 'app.asar.unpacked', 'dist', name)
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(join(root, 'dist', name), 'utf8'))
    expect(statSync(file).mode & 0o777).toBe(0o644)
  })

  it("has Electron's binary under its own name, with the fuses set", () => {
    expect(existsSync(join(packed.folder, 'electron'))).toBe(false)
    const binary = join(packed.folder, 'tapwall')
    expect(statSync(binary).mode & 0o777).toBe(0o755)
    const [runAsNode, cookies, nodeOptions, inspect, integrity, onlyAsar, snapshot, fileRights, wasmTraps] = fusesOf(binary)
    expect({ runAsNode, cookies, nodeOptions, inspect, integrity, onlyAsar, snapshot, fileRights, wasmTraps }).toEqual({
      runAsNode: true,
      cookies: false,
      nodeOptions: false,
      inspect: false,
      integrity: false,
      onlyAsar: true,
      snapshot: false,
      fileRights: true,
      // Not ours to say: as Electron has it.
      wasmTraps: true,
    })
  })

  it('has the terms of everything, two languages, and no program of Electron itself', () => {
    expect(readdirSync(join(packed.folder, 'licenses')).sort()).toEqual(
      ['desktop.md', 'font-inter.txt', 'font-jetbrains-mono.txt', 'helper.md', 'lab.md', 'page.md', 'tapwall.txt'].sort(),
    )
    expect(readFileSync(join(packed.folder, 'licenses', 'page.md'), 'utf8')).toMatch(
      /## react - .*\(MIT\)[^#]*Permission is hereby/,
    )
    expect(readFileSync(join(packed.folder, 'licenses', 'desktop.md'), 'utf8')).toContain('## @orpc/server')
    expect(readdirSync(packed.folder)).toEqual(expect.arrayContaining(['LICENSE.electron.txt', 'LICENSES.chromium.html']))
    expect(readdirSync(join(packed.folder, 'locales')).sort()).toEqual(['en-US.pak', 'zh-CN.pak'])
    expect(readdirSync(join(packed.folder, 'resources')).sort()).toEqual(['app.asar', 'app.asar.unpacked', 'apparmor-profile'])
    expect(existsSync(join(packed.folder, 'version'))).toBe(false)
  })

  it('is the archive for every distribution, and belongs to root in it', () => {
    const name = `tapwall-${versionOf(root)}`
    const { stdout } = spawnSync('tar', ['-tvzf', join(packed.out, `${name}-linux-${process.arch}.tar.gz`)], { encoding: 'utf8' })
    const lines = stdout.trim().split('\n')
    expect(lines.filter((line) => !/^\S+ 0\/0 /.test(line))).toEqual([])
    expect(lines.find((line) => line.endsWith(` ${name}/tapwall`))).toMatch(/^-rwxr-xr-x /)
    expect(lines.find((line) => line.endsWith(` ${name}/resources/app.asar`))).toBeDefined()
  })
})

describe('the deb', () => {
  const option = (name: string) => packed.options[packed.options.indexOf(name) + 1]

  it('puts each file in its place', () => {
    const sizes = [16, 24, 32, 48, 64, 128, 256, 512]
    expect([...packed.installs.keys()].sort()).toEqual(
      [
        ...sizes.map((size) => `/usr/share/icons/hicolor/${size}x${size}/apps/tapwall.png`),
        '/opt/Tapwall',
        '/usr/lib/tapwall/host-helper',
        '/usr/share/applications/tapwall.desktop',
        '/usr/share/doc/tapwall/copyright',
        '/usr/share/icons/hicolor/scalable/apps/tapwall.svg',
        '/usr/share/mime/packages/tapwall.xml',
        '/usr/share/polkit-1/actions/tapwall.policy',
      ].sort(),
    )
    for (const size of sizes) {
      const png = readFileSync(packed.installs.get(`/usr/share/icons/hicolor/${size}x${size}/apps/tapwall.png`) ?? '')
      expect([png.subarray(1, 4).toString(), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', size, size])
    }
  })

  it('has a desktop entry that opens a file, in both languages', () => {
    expect(text('/usr/share/applications/tapwall.desktop').trim().split('\n')).toEqual([
      '[Desktop Entry]',
      'Name=Tapwall',
      'Exec=/opt/Tapwall/tapwall %f',
      'Terminal=false',
      'Type=Application',
      'Icon=tapwall',
      'StartupWMClass=tapwall',
      'GenericName=Lab Firewall',
      'GenericName[zh_CN]=实验防火墙',
      'Comment[zh_CN]=为虚拟机绘制防火墙，看它在内核中工作。',
      'Keywords=firewall;iptables;ipset;netfilter;OpenStack;Neutron;security group;',
      'Keywords[zh_CN]=防火墙;安全组;iptables;OpenStack;Neutron;',
      'StartupNotify=true',
      'Comment=Draw a firewall for virtual machines, see it work in the kernel.',
      'MimeType=application/x-tapwall-project;',
      'Categories=System;Network;Security;',
    ])
  })

  it('names what the lab needs', () => {
    const depends = packed.options.flatMap((word, index) => (packed.options[index - 1] === '-d' ? [word] : []))
    const lab = ['conntrack', 'ipset', 'iproute2', 'iptables', 'iputils-ping', 'mount', 'tcpreplay', 'util-linux']
    expect(depends).toEqual(expect.arrayContaining(['libgtk-3-0', 'libnss3', ...lab]))
    expect(option('--deb-recommends')).toBe('pkexec')
    expect(option('--maintainer')).toBe('Tapwall <tapwall@example.org>')
  })

  it('has XML that can be read: what a project file is, and who may ask for what', () => {
    const parsed = (xml: string) => new new Window().DOMParser().parseFromString(xml, 'text/xml')
    const of = (xml: string, name: string) => [...parsed(xml).getElementsByTagName(name)]
    const mime = text('/usr/share/mime/packages/tapwall.xml')
    const policy = text('/usr/share/polkit-1/actions/tapwall.policy')
    // The parser says so when it cannot read one.
    for (const xml of [mime, policy]) {
      expect(of(xml, 'parsererror')).toHaveLength(0)
      expect(of(xml.replace(/<\/\w/, '</x'), 'parsererror')).toHaveLength(1)
    }
    expect(of(mime, 'mime-type').map((each) => each.getAttribute('type'))).toEqual(['application/x-tapwall-project'])
    expect(of(mime, 'glob').map((each) => each.getAttribute('pattern'))).toEqual(['*.tapwall.json'])
    const said = (name: string) => of(policy, name).map((each) => each.textContent)
    expect(of(policy, 'action').map((each) => each.getAttribute('id'))).toEqual(['tapwall.host-helper'])
    expect(said('annotate')).toEqual(['/usr/lib/tapwall/host-helper'])
    expect(packed.installs.has('/usr/lib/tapwall/host-helper')).toBe(true)
    expect(said('allow_active')).toEqual(['auth_admin_keep'])
    expect([...said('allow_any'), ...said('allow_inactive')]).toEqual(['auth_admin', 'auth_admin'])
    expect(said('vendor')).toEqual(['Tapwall'])
    for (const name of ['description', 'message'])
      expect(of(policy, name).map((each) => each.getAttribute('xml:lang'))).toEqual([null, 'zh_CN'])
  })
})

describe('npm run pack', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['build/scripts/pack.mjs', ...args], { cwd: root, encoding: 'utf8' })

  it('says in a sentence what it cannot do', () => {
    expect(run('msi')).toMatchObject({ status: 1, stderr: 'msi is no target: choose of dir, tar.gz, deb, rpm, AppImage.\n' })
    const none = run('--electron-dist', packed.out)
    expect(none).toMatchObject({ status: 1, stderr: `${packed.out} holds no Electron: there is no file electron in it.\n` })
  })
})
