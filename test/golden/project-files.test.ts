import { readdirSync, readFileSync } from 'node:fs'
import { articleSevenRules, articleWithoutGroup } from '#shared/project/article'
import { printProject, readProject } from '#shared/project/file'
import { PROJECT_VERSION } from '#shared/project/migrations'
import type { Project } from '#shared/project/schema'
import { describe, expect, test } from 'vitest'

/** Files as former versions of the program wrote them, never to be changed; each reads as the project that it was. */
const folder = new URL('./project-files/', import.meta.url)
const kept = (name: string): string => readFileSync(new URL(name, folder), 'utf8')

const projects: Readonly<Record<string, Project>> = {
  'article-3.3.2.json': articleWithoutGroup,
  'article-3.3.3.json': articleSevenRules,
}

describe('a kept file', () => {
  const names = readdirSync(folder)

  test('is there of each former version', () => {
    const versions = new Set(names.map((name) => Number(/^version-(\d+)-/.exec(name)?.[1])))
    expect([...versions].sort()).toEqual(Array.from({ length: PROJECT_VERSION - 1 }, (_, at) => at + 1))
  })

  test.each(names)('%s reads as the project that it was', (name) => {
    const read = readProject(kept(name))
    const was = projects[name.replace(/^version-\d+-/, '')]
    expect(read).toEqual({ ok: true, value: was })
    const again = read.ok ? readProject(printProject(read.value)) : read
    expect(again).toEqual(read)
  })

  test('whose old field is wrong is refused at the place where that field is today', () => {
    const read = readProject(kept('version-1-article-3.3.2.json').replace('"release": "2014.2"', '"release": "Juno"'))
    expect(read.ok ? [] : read.error.map(({ path }) => path)).toEqual([
      ['apiRelease'],
      ['hosts', 0, 'release'],
      ['hosts', 1, 'release'],
    ])
  })

  test.each([
    'null',
    '7',
    '[null, 7]',
    '"compute1"',
    '{}',
  ])('with hosts that are %s is refused, not misread', (hosts) => {
    const file = { ...(JSON.parse(kept('version-1-article-3.3.2.json')) as object), hosts: JSON.parse(hosts) as unknown }
    const read = readProject(JSON.stringify(file))
    expect(read.ok ? [] : read.error.map(({ path }) => path[0])).toContain('hosts')
  })
})
