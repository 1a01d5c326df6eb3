import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import type { Project } from '#shared/project/schema'
import { root } from '../support/shell.ts'
import { englishOn, toChinese } from './english-on.ts'
import { test } from './program.ts'
import { apply, openChain, openPage, openView } from './tapwall-page.ts'

/** Why each line is there, told where it stands; all tables of a release. */

function changedArticle(name: string, change: (project: Project) => Project): string {
  const article = JSON.parse(readFileSync(join(root, 'shared/project/examples/article-3.3.3.json'), 'utf8')) as Project
  const file = join(mkdtempSync(join(tmpdir(), 'tapwall-test-')), `${name}.json`)
  writeFileSync(file, JSON.stringify(change(article)))
  return file
}

const today = changedArticle('today', (project) => ({
  ...project,
  apiRelease: '25.2',
  hosts: project.hosts.map((host) => ({ ...host, release: '25.2' })),
}))

/** Two rules in the words that 2014.2 misunderstands. */
const misread = changedArticle('misread', (project) => {
  const [first, ...others] = project.securityGroups
  const [model] = first?.rules ?? []
  if (first === undefined || model === undefined) throw new Error('the article has a group with rules')
  const more = [
    { ...model, id: 'aaaaaaaa-0000-4000-8000-000000000001', protocol: '6', portRangeMin: 80, portRangeMax: 80, description: '' },
    { ...model, id: 'aaaaaaaa-0000-4000-8000-000000000002', portRangeMin: 0, portRangeMax: 80, description: '' },
  ]
  return { ...project, securityGroups: [{ ...first, rules: [...first.rules, ...more] }, ...others] }
})

/** The article's 3.3.4 on two hosts: members of a group may use ssh, by a set. */
const members = changedArticle('members', (project) => {
  const [first, ...others] = project.securityGroups
  const remote = others.at(-1)
  if (first === undefined || remote === undefined) throw new Error('the article has groups')
  const rules = first.rules.map((rule, at) =>
    at === 2 ? { ...rule, portRangeMin: 22, portRangeMax: 22, remoteIpPrefix: null, remoteGroupId: remote.id } : rule,
  )
  const bound = (port: Project['ports'][number]): string[] => [...new Set([...port.securityGroupIds, first.id])]
  return {
    ...project,
    securityGroups: [{ ...first, rules }, ...others],
    ports: project.ports.map((port) =>
      port.deviceOwner.startsWith('compute:') ? { ...port, securityGroupIds: bound(port) } : port,
    ),
  }
})

