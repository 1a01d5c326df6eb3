import { copyFile, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TapwallError } from '#shared/errors'
import { apiErrorOf } from '#shared/project/answers/api-errors'
import { articleSevenRules as project } from '#shared/project/article'
import type { Edit } from '#shared/project/edit-schema'
import { printProject } from '#shared/project/file'
import type { Port, SecurityGroupRule } from '#shared/project/schema'
import type { Result } from '#shared/result'
import { firstOf, openClient, type TestClient } from '../support/client.ts'
import { root, type Shell, startShell } from '../support/shell.ts'
import { labKernel } from './hostile/world.ts'

/** What a server would refuse never reaches the project, its file or the kernel, by whichever way it comes. */
let shell: Shell
let client: TestClient
let path: string
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'tapwall-answers-')), 'article.json')
  await copyFile(join(root, 'shared/project/examples/article-3.3.3.json'), path)
  shell = await startShell([path])
  client = await openClient(shell)
  await firstOf(client.call.session.follow(), ({ lab, kernel }) => lab.state === 'running' && kernel !== null)
  expect(await client.call.ruleset.apply({ revision: 1, trial: null })).toMatchObject({ ok: true })
})
afterAll(async () => {
  client.close()
  await shell.close()
})

const FREE = '99999999-0000-4000-8000-000000000009'
const GROUP = '0aff643b-7b34-4384-b482-f37eccef5b90'
const DEFAULT = 'c98a2a3f-1b06-429d-b419-aa862662f116'
const PORT = '6e3f2eda-3230-45e8-9be5-f382af5b83ea'
const rule = (change: Partial<SecurityGroupRule>): Edit => ({
  do: 'rule.create',
  groupId: GROUP,
  rule: {
    ...{ id: FREE, direction: 'ingress', ethertype: 'IPv4', protocol: 'tcp', portRangeMin: null, portRangeMax: null },
    ...{ remoteIpPrefix: null, remoteGroupId: null, remoteAddressGroupId: null, description: '' },
    ...change,
  },
})
const port = (change: Partial<Port>): Edit => ({ do: 'port.update', portId: PORT, change })
const pair = { ipAddress: '10.0.0.5', macAddress: null }

const world = async () => {
  const { revision, applied } = await firstOf(client.call.project.follow(), () => true)
  const { kernel } = await firstOf(client.call.session.follow(), () => true)
  return {
    ...{ revision, applied: applied?.revision, inStep: kernel?.inStep },
    file: await readFile(path, 'utf8'),
    kernel: await labKernel(shell.child.pid ?? 0),
  }
}
const typeOf = (answer: Result<unknown, TapwallError>): string => {
  if (answer.ok) return 'done'
  if (answer.error.kind !== 'invalid') return answer.error.kind
  const code = answer.error.issues[0]?.code ?? ''
  const error = apiErrorOf(code, project.apiRelease)
  return error === null ? code : `${error.status} ${error.type}`
}

describe('an edit that the server would refuse', () => {
  it.each<[string, Edit]>([
    ['409 SecurityGroupRuleExists', rule({ portRangeMin: 80, portRangeMax: 80 })],
    ['400 SecurityGroupInvalidPortRange', rule({ portRangeMin: 9, portRangeMax: 8 })],
    ['400 SecurityGroupInvalidPortValue', rule({ portRangeMin: 1, portRangeMax: 65536 })],
    ['400 SecurityGroupRuleInvalidProtocol', rule({ protocol: 'sctp' })],
    ['400 SecurityGroupEthertypeConflictWithProtocol', rule({ protocol: '58' })],
    ['400 SecurityGroupRuleParameterConflict', rule({ remoteIpPrefix: '::/0' })],
    ['400 InvalidCIDR', rule({ remoteIpPrefix: '10.0.0' })],
    ['400 SecurityGroupRemoteGroupAndRemoteIpPrefix', rule({ remoteIpPrefix: '10.0.0.0/8', remoteGroupId: GROUP })],
    ['404 SecurityGroupNotFound', rule({ remoteGroupId: FREE })],
    ['409 SecurityGroupInUse', { do: 'group.delete', id: GROUP }],
    ['409 SecurityGroupCannotRemoveDefault', { do: 'group.delete', id: DEFAULT }],
    ['409 SecurityGroupCannotUpdateDefault', { do: 'group.update', id: DEFAULT, name: 'web' }],
    ['409 SecurityGroupDefaultAlreadyExists', { do: 'group.create', id: FREE, name: 'Default', description: '' }],
    ['404 SecurityGroupNotFound', port({ securityGroupIds: [FREE] })],
    ['400 DuplicateAddressPairInRequest', port({ allowedAddressPairs: [pair, pair] })],
    ['400 AllowedAddressPairsMissingIP', port({ allowedAddressPairs: [{ ...pair, ipAddress: '' }] })],
  ])('%s: changes neither project, file nor kernel', async (expected, edit) => {
    const before = await world()
    const answer = await client.call.project.edit({ edit })
    expect(typeOf(answer)).toBe(expected)
    expect(await world()).toEqual(before)
  })
})

it('a file that holds what cannot be compiled is refused, and the document stays', async () => {
  const before = await world()
  const broken = {
    ...project,
    securityGroups: project.securityGroups.map((group) => ({
      ...group,
      rules: group.rules.map((each) => ({ ...each, protocol: 'tcp', portRangeMin: 9, portRangeMax: 8 })),
    })),
  }
  const answer = await client.call.document.openTexts({
    texts: [{ name: 'broken.json', text: printProject(broken) }],
    ...{ leaveUnsaved: false, agreed: null },
  })
  expect(typeOf(answer)).toBe('400 SecurityGroupInvalidPortRange')
  expect(await world()).toEqual(before)
})

it('what the server stores and the host’s agent could not load is refused by Apply, and the kernel stays', async () => {
  const before = await world()
  // 2014.2 writes the dashes as they are.
  const edit = port({ allowedAddressPairs: [{ ipAddress: '10.0.0.5', macAddress: 'fa-16-3e-00-00-05' }] })
  const edited = await client.call.project.edit({ edit })
  if (!edited.ok) throw new Error(JSON.stringify(edited.error))
  const refused = await client.call.ruleset.apply({ revision: edited.value.revision, trial: null })
  expect(typeOf(refused)).toBe('port.mac-dashes')
  const after = await world()
  expect(after.kernel).toEqual(before.kernel)
  expect([after.applied, after.inStep]).toEqual([before.applied, true])
  const { lastApply } = await firstOf(client.call.session.follow(), () => true)
  expect(lastApply?.error).toMatchObject({ kind: 'invalid', issues: [{ code: 'port.mac-dashes' }] })
})
