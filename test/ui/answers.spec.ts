import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { printProject, readProject } from '#shared/project/file'
import { firstRules } from '#shared/project/first-rules'
import type { Project, SecurityGroupRule } from '#shared/project/schema'
import {
  document,
  type Field,
  FREE,
  group,
  must,
  ports,
  project,
  refusalOf,
  refuses,
  rule,
  settingsOf,
  vm1,
} from './answers-page.ts'
import { pathOf } from './documents-page.ts'
import { test } from './program.ts'
import { openPage } from './tapwall-page.ts'

/**
 * The page refuses what a server of the project's release would refuse, with the sentence that main and the command line have, while it
 * is typed. What is expected is not written here: it is what main answers to the same edit.
 */
test.use({ document })

/** What is typed, in the order of the fields, and the rule that it is. */
const RULES: readonly (readonly [Readonly<Partial<Record<Field, string>>>, Partial<SecurityGroupRule>])[] = [
  [{ Ports: '80' }, ports(80, 80)],
  [
    { Protocol: '6', Ports: '80' },
    { protocol: '6', ...ports(80, 80) },
  ],
  [
    { Ports: '80', Remote: '0.0.0.0/0' },
    { ...ports(80, 80), remoteIpPrefix: '0.0.0.0/0' },
  ],
  [
    { Ports: '110', Remote: '15.5.0.0/16' },
    { ...ports(110, 110), remoteIpPrefix: '15.5.0.0/16' },
  ],
  [{ Ports: '9:8' }, ports(9, 8)],
  [{ Ports: '0' }, ports(0, 0)],
  [{ Ports: '65536' }, ports(65536, 65536)],
  [
    { Protocol: 'icmp', 'ICMP type': '256' },
    { protocol: 'icmp', portRangeMin: 256 },
  ],
  [
    { Protocol: 'icmp', 'ICMP type': '3', 'ICMP code': '256' },
    { protocol: 'icmp', ...ports(3, 256) },
  ],
  [
    { Protocol: 'icmp', 'ICMP code': '3' },
    { protocol: 'icmp', portRangeMax: 3 },
  ],
  [{ Protocol: 'tpc' }, { protocol: 'tpc' }],
  [{ Protocol: '256' }, { protocol: '256' }],
  ...['icmpv6', 'ipv6-icmp', 'ipv6-route', '58', '41', '43', '44', '59', '60'].map(
    (protocol) => [{ Protocol: protocol }, { protocol }] as const,
  ),
  [
    { Ports: '81', Remote: '2001:db8::/32' },
    { ...ports(81, 81), remoteIpPrefix: '2001:db8::/32' },
  ],
  [
    { Version: 'IPv6', Ports: '81', Remote: '0.0.0.0/0' },
    { ethertype: 'IPv6', ...ports(81, 81), remoteIpPrefix: '0.0.0.0/0' },
  ],
  [
    { Ports: '81', Remote: '10.0.0.0/33' },
    { ...ports(81, 81), remoteIpPrefix: '10.0.0.0/33' },
  ],
  [
    { Ports: '81', Remote: '10.0.0' },
    { ...ports(81, 81), remoteIpPrefix: '10.0.0' },
  ],
]

test('rules: each refusal of the server stands under the row while it is typed, and Enter does nothing', async ({
  page,
  program,
}) => {
  await openPage(page, program)
  await page.getByRole('row', { name: /^sg-all-ssh,/ }).click()
  const row = page.getByRole('row', { name: 'New rule' })
  const note = page.locator('.rule-note').first().getByRole('status')
  for (const [typed, is] of RULES)
    await test.step(JSON.stringify(typed), async () => {
      await row.getByLabel('Direction').focus()
      await page.keyboard.press('Escape')
      for (const [field, text] of Object.entries(typed)) {
        if (field === 'Version') await row.getByLabel(field).selectOption(text)
        else await row.getByLabel(field).fill(text)
      }
      await refuses(note, refusalOf({ do: 'rule.create', groupId: group.id, rule: rule(is) }))
      await expect(row.getByRole('button', { name: 'Add rule' })).toHaveAttribute('aria-disabled', 'true')
    })
  await row.getByLabel('Direction').focus()
  await page.keyboard.press('Escape')
  await row.getByLabel('Ports').fill('80')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row', { name: /^Rule \d+:/ })).toHaveCount(group.rules.length)

  await test.step('and under a rule that is changed into one', async () => {
    await page.getByRole('row', { name: /^Rule 2:/ }).dblclick()
    const edited = page.getByRole('row', { name: 'Edit rule 2' })
    await edited.getByLabel('Ports').fill('80')
    const changed = { ...must(group.rules[1]), ...ports(80, 80) }
    await refuses(
      page.locator('.rule-note').last().getByRole('status'),
      refusalOf({ do: 'rule.update', groupId: group.id, rule: changed }),
    )
    await page.keyboard.press('Enter')
    await expect(edited).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(edited).toHaveCount(0)
  })
})

