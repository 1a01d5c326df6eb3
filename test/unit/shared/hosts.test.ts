import { describe, expect, test } from 'vitest'
import { compile } from '#shared/compile/compile'
import { articleSevenRules as project } from '#shared/project/article'
import { decodeEdit, type Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import type { Host, Project } from '#shared/project/schema'
import { rulesetData } from '../../support/ruleset-data.ts'

const [host = must<Host>()] = project.hosts
const made: Host = { ...host, name: 'compute9' }

function must<T>(): T {
  throw new Error('the article has hosts')
}

function changed(edit: Edit, before: Project = project): Project {
  const edited = applyEdit(before, edit)
  if (!edited.ok) throw new Error(JSON.stringify(edited.error))
  return edited.value
}
const refusal = (edit: Edit, before: Project = project): string | null => {
  const edited = applyEdit(before, edit)
  return edited.ok ? null : (edited.error[0]?.code ?? '')
}

describe('hosts by hand', () => {
  test('a new one has nothing on it', () => {
    const edited = changed({ do: 'host.create', host: made })
    expect(edited.hosts.at(-1)).toEqual(made)
    const ruleset = compile(edited, 'compute9')
    expect(ruleset.ok ? ruleset.value.tables : null).toEqual([])
  })
  test('a name is there once, and is one that a host can have', () => {
    expect(refusal({ do: 'host.create', host })).toBe('id.twice')
    expect(refusal({ do: 'host.rename', name: host.name, to: project.hosts[1]?.name ?? '' })).toBe('id.twice')
    for (const to of ['', 'a b', '-a', 'a'.repeat(64), '节点'])
      expect(decodeEdit({ do: 'host.rename', name: host.name, to }).ok).toBe(false)
  })
  test('renamed it keeps its ports, and its lines are the same', () => {
    const edited = changed({ do: 'host.rename', name: host.name, to: 'node-1' })
    expect(edited.ports.filter(({ hostName }) => hostName === host.name)).toEqual([])
    expect(rulesetData(compile(edited, 'node-1'))).toEqual(rulesetData(compile(project, host.name)))
  })
  test('it goes when no port is on it, and never the last', () => {
    expect(refusal({ do: 'host.delete', name: host.name })).toBe('host.in-use')
    const one = changed({ do: 'host.create', host: made })
    expect(changed({ do: 'host.delete', name: 'compute9' }, one).hosts).toEqual(project.hosts)
    const bare = { ...project, hosts: [host], ports: [], floatingIps: [] }
    expect(refusal({ do: 'host.delete', name: host.name }, bare)).toBe('host.last')
    expect(refusal({ do: 'host.delete', name: 'nowhere' })).toBe('host.unknown')
  })
  test('there are not more than can be read again', () => {
    const hosts = Array.from({ length: 100 }, (_, at) => ({ ...host, name: at === 0 ? host.name : `node${at}` }))
    const full = { ...project, hosts, ports: project.ports.map((port) => ({ ...port, hostName: host.name })) }
    expect(refusal({ do: 'host.create', host: made }, full)).toBe('project.too-many-hosts')
  })
})
