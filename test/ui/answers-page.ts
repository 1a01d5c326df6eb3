import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { apiErrorOf } from '#shared/project/answers/api-errors'
import { articleSevenRules } from '#shared/project/article'
import { decodeEdit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import { printProject } from '#shared/project/file'
import type { Project, SecurityGroupRule } from '#shared/project/schema'
import { issueSentence } from '#shared/texts/error-sentences'
import { openView } from './tapwall-page.ts'

/**
 * What main answers to an edit of the article's project with a server of today, to be compared with what the page says to the same
 * thing while it is typed.
 */
export const LIST = '99999999-0000-4000-8000-00000000000a'
export const project: Project = {
  ...articleSevenRules,
  apiRelease: '25.2',
  quotas: { securityGroups: -1, securityGroupRules: -1 },
  addressGroups: [{ id: LIST, name: 'offices', description: '', addresses: ['10.0.0.0/8'] }],
}
export const document = join(mkdtempSync(join(tmpdir(), 'tapwall-answers-')), 'project.json')
writeFileSync(document, printProject(project))
export const FREE = '99999999-0000-4000-8000-000000000009'
export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the example lacks it')
  return value
}
export const group = must(project.securityGroups.find(({ name }) => name === 'sg-all-ssh'))
export const vm1 = must(project.ports.find(({ securityGroupIds }) => securityGroupIds.includes(group.id)))

interface Refusal {
  readonly sentence: string
  /** `SecurityGroupInUse 409`; null where no server is asked. */
  readonly answer: string | null
}

/** What main answers to the edit. */
export function refusalOf(edit: unknown, before = project): Refusal {
  const asked = decodeEdit(edit)
  const edited = asked.ok ? applyEdit(before, asked.value) : asked
  if (edited.ok) throw new Error(`it would be done: ${JSON.stringify(edit)}`)
  const issue = must(edited.error[0])
  const error = apiErrorOf(issue.code, before.apiRelease, issue.path)
  return { sentence: issueSentence('en', issue), answer: error === null ? null : `${error.type} ${error.status}` }
}

export async function refuses(place: Locator, { sentence, answer }: Refusal): Promise<void> {
  await expect(place).toContainText(sentence)
  if (answer !== null) await expect(place).toContainText(answer)
}

export const rule = (change: Partial<SecurityGroupRule>): SecurityGroupRule => ({
  ...{ id: FREE, direction: 'ingress', ethertype: 'IPv4', protocol: 'tcp', portRangeMin: null, portRangeMax: null },
  ...{ remoteIpPrefix: null, remoteGroupId: null, remoteAddressGroupId: null, description: '' },
  ...change,
})

export type Field = 'Version' | 'Protocol' | 'Ports' | 'ICMP type' | 'ICMP code' | 'Remote'
export const ports = (portRangeMin: number, portRangeMax: number) => ({ portRangeMin, portRangeMax })

export async function settingsOf(page: Page, vm: string): Promise<Locator> {
  await openView(page, 'Ports')
  await page.getByRole('row', { name: new RegExp(`^${vm} `) }).click({ position: { x: 10, y: 8 } })
  const settings = page.getByRole('region', { name: `Settings of the port of ${vm}` })
  const fold = settings.getByRole('button', { name: 'Port', exact: true })
  if ((await fold.getAttribute('aria-expanded')) !== 'true') await fold.click()
  return settings
}
