import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect } from '@playwright/test'
import { root } from '../support/shell.ts'
import { dialog, dropFiles, isOpen, pathOf } from './documents-page.ts'
import { test } from './program.ts'
import { openPage } from './tapwall-page.ts'

/** Documents of the Networking API: what they would become is seen before they are opened, and what they cannot say before they are written. */
const client = join(root, 'test/golden/neutron-client')
const lists = readdirSync(client)
  .filter((name) => name.endsWith('-list.json'))
  .sort()
  .map((name) => ({ name, text: readFileSync(join(client, name), 'utf8') }))
const cloud = JSON.stringify({
  networks: [{ id: 'aaaaaaaa-0000-4000-8000-000000000001', name: 'private', mtu: 1450 }],
  security_groups: [
    {
      id: 'bbbbbbbb-0000-4000-8000-000000000001',
      name: 'web',
      security_group_rules: [{ id: 'cccccccc-0000-4000-8000-000000000001' }],
    },
  ],
})

test('dropped documents are shown as what they would become, and are one project when a person agrees', async ({
  page,
  program,
}) => {
  await openPage(page, program)
  const before = await pathOf(page)
  await dropFiles(page, lists)
  const shown = dialog(page, `Import ${lists.length} documents`)
  await expect(shown).toContainText(
    '2 networks, 2 subnets, 1 router, 1 floating IP, 1 VM, 3 ports, 2 groups, 3 rules, 1 address group',
  )
  const list = shown.getByRole('region', { name: 'What is not taken over as it stands' })
  await expect(list.getByRole('heading')).toHaveText(['Left out 2', 'Not said, so assumed 5'])
  await expect(list.getByRole('listitem').filter({ hasText: 'security-group-rule-list.json[3]' })).toContainText(
    'This rule does not say whether it is for ingress or egress.',
  )
  await shown.getByRole('button', { name: 'Cancel' }).click()
  await expect(shown).toBeHidden()
  expect(await pathOf(page)).toBe(before)
  await dropFiles(page, lists)
  await expect(shown.getByRole('button', { name: 'Import' })).toBeFocused()
  await page.keyboard.press('Enter')
  await isOpen(page, 'Imported from Neutron')
  await expect(page.getByRole('row', { name: 'web, 2 rules, 1 port' })).toBeVisible()
})

test('a document opened by its path is kept, and its project gets a file beside it', async ({ page, program }) => {
  await openPage(page, program)
  const path = join(dirname(await pathOf(page)), 'cloud.json')
  writeFileSync(path, cloud)
  const open = async () => {
    await page.keyboard.press('Control+o')
    const field = dialog(page, 'Open a project').getByRole('textbox', { name: 'Path' })
    await expect(field).toBeFocused()
    await field.fill(path)
    await page.keyboard.press('Enter')
  }
  await open()
  await expect(dialog(page, 'Import cloud.json')).toContainText('One thing is not taken over as it stands')
  await page.keyboard.press('Escape')
  await expect(dialog(page, 'Import cloud.json')).toBeHidden()
  await open()
  await expect(dialog(page, 'Import cloud.json')).toBeVisible()
  // What a person agrees to is what was shown, not what the file has become.
  writeFileSync(
    path,
    cloud.replace('"cccccccc-0000-4000-8000-000000000001"', '"cccccccc-0000-4000-8000-000000000001","direction":"egress"'),
  )
  await page.keyboard.press('Enter')
  await expect(dialog(page, 'Import cloud.json')).toContainText('Everything in it is taken over')
  await page.keyboard.press('Enter')
  await isOpen(page, 'Imported from Neutron')
  expect(await pathOf(page)).toBe(path.replace('cloud.json', 'cloud.tapwall.json'))
  expect(readFileSync(path, 'utf8')).toContain('egress')
})

test('a document that cannot be read is told, and nothing is opened', async ({ page, program }) => {
  await openPage(page, program)
  await dropFiles(page, [{ name: 'bad.json', text: '{"ports":[{"id":7}]}' }])
  await expect(page.getByRole('alert')).toContainText('Not opened. bad.json: ports[0].id: 7 is not text.')
  await page.getByRole('button', { name: 'Hide this message' }).click()
  await dropFiles(page, [...lists, { name: 'mine.json', text: '{"format":"tapwall-project"}' }])
  await expect(page.getByRole('alert')).toContainText('mine.json is a project of its own.')
})

test('save as writes a document of the API; the project stays where it is', async ({ page, program }) => {
  await openPage(page, program)
  const path = await pathOf(page)
  await page.keyboard.press('Control+Shift+S')
  const saveAs = dialog(page, 'Save as')
  await saveAs.getByRole('button', { name: 'Networking API v2.0 document (JSON)' }).click()
  const target = path.replace('.json', '.neutron.json')
  await expect(saveAs.getByRole('textbox', { name: 'Path' })).toHaveValue(target)
  const list = saveAs.getByRole('region', { name: 'What the document does not say' })
  await expect(list).toContainText('The API has no word for the name of a project.')
  await expect(list).toContainText('belongs to nova, not to Neutron.')
  await saveAs.getByRole('button', { name: 'Files', exact: true }).click()
  await expect(saveAs.getByRole('button', { name: /^file / }).first()).toBeVisible()
  await saveAs.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(page.getByText(`Written to ${target}`)).toBeVisible()
  expect(await pathOf(page)).toBe(path)
  const names = (JSON.parse(readFileSync(target, 'utf8')) as { ports: unknown[] }).ports.length
  expect(names).toBeGreaterThan(0)
  // Again, and by the command of its own: only when that is said a second time.
  await page.keyboard.press('Control+k')
  await page.keyboard.type('networking api document')
  await page.keyboard.press('Enter')
  await saveAs.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(saveAs.getByRole('alert')).toContainText('There is such a document already.')
  await saveAs.getByRole('button', { name: 'Write over it' }).click()
  await expect(saveAs).toBeHidden()
  // And it is read again as what it was.
  await dropFiles(page, [{ name: 'again.json', text: readFileSync(target, 'utf8') }])
  await expect(dialog(page, 'Import again.json')).toContainText('Everything in it is taken over')
})

for (const scheme of ['light', 'dark'] as const)
  test(`axe finds nothing serious in the dialogs of documents, ${scheme}`, { tag: '@look' }, async ({ page, program }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await openPage(page, program)
    const serious = async () =>
      (await new AxeBuilder({ page }).analyze()).violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => [id, nodes[0]?.html])
    await dropFiles(page, lists)
    await expect(dialog(page, `Import ${lists.length} documents`)).toBeVisible()
    expect(await serious()).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Shift+S')
    await dialog(page, 'Save as').getByRole('button', { name: 'Networking API v2.0 document (JSON)' }).click()
    await expect(page.getByText('The API has no word for the name of a project.')).toBeVisible()
    expect(await serious()).toEqual([])
  })

test('in Chinese, too', async ({ page, program }) => {
  await openPage(page, program)
  await page.getByRole('button', { name: '中文' }).click()
  await dropFiles(page, lists, '松开即可打开')
  const shown = dialog(page, `导入 ${lists.length} 个文档`)
  await expect(shown.getByRole('heading', { level: 3 })).toHaveText(['丢弃 2', '未说明，按假定处理 5'])
  await expect(shown).toContainText('此规则没有说明方向（入向或出向）。')
})