test('groups: names, the default group, groups in use', async ({ page, program }) => {
  await openPage(page, program)
  const status = page.locator('.status')
  const byDefault = must(project.securityGroups.find(({ id }) => id.startsWith('c98a2a3f')))
  const head = page.getByRole('alert')
  await page.getByRole('button', { name: 'New group' }).click()
  for (const name of ['default', 'DEFAULT', 'x'.repeat(256)]) {
    await page.getByLabel('Name of the new group').fill(name)
    await page.keyboard.press('Enter')
    await refuses(status, refusalOf({ do: 'group.create', id: FREE, name, description: '' }))
    await expect(page.getByLabel('Name of the new group')).toHaveValue(name)
  }
  await page.keyboard.press('Escape')
  const rename = async (row: RegExp, name: string) => {
    await page.getByRole('row', { name: row }).click()
    await page.getByRole('button', { name: /^Rename/ }).click()
    await page.getByLabel('Name of the group', { exact: true }).fill(name)
    await page.keyboard.press('Enter')
  }
  await rename(/^sg-all-ssh,/, 'Default')
  await refuses(status, refusalOf({ do: 'group.update', id: group.id, name: 'Default' }))
  await page.keyboard.press('Escape')
  await rename(/^default c98a2a3f/, 'web')
  await refuses(status, refusalOf({ do: 'group.update', id: byDefault.id, name: 'web' }))
  await page.keyboard.press('Escape')
  const act = async (row: RegExp, act: string) => {
    await page.getByRole('row', { name: row }).click()
    await page.getByRole('button', { name: /^More for/ }).click()
    await page.getByRole('menuitem', { name: act }).click()
  }
  await act(/^default c98a2a3f/, 'Delete group')
  const undeletable = refusalOf({ do: 'group.delete', id: byDefault.id })
  await refuses(status, undeletable)
  await expect(head.filter({ hasText: undeletable.sentence })).toBeVisible()
  await act(/^sg-all-ssh,/, 'Delete group')
  await refuses(status, refusalOf({ do: 'group.delete', id: group.id }))
  await act(/^sg-all-ssh,/, 'Make it stateless')
  await refuses(status, refusalOf({ do: 'group.update', id: group.id, stateful: false }))
  await expect(page.getByLabel('Edited, applied, kernel')).toContainText('r1')
})

test('quotas: one group or rule too many', async ({ page, program }) => {
  await openPage(page, program)
  const path = await pathOf(page)
  const become = async (quotas: Project['quotas']): Promise<Project> => {
    const full = { ...project, quotas }
    writeFileSync(path, printProject(full))
    await page.getByRole('button', { name: 'Take theirs' }).click()
    await expect(page.getByRole('alert')).toHaveCount(0)
    return full
  }
  const newGroup = page.getByRole('button', { name: 'New group', exact: true })
  const create = { do: 'group.create', id: FREE, name: 'web', description: '' }

  const noGroup = await become({ securityGroups: 3, securityGroupRules: -1 })
  await newGroup.hover()
  await expect(page.getByRole('tooltip')).toContainText(refusalOf(create, noGroup).sentence)
  await expect(newGroup).toHaveAttribute('aria-disabled', 'true')

  const full = await become({ securityGroups: -1, securityGroupRules: 15 })
  await newGroup.click()
  await page.keyboard.type('web')
  await page.keyboard.press('Enter')
  await refuses(page.locator('.status'), refusalOf({ ...create, rules: firstRules(() => crypto.randomUUID()) }, full))
  await page.keyboard.press('Escape')
  const row = page.getByRole('row', { name: 'New rule' })
  await page.getByRole('row', { name: /^sg-all-ssh,/ }).click()
  await row.getByLabel('Ports').fill('443')
  await page.keyboard.press('Enter')
  await refuses(
    page.locator('.rule-note').first().getByRole('status'),
    refusalOf({ do: 'rule.create', groupId: group.id, rule: rule(ports(443, 443)) }, full),
  )
  await expect(row.getByLabel('Ports')).toHaveValue('443')
})

