import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { root } from '../support/shell.ts'
import { englishOn, toChinese } from './english-on.ts'
import { test } from './program.ts'
import { applyAtOnce } from './tapwall-page.ts'

/** The page in Chinese: everything that it says itself, at once, without another start. */
const example = join(root, 'shared/project/examples/article-3.3.3.json')
test.use({ document: example })

const VIEWS = ['拓扑', '安全组', '端口', '网络', '主机', '链', '比较', 'Ping 测试', '追踪', '历史'] as const
type View = (typeof VIEWS)[number]

const openView = (page: Page, view: View): Promise<void> =>
  page.getByRole('navigation', { name: '视图' }).getByText(view, { exact: true }).click()

/** The folder for pictures that a person looks at; nothing is drawn without it. */
const pictures = process.env['TAPWALL_PICTURES']
async function picture(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) })
}

test('every view speaks Chinese at once, and English again', async ({ page, program }) => {
  await program.show(page)
  await expect(page.getByText(/Lab running/)).toBeVisible({ timeout: 60_000 })
  // What was said before the switch follows it, too: the answer of an apply, and the story of a test.
  await applyAtOnce(page)
  await expect(page.getByRole('status').getByText(/^Applied r/)).toBeVisible()
  await page.getByRole('navigation').getByText('Ping test', { exact: true }).click()
  await page.getByRole('button', { name: /^Run/ }).click()
  await expect(page.getByText(/finished in/)).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('INPUT did not move')).toBeVisible()
  await toChinese(page)
  await expect(page.getByText('INPUT 没有变化')).toBeVisible()
  await expect(page.getByRole('status').getByText(/^已下发 r/)).toBeVisible()
  for (const view of VIEWS) {
    await openView(page, view)
    await expect(page.getByRole('main')).toBeVisible()
    await expect.poll(() => englishOn(page), { message: view }).toEqual([])
    // What a chosen row tells is longer than all the rest: each rule of the table in turn.
    const rows = page.getByRole('row', { name: /^规则 \d+：/ })
    if (view === '安全组' || view === '链')
      for (const row of await rows.all()) {
        await row.click()
        await expect.poll(() => englishOn(page), { message: `${view} ${await row.getAttribute('aria-label')}` }).toEqual([])
      }
  }
  await page.reload()
  await expect(page.getByRole('button', { name: 'Switch to English' })).toBeVisible()
  await expect(page.getByText(/实验环境运行中/)).toBeVisible()
  await page.getByRole('button', { name: 'Switch to English' }).click()
  await expect(page.getByText(/Lab running/)).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
})

test('the dialogs and banners about documents speak Chinese', async ({ page, program }) => {
  await program.show(page)
  await expect(page.getByText(/Lab running/)).toBeVisible({ timeout: 60_000 })
  await toChinese(page)
  const speaksChinese = (message: string) => expect.poll(() => englishOn(page), { message }).toEqual([])
  await page.getByRole('button', { name: /^项目 / }).click()
  await speaksChinese('menu')
  const path = (await page.getByTestId('document-path').getAttribute('title')) ?? ''
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+o')
  for (const source of ['最近打开', '示例', '文件']) {
    await page.getByRole('button', { name: source, exact: true }).click()
    await speaksChinese(source)
  }
  await page.getByRole('textbox', { name: '路径' }).fill('/nowhere.json')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('没有此文件')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Shift+S')
  await page.getByRole('textbox', { name: '路径' }).fill('/nowhere/lab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('没有目录 /nowhere')
  await speaksChinese('save as')
  await page.keyboard.press('Escape')
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('sg-all-ssh', 'theirs'))
  await expect(page.getByRole('alert')).toContainText('已被其他程序修改')
  await page.getByRole('button', { name: '重命名 sg-all-ssh' }).click()
  await page.keyboard.type('mine')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '合并…' }).click()
  await expect(page.getByRole('dialog', { name: '两边改了同一处' })).toBeVisible()
  await speaksChinese('conflicts')
})

test('what is wrong with what is typed is told in Chinese', async ({ page, program }) => {
  await program.show(page)
  await toChinese(page)
  const row = page.getByRole('row', { name: '新规则' })
  await row.getByLabel('端口').fill('8000:70000')
  await expect(page.getByText('70000 大于 65535。')).toBeVisible()
  await row.getByLabel('端口').fill('abc')
  await expect(page.getByText('abc 不是端口。')).toBeVisible()
  await row.getByLabel('端口').fill('8080')
  await row.getByLabel('远端').fill('任意')
  await expect(page.getByText('--dport 8080 -j RETURN')).toBeVisible()
  await expect.poll(() => englishOn(page)).toEqual([])
  // The switch leaves what was typed as it is.
  await page.getByRole('button', { name: 'Switch to English' }).click()
  await expect(page.getByRole('row', { name: 'New rule' }).getByLabel('Remote')).toHaveValue('any')
})

test.describe('a browser that asks for Chinese', () => {
  test.use({ locale: 'zh-CN', viewport: { width: 1024, height: 700 } })
  for (const scheme of ['dark', 'light'] as const)
    test(`gets it from the start, and nothing is wider than the window, ${scheme}`, { tag: '@look' }, async ({ page, program }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      await program.show(page)
      await expect(page.getByText(/实验环境运行中/)).toBeVisible({ timeout: 60_000 })
      await applyAtOnce(page)
      await expect(page.getByLabel('已编辑、已下发、内核')).toContainText('完全一致')
      await openView(page, 'Ping 测试')
      await picture(page, `ping-before-${scheme}`)
      await page.getByRole('button', { name: '开始' }).click()
      await expect(page.getByRole('button', { name: '再次运行' })).toBeVisible({ timeout: 60_000 })
      for (const view of VIEWS) {
        await openView(page, view)
        await expect(page.getByRole('main')).toBeVisible()
        await page.waitForTimeout(400)
        await picture(page, `${view}-${scheme}`)
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1024)
        // A button's word on two lines, or cut, is a word too long.
        const broken = await page.evaluate(() =>
          [...document.querySelectorAll('button.btn, .rail-item, th')].flatMap((each) =>
            // A head that only a screen reader sees, and a column folded away, are narrower than a word.
            each.clientWidth > 16 && each.scrollWidth > each.clientWidth + 1 ? [each.textContent ?? ''] : [],
          ),
        )
        expect(broken).toEqual([])
      }
    })
})
