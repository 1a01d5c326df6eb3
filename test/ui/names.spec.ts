import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { articleSevenRules } from '../../shared/project/article.ts'
import { printProject } from '../../shared/project/file.ts'
import { HOSTILE_NAMES, withHostileNames } from '../support/hostile-project.ts'
import { test } from './program.ts'
import { apply, openPage, openView, type View } from './tapwall-page.ts'

/** Names and comments of any kind: typed in the page, shown by it, kept by it. */
const VIEWS: readonly View[] = ['Topology', 'Groups', 'Ports', 'Networks', 'Hosts', 'Chains', 'Compare', 'Ping test', 'History']
const pictures = process.env['TAPWALL_PICTURES']
const picture = async (page: Page, name: string): Promise<void> => {
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) })
}

/** A field of one line takes no line's end, and the field of a name gives its edges none. */
const typable = HOSTILE_NAMES.map((name) => name.replace(/[\n\r]/g, ' ').trim())

test.describe('typed', () => {
  // More groups than a tenant may have by default are made here, so this project sets no quota.
  const document = join(mkdtempSync(join(tmpdir(), 'tapwall-names-')), 'project.json')
  writeFileSync(document, printProject({ ...articleSevenRules, quotas: { securityGroups: -1, securityGroupRules: -1 } }))
  test.use({ document })

  test('they are shown, kept over a reload, and change nothing in the kernel', async ({ page, program }) => {
    await openPage(page, program)
    await apply(page)
    for (const name of typable) {
      await page.getByRole('button', { name: 'New group' }).click()
      await page.getByLabel('Name of the new group').fill(name)
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
    }
    await page.getByRole('row', { name: /^sg-all-ssh/ }).click()
    const comment = `${HOSTILE_NAMES.join('\n')}\n`.repeat(20).slice(0, 9_990)
    await page.getByRole('button', { name: 'Edit the description of sg-all-ssh' }).click()
    await page.getByLabel('Description of the group').fill(comment)
    await page.keyboard.press('Enter')
    await page.getByRole('row', { name: /^Rule 2:/ }).click()
    await page.keyboard.press('Enter')
    await page
      .getByRole('row', { name: /^Edit rule 2/ })
      .getByLabel('Description')
      .fill(comment)
    await page
      .getByRole('row', { name: /^Edit rule 2/ })
      .getByLabel('Description')
      .press('Enter')
    await expect(page.getByRole('row', { name: /^Edit rule 2/ })).toHaveCount(0)
    await page.reload()
    await expect(page.getByText(/Lab running/)).toBeVisible()
    for (const name of typable) await expect(page.getByRole('row', { name }).first()).toBeVisible()
    await page.getByRole('row', { name: /^sg-all-ssh/ }).click()
    await page.getByRole('button', { name: 'Edit the description of sg-all-ssh' }).click()
    await expect(page.getByLabel('Description of the group')).toHaveValue(comment.trim())
    await page.keyboard.press('Escape')
    await page.getByRole('row', { name: /^Rule 2:/ }).click()
    await expect(page.getByRole('region', { name: 'Description of the rule' })).toHaveText(comment)
    await apply(page)
    await expect(page.getByTestId('apply')).toContainText('0 transactions')
  })

  test('a name that is too long is refused in words, and what was typed stays', async ({ page, program }) => {
    await openPage(page, program)
    const long = '🧱'.repeat(256)
    await page.getByRole('button', { name: 'New group' }).click()
    await page.getByLabel('Name of the new group').fill(long)
    await page.keyboard.press('Enter')
    await expect(page.getByText('name has 256 characters; at most 255 fit.').first()).toBeVisible()
    await expect(page.getByLabel('Name of the new group')).toHaveValue(long)
    await page.getByLabel('Name of the new group').fill(long.slice(2))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(long.slice(2))
    await page.getByRole('button', { name: /^Rename/ }).click()
    await page.getByLabel('Name of the group').fill(`${long}x`)
    await page.keyboard.press('Enter')
    await expect(page.getByText('name has 257 characters; at most 255 fit.').first()).toBeVisible()
    await expect(page.getByLabel('Name of the group')).toHaveValue(`${long}x`)
  })
})

/** Every name as wide as it can be, or running the other way and leaving that open. */
function wideNames(): string {
  const wide = 'W'.repeat(255)
  const turned = `\u202e${'gnitirwer שלום '.repeat(12)}`
  const hostile = withHostileNames(articleSevenRules)
  let count = 0
  const named = <T extends { readonly name: string }>(things: readonly T[]): T[] =>
    things.map((thing) => ({ ...thing, name: count++ % 2 === 0 ? wide : turned }))
  const { vms, routers, networks, ports, outsideHosts, securityGroups } = hostile
  const path = join(mkdtempSync(join(tmpdir(), 'tapwall-test-')), 'wide.json')
  const groups = { securityGroups: named(securityGroups), networks: named(networks) }
  const machines = { vms: named(vms), routers: named(routers), ports: named(ports), outsideHosts: named(outsideHosts) }
  writeFileSync(path, printProject({ ...hostile, name: wide, ...groups, ...machines }))
  return path
}

const hostileFile = (): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'tapwall-test-')), 'hostile.json')
  writeFileSync(path, printProject(withHostileNames(articleSevenRules)))
  return path
}

for (const [what, file] of [
  ['hostile', hostileFile()],
  ['wide', wideNames()],
] as const)
  for (const [scheme, width, height] of [
    ['dark', 1440, 900],
    ['light', 1024, 700],
  ] as const)
    test.describe(`read from a file, ${what}, ${scheme} ${width}`, () => {
      test.use({ document: file, viewport: { width, height }, colorScheme: scheme })
      test('they break no view, and nothing of them is run @look', async ({ page, program }) => {
        const before = readFileSync(file, 'utf8')
        const wrong: string[] = []
        page.on('dialog', (dialog) => wrong.push(`dialog ${dialog.message()}`))
        page.on('pageerror', (error) => wrong.push(error.message))
        await openPage(page, program)
        await apply(page)
        for (const view of VIEWS) {
          await openView(page, view)
          await expect(page.getByRole('main')).toBeVisible()
          await expect(page.getByText('This view could not be drawn.')).toHaveCount(0)
          const row = page.getByRole('grid').last().getByRole('row').nth(1)
          if (view === 'Groups' || view === 'Ports') await row.click()
          if (view === 'Groups') await page.getByRole('row', { name: /^Rule 1:/ }).click()
          expect(await page.evaluate(() => document.documentElement.scrollWidth), view).toBeLessThanOrEqual(width)
          // A name gives way to what one presses: no button is pushed out of the window.
          const outside = await page.evaluate(() =>
            [...document.querySelectorAll('button')].flatMap((button) => {
              const { right, width: wide } = button.getBoundingClientRect()
              return wide > 0 && right > window.innerWidth + 1 && button.closest('.react-flow') === null
                ? [button.textContent ?? '']
                : []
            }),
          )
          expect(outside, view).toEqual([])
          await picture(page, `names-${what}-${scheme}-${view}`)
        }
        // The chain's name beside a machine's name that runs from right to left is read from left to right.
        await openView(page, 'Ports')
        await page.keyboard.press('Control+k')
        await expect(page.getByRole('dialog')).toBeVisible()
        await picture(page, `names-${what}-${scheme}-palette`)
        expect(wrong).toEqual([])
        expect(readFileSync(file, 'utf8')).toBe(before)
      })
    })
