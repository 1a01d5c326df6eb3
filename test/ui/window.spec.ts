import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ElectronApplication, expect } from '@playwright/test'
import { alive, until } from '../support/machine.ts'
import { root } from '../support/shell.ts'
import { test } from './program.ts'
import { apply, createGroup, openPage } from './tapwall-page.ts'

/** The desktop window: what its page can reach, and that the whole way to main and the lab works in it. */
const document = join(root, 'shared/project/examples/article-3.3.3.json')
test.use({ document })

const inside = (desktop: ElectronApplication | null): ElectronApplication => {
  if (desktop === null) throw new Error('this test is about the desktop window')
  return desktop
}

test('the window works, and its page has neither Node nor Electron', { tag: '@window' }, async ({ page, program }, testInfo) => {
  await openPage(page, program)
  const reach = await page.evaluate(() => {
    const names = ['require', 'process', 'module', 'exports', 'Buffer', 'global', '__dirname', 'ipcRenderer', 'electron']
    const bridge = (window as unknown as { tapwall: Record<string, unknown> }).tapwall
    return { node: names.filter((name) => name in window), bridge: Object.keys(bridge) }
  })
  expect(reach).toEqual({ node: [], bridge: ['askForPorts', 'pathOf'] })
  expect(page.url()).toMatch(/^file:.*\/dist\/page\/index\.html$/)
  // A call and its answer, and the stream that tells the new revision.
  const states = page.getByLabel('Edited, applied, kernel')
  await expect(states).toContainText('r1')
  await createGroup(page, 'from-the-window')
  await expect(states).toContainText('r2')
  await apply(page)
  await page.screenshot({ path: testInfo.outputPath('window.png') })
})

test('a chosen menu entry reaches the page', { tag: '@window' }, async ({ page, program }) => {
  await openPage(page, program)
  await expect(page.getByRole('grid', { name: /^Rules of / })).toBeVisible()
  const chosen = await inside(program.desktop).evaluate(({ Menu }) => {
    const entries = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
    const entry = entries.find(({ label }) => label === 'Open Ping test')
    entry?.click()
    return entry?.label
  })
  expect(chosen).toBe('Open Ping test')
  await expect(page.getByRole('form', { name: 'What to send' })).toBeVisible()
})

test('the menu speaks the language of the page, and shows its keys', { tag: '@window' }, async ({ page, program }) => {
  await openPage(page, program)
  const menu = () =>
    inside(program.desktop).evaluate(({ Menu }) => {
      const items = Menu.getApplicationMenu()?.items ?? []
      return items.flatMap(({ label, submenu }) => [label, `${submenu?.items[0]?.label} ${submenu?.items[0]?.accelerator}`])
    })
  await expect.poll(menu).toEqual(expect.arrayContaining(['Edit', 'Undo CmdOrCtrl+Z', 'Kernel', 'Review && apply CmdOrCtrl+Enter']))
  await page.getByRole('button', { name: '切换到中文' }).click()
  await expect.poll(menu).toEqual(expect.arrayContaining(['编辑', '撤销 CmdOrCtrl+Z', '内核', '审查并下发 CmdOrCtrl+Enter']))
})

test('what was drawn is saved when the program is told to end', { tag: '@window' }, async ({ page, program }) => {
  await openPage(page, program)
  await createGroup(page, 'kept')
  const app = inside(program.desktop)
  const file = (await app.evaluate(() => process.argv.at(-1))) ?? ''
  const ended = new Promise((resolve) => app.process().once('exit', resolve))
  process.kill(program.pid, 'SIGTERM')
  await ended
  expect(readFileSync(file, 'utf8')).toContain('"kept"')
  expect(await until(() => !alive(program.pid))).toBe(true)
})
