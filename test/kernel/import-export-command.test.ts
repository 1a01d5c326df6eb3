import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readProject } from '#shared/project/file'
import { root } from '../support/shell.ts'

/** `tapwall import` and `tapwall export` as a user runs them. */
const article = join(root, 'shared', 'project', 'examples', 'article-3.3.3.json')
const lists = join(root, 'test', 'golden', 'neutron-client')
const tapwall = (...args: string[]) => execa(process.execPath, [join(root, 'dist', 'node', 'cli.js'), ...args], { reject: false })
const listFiles = readdirSync(lists)
  .filter((name) => name.endsWith('-list.json'))
  .map((name) => join(lists, name))

let home = ''
const at = (name: string) => join(home, name)
const projectAt = (name: string) => {
  const read = readProject(readFileSync(at(name), 'utf8'))
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tapwall-import-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('tapwall import', () => {
  it('prints what is not taken over, and writes one project of several documents', async () => {
    const { stdout, stderr, exitCode } = await tapwall('import', ...listFiles, '-o', at('lab.json'))
    expect([exitCode, stderr]).toEqual([0, `Written to ${at('lab.json')}: 3 ports, 2 groups, 3 rules.`])
    expect(stdout).toContain('Left out (2):\n')
    expect(stdout).toContain('security-group-rule-list.json [3] = {')
    expect(stdout).toContain('      This rule does not say whether it is for ingress or egress. A list with --long does.\n')
    expect(projectAt('lab.json').ports.map(({ name }) => name)).toEqual(['web-port', '', ''])
  })

  it('--json prints the same for programs', async () => {
    const { stdout } = await tapwall('import', ...listFiles, '-o', at('lab.json'), '--json')
    expect(JSON.parse(stdout)).toContainEqual({
      kind: 'left-out',
      file: join(lists, 'network-list.json'),
      place: '[1].subnets[1]',
      value: '"bbbbbbbb-0000-4000-8000-00000000dead"',
      code: 'import.subnet-absent',
      message: 'Subnet bbbbbbbb-0000-4000-8000-00000000dead of this network is not in these documents.',
    })
  })

  it('writes over a project only with --force, and over anything else never', async () => {
    writeFileSync(at('cloud.json'), readFileSync(join(lists, 'address-group-list.json')))
    expect((await tapwall('import', at('cloud.json'))).exitCode).toBe(0)
    const first = readFileSync(at('cloud.tapwall.json'), 'utf8')
    const again = await tapwall('import', join(lists, 'router-list.json'), '-o', at('cloud.tapwall.json'))
    expect(again.exitCode).toBe(1)
    expect(again.stderr).toContain('is there already: the project Imported from Neutron')
    expect(readFileSync(at('cloud.tapwall.json'), 'utf8')).toBe(first)
    expect((await tapwall('import', join(lists, 'router-list.json'), '-o', at('cloud.tapwall.json'), '--force')).exitCode).toBe(0)
    expect(projectAt('cloud.tapwall.json').routers).toHaveLength(1)
    writeFileSync(at('mine.json'), 'not a project')
    expect((await tapwall('import', at('cloud.json'), '-o', at('mine.json'), '--force')).exitCode).toBe(1)
    expect(readFileSync(at('mine.json'), 'utf8')).toBe('not a project')
  })

  it('says which document cannot be read, and writes nothing', async () => {
    writeFileSync(at('bad.json'), '{"ports": [{"id": 7}]}')
    const bad = await tapwall('import', at('bad.json'))
    expect([bad.exitCode, bad.stdout]).toEqual([1, ''])
    expect(bad.stderr).toContain(`${at('bad.json')}: ports[0].id: 7 is not text.`)
    expect((await tapwall('import', article)).stderr).toContain('is a Tapwall project already')
    expect((await tapwall('import', article, at('bad.json'))).stderr).toContain('is a project of its own')
    expect((await tapwall('import', at('absent.json'))).exitCode).toBe(1)
    expect(readdirSync(home)).toEqual(['bad.json'])
  })
})

describe('tapwall export', () => {
  it('prints the document, and what it cannot say on standard error', async () => {
    const { stdout, stderr, exitCode } = await tapwall('export', article)
    expect(exitCode).toBe(0)
    const document = JSON.parse(stdout) as { security_groups: { name: string }[] }
    expect(document.security_groups.map(({ name }) => name)).toContain('sg-all-ssh')
    expect(stderr).toMatch(/^Left out \(\d+\):$/m)
    expect(stderr).toContain('The API has no word for')
  })

  it('what it wrote is imported as what it was made of', async () => {
    await tapwall('import', ...listFiles, '-o', at('lab.json'))
    expect((await tapwall('export', at('lab.json'), '-o', at('out.json'))).exitCode).toBe(0)
    const refused = await tapwall('export', article, '-o', at('out.json'))
    expect(refused.stderr).toContain('is there already: a Networking API document')
    expect((await tapwall('export', article, '-o', at('lab.json'), '--force')).exitCode).toBe(1)
    await tapwall('import', at('out.json'))
    expect(projectAt('out.tapwall.json')).toEqual(projectAt('lab.json'))
    expect(existsSync(at('out.tapwall.json.lock'))).toBe(false)
  })
})