async function nothingSerious(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`)).toEqual([])
}

test.describe('a release of today', () => {
  test.use({ document: today })

  test('each line says why it is there: under the pointer, on focus and in the pane, in both languages', async ({
    page,
    program,
  }) => {
    await openPage(page, program)
    await apply(page)
    await openChain(page, 'neutron-openvswi-i6e3f2eda-3')
    const reason = 'Group sg-all-ssh, rule 5: ingress, IPv4, udp 53, from 100.1.100.0/24'
    const row = page.getByRole('row', { name: /^rule 6: udp dport 53/ })
    await row.hover()
    await expect(page.getByRole('tooltip')).toContainText(reason)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('tooltip')).toHaveCount(0)
    await page.mouse.move(0, 0)
    // The keyboard: the row that is reached is told at once in the pane, and after a rest beside it.
    await page.getByRole('row', { name: /^rule 1: RELATED,ESTABLISHED/ }).focus()
    for (let at = 1; at < 6; at++) await page.keyboard.press('ArrowDown')
    await expect(row).toBeFocused()
    await expect(row).toHaveAttribute('aria-description', reason)
    await expect(page.getByTestId('reason')).toHaveText(reason)
    await expect(page.getByRole('tooltip')).toContainText(reason)
    await toChinese(page)
    await expect(page.getByTestId('reason')).toHaveText('安全组 sg-all-ssh，规则 5：入方向，IPv4，udp 53，来自 100.1.100.0/24')
    await nothingSerious(page)
  })

  test('a source check leads to the addresses of its port', async ({ page, program }) => {
    await openPage(page, program)
    await apply(page)
    await openChain(page, 'neutron-openvswi-s6e3f2eda-3')
    await page.getByRole('row', { name: /^rule 1: / }).click()
    await expect(page.getByTestId('reason')).toHaveText(/^Anti-spoofing: vm1 may send from its fixed address 91\.1\.180\.14 with /)
    await page.getByRole('button', { name: 'Open addresses' }).click()
    await expect(page.getByRole('region', { name: 'Settings of the port of vm1' })).toContainText('91.1.180.14')
  })

  test('zones stand in raw, and a port skips nat: both are tables to look at', async ({ page, program }) => {
    await openPage(page, program)
    await apply(page)
    await openChain(page, 'neutron-openvswi-i6e3f2eda-3')
    const tables = page.getByRole('group', { name: 'Table' })
    await tables.getByRole('button', { name: 'raw' }).click()
    await expect(page.getByRole('grid', { name: 'Rules of neutron-openvswi-PREROUTING' })).toBeVisible()
    const zone = page.getByRole('row', { name: /^rule \d+: in tap6e3f2eda-32, CT zone \d+$/ })
    await zone.click()
    await expect(page.getByTestId('reason')).toHaveText(/^Connections of vm1 are tracked in zone \d+, apart from those of others$/)
    // In the graph, too: other ports are folded, the followed one has its three lines.
    const graph = page.getByRole('region', { name: 'Chains and their jumps' })
    await expect(graph.getByRole('button', { name: /^rule \d+ of neutron-openvswi-PREROUTING: .*CT zone/ })).toHaveCount(3)
    await nothingSerious(page)
    await page.keyboard.press('Control+K')
    await page.keyboard.type('next table of chains')
    await page.keyboard.press('Enter')
    await expect(tables.getByRole('button', { name: 'nat' })).toHaveAttribute('aria-pressed', 'true')
    await page.getByRole('row', { name: /^rule 1: / }).click()
    await expect(page.getByTestId('reason')).toContainText('skip what others have in this table')
    await tables.getByRole('button', { name: 'filter' }).click()
    await expect(page.getByRole('button', { name: 'chain neutron-openvswi-sg-chain', exact: true })).toBeVisible()
  })
})

test('a release whose driver writes to filter alone offers no other table', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  await openView(page, 'Chains')
  await expect(page.getByRole('button', { name: 'chain neutron-openvswi-sg-chain', exact: true })).toBeVisible()
  await expect(page.getByRole('group', { name: 'Table' })).toHaveCount(0)
})

test.describe('cautions', () => {
  test.use({ document: misread })

  test('stand beside the rule, the port and the host, and in a list that leads to each', async ({ page, program }) => {
    await openPage(page, program)
    const rules = page.getByRole('grid', { name: 'Rules of sg-all-ssh' })
    await expect(rules).toContainText(
      'Caution: 2014.2 compares protocols as texts, so the ports 80 of protocol 6 are lost and all of tcp is open. Write tcp instead of the number.',
    )
    await expect(rules.getByText(/^2014\.2 loses a lowest port of 0/)).toHaveCount(1)
    // One that is put right goes.
    const count = page.getByRole('contentinfo').getByRole('button', { name: /^\d+ cautions$/ })
    await expect(count).toHaveText('10 cautions')
    await page.getByRole('row', { name: /^Rule 8:/ }).click()
    await page.keyboard.press('Delete')
    await expect(count).toHaveText('9 cautions')
    await expect(rules.getByText(/compares protocols as texts/)).toHaveCount(0)
    await page.keyboard.press('Control+z')
    await expect(count).toHaveText('10 cautions')

    await openView(page, 'Ports')
    await page.getByRole('row', { name: /^vm1 / }).click()
    const drawer = page.getByRole('complementary', { name: /vm1/ })
    await expect(drawer.getByRole('list', { name: 'Cautions' })).toContainText('vm1 has no IPv6 address')

    await page.keyboard.press('w')
    const list = page.getByRole('dialog', { name: 'Cautions' })
    await expect(list.getByRole('list', { name: 'Hosts' })).toContainText('2014.2 deletes no connections')
    await nothingSerious(page)
    const ofHost = list.getByRole('listitem').filter({ hasText: 'Ports of compute1 without an IPv6 address (vm1, vm2)' })
    await ofHost.getByRole('button', { name: 'compute1' }).click()
    await expect(page.getByRole('main', { name: 'Hosts' })).toContainText('Ports of compute1 without an IPv6 address (vm1, vm2)')
    await page.keyboard.press('w')
    await list.getByRole('button', { name: 'sg-all-ssh, rule 9' }).focus()
    await page.keyboard.press('Enter')
    await expect(list).toHaveCount(0)
    await expect(page.getByRole('row', { name: /^Rule 9:/ })).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByRole('row', { name: /^Rule 9:/ })).toBeFocused()
    await nothingSerious(page)
  })

  test('are told with the line that they are about, in Chinese', async ({ page, program }) => {
    await openPage(page, program)
    await apply(page)
    await openChain(page, 'neutron-openvswi-i6e3f2eda-3')
    await page.getByRole('row', { name: /^rule 9: tcp/ }).click()
    await expect(page.getByRole('list', { name: 'Cautions about this rule' })).toContainText('compares protocols as texts')
    await toChinese(page)
    await expect(page.getByRole('list', { name: '此规则的注意事项' })).toContainText('2014.2 按文字比较协议')
    expect(await englishOn(page)).toEqual([])
    await page.keyboard.press('w')
    await expect(page.getByRole('dialog', { name: '注意事项' })).toBeVisible()
    expect(await englishOn(page)).toEqual([])
  })
})

test.describe('the lines of a rule', () => {
  test.use({ document: members })

  test('are all there: on each port and host, before and after apply, with their set', async ({ page, program }) => {
    await openPage(page, program)
    await page.getByRole('row', { name: /^Rule 3:/ }).click()
    const section = page.getByRole('region', { name: 'Lines of rule 3' })
    await expect(section).toContainText('2 come with the next apply; 1 on a host whose kernel is not read')
    await expect(section.getByRole('row', { name: /^neutron-openvswi-i617d20fb-a \d+: .*--dport 22 .*src/ })).toContainText(
      'compute2',
    )
    await expect(section.getByText(/^Set IPv4f5377a66-803d-481b-b 2 members/)).toContainText('91.1.180.5, 81.1.180.13')
    await apply(page)
    await expect(section).toContainText('2 lines on compute1, written by r1; 1 on a host whose kernel is not read')
    await nothingSerious(page)
    await section.getByRole('button', { name: 'Open in Chains' }).click()
    await expect(page.getByTestId('reason')).toHaveText(
      /^Group sg-all-ssh, rule 3: ingress, IPv4, tcp 22, from members of default$/,
    )
    await page.getByRole('button', { name: 'Open rule' }).click()
    await expect(page.getByRole('row', { name: /^Rule 3:/ })).toHaveAttribute('aria-selected', 'true')
  })
})

test.describe('the ten duties', () => {
  test.use({ document: today })

  test('are ticked off beside the port, each with its lines, and say what leaves them undone', async ({ page, program }) => {
    await openPage(page, program)
    await apply(page)
    await openView(page, 'Ports')
    await page.getByRole('row', { name: /^vm1 / }).click()
    const duties = page.getByRole('region', { name: 'The ten duties of the firewall before vm1' })
    await duties.getByRole('button', { name: 'The ten duties' }).click()
    const items = duties.getByRole('list').first().locator('> li')
    await expect(items).toHaveCount(10)
    await expect(items.filter({ hasText: 'A VM sends from its own addresses only' })).toContainText('partly done')
    await expect(items.filter({ hasText: 'INVALID packets are dropped' })).toContainText('done')
    await expect(items.filter({ hasText: 'A range of ports is one line' })).toContainText('No rule has a range of ports')
    // By keyboard to the line itself.
    await duties.getByRole('button', { name: '2 lines: A VM sends from its own addresses only' }).focus()
    await page.keyboard.press('Enter')
    const line = duties.getByRole('list', { name: /^Lines for: / }).getByRole('button', { name: /^s6e3f2eda-3 1 / })
    await expect(line).toBeVisible()
    await nothingSerious(page)
    await line.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('grid', { name: 'Rules of neutron-openvswi-s6e3f2eda-3' })).toBeVisible()
    await expect(page.getByTestId('reason')).toHaveText(/^Anti-spoofing: vm1 may send from its fixed address 91\.1\.180\.14/)

    // Without port security nothing of it is done, and that is why.
    await openView(page, 'Ports')
    const settings = page.getByRole('region', { name: 'Settings of the port of vm1' })
    await settings.getByRole('button', { name: 'Port', exact: true }).click()
    await settings.getByRole('switch', { name: 'Port security' }).click()
    await settings.getByRole('button', { name: 'Switch off, take them off' }).click()
    await expect(duties).toContainText('0 done, 10 not done or in part')
    await expect(items.first()).toContainText('not done')
    await expect(items.first()).toContainText('Port security is off: the port has no chains, and all is accepted')
    await toChinese(page)
    await expect(page.getByText('端口安全已关闭：端口没有链，一切都放行').first()).toBeVisible()
    expect(await englishOn(page)).toEqual([])
  })
})