test('what is taken is stored as the API stores it, and stands so in the file', async ({ page, program }) => {
  await openPage(page, program)
  const path = await pathOf(page)
  await page.getByRole('row', { name: /^sg-all-ssh,/ }).click()
  const row = page.getByRole('row', { name: 'New rule' })
  const typed: readonly (readonly [Readonly<Partial<Record<Field, string>>>, Partial<SecurityGroupRule>, RegExp])[] = [
    [
      { Protocol: 'UDP', Ports: '1:65535', Remote: '10.0.0.5' },
      { protocol: 'udp', portRangeMin: null, portRangeMax: null, remoteIpPrefix: '10.0.0.5/32' },
      /ingress IPv4 udp any 10\.0\.0\.5\/32/,
    ],
    [{ Ports: '443', Remote: '10.0.0.5/24' }, { remoteIpPrefix: '10.0.0.5/24' }, /tcp 443 10\.0\.0\.5\/24/],
    [{ Version: 'IPv6', Protocol: 'icmp' }, { protocol: 'ipv6-icmp' }, /ingress IPv6 ipv6-icmp/],
    [{ Version: 'IPv6', Protocol: '58', 'ICMP type': '128' }, { protocol: '58', portRangeMin: 128 }, /ingress IPv6 58/],
    [{ Version: 'IPv6', Ports: '22', Remote: '2001:DB8::5' }, { remoteIpPrefix: '2001:DB8::5/128' }, /2001:DB8::5\/128/],
    [{ Protocol: '132', Ports: '7' }, { protocol: '132', ...ports(7, 7) }, /ingress IPv4 132 7/],
  ]
  for (const [at, [fields, , words]] of typed.entries()) {
    await row.getByLabel('Direction').focus()
    await page.keyboard.press('Escape')
    for (const [field, text] of Object.entries(fields)) {
      if (field === 'Version') await row.getByLabel(field).selectOption(text)
      else await row.getByLabel(field).fill(text)
    }
    await row.getByRole('button', { name: 'Add rule' }).click()
    await expect(page.getByRole('row', { name: /^Rule \d+:/ })).toHaveCount(group.rules.length + at + 1)
    await expect(page.getByRole('row', { name: new RegExp(`^Rule ${group.rules.length + at + 1}: .*`) })).toHaveAccessibleName(
      words,
    )
  }
  const inFile = (): Project => {
    const read = readProject(readFileSync(path, 'utf8'))
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    return read.value
  }
  const rules = () => inFile().securityGroups.find(({ id }) => id === group.id)?.rules ?? []
  await expect.poll(() => rules().length).toBe(group.rules.length + typed.length)
  expect(rules().slice(group.rules.length)).toMatchObject(typed.map(([, stored]) => stored))

  await test.step('a MAC address as it was typed', async () => {
    const settings = await settingsOf(page, 'vm1')
    await settings.getByLabel('Address or prefix of one more pair').fill('10.0.0.9')
    await settings.getByLabel('MAC address of the pair').fill('FA-16-3E-00-00-05')
    await settings.getByLabel('MAC address of the pair').press('Enter')
    const stored = () => inFile().ports.find(({ id }) => id === vm1.id)?.allowedAddressPairs
    await expect.poll(stored).toEqual([{ ipAddress: '10.0.0.9', macAddress: 'FA-16-3E-00-00-05' }])
  })
})
