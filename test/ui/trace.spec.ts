import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect } from '@playwright/test'
import { root } from '../support/shell.ts'
import { test } from './program.ts'
import { apply, openChain, openPage, openView, runPing } from './tapwall-page.ts'
import { ask, chooseStep, form, openTrace, place, predict, sentence, steps } from './trace-page.ts'

/** A packet's way in the page: asked for, gone through by keyboard, refused and compared. */
test.use({ document: join(root, 'shared/project/examples/article-3.3.3.json') })

test('a ping is predicted, and its steps are gone through by keyboard', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  await openTrace(page)
  await ask(page, '192.168.1.15', '192.168.1.104', 'icmp')
  await predict(page)
  await expect(page.getByTestId('trace-subject')).toContainText('echo request 1, 192.168.1.15 to 192.168.1.104')
  const sum = page.getByTestId('trace-sum')
  await expect(sum.locator('[data-sum="predicted"]')).toContainText('ACCEPT')
  await expect(sum.locator('[data-sum="traced"]')).toContainText('nothing was sent')

  await test.step('the rule that let it in, in sentences, and the way to its group rule', async () => {
    await chooseStep(page, /i6e3f2eda-3 rule \d+, icmp, matched, RETURN/)
    await expect(sentence(page)).toContainText('asks for icmp, and the packet has it. RETURN sends it back to sg-chain')
    await expect(page.getByTestId('trace-origin')).toContainText('From sg-all-ssh, rule 7')
  })

  await test.step('a rule that was tried names the field that failed', async () => {
    const row = steps(page).getByRole('row', { name: /tcp 110 from 15\.5\.0\.0\/16, no match/ })
    await expect(row.locator('u')).toHaveText(/tcp|15\.5\.0\.0\/16/)
    await row.click()
    await expect(sentence(page)).toContainText('The next rule is tried.')
  })

  await test.step('arrows, Home and End go from step to step; Space plays', async () => {
    await page.keyboard.press('Home')
    await expect(place(page)).toHaveText(/^1 \/ /)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await expect(place(page)).toHaveText(/^3 \/ /)
    await page.keyboard.press('ArrowLeft')
    await expect(place(page)).toHaveText(/^2 \/ /)
    await page.keyboard.press('End')
    const [last] = ((await place(page).textContent()) ?? '').split(' / ')
    await expect(place(page)).toHaveText(`${last} / ${last}`)
    await page.keyboard.press('Home')
    await page.keyboard.press('Space')
    await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible()
    await expect(place(page)).toHaveText(/^([3-9]|\d\d) \/ /)
    await page.keyboard.press('Space')
    await expect(page.getByRole('button', { name: 'Play the steps' })).toBeVisible()
  })

  await test.step('tried rules can be hidden', async () => {
    const before = await steps(page).getByRole('row').count()
    await page.getByRole('switch', { name: 'Tried rules' }).click()
    await expect(page.getByText(/rules? that did not match (is|are) hidden/)).toBeVisible()
    expect(await steps(page).getByRole('row').count()).toBeLessThan(before)
    await expect(steps(page).getByRole('row', { name: /no match/ })).toHaveCount(0)
    await page.getByRole('switch', { name: 'Tried rules' }).click()
  })

  await test.step('the answer goes back through the other chain, as ESTABLISHED', async () => {
    await page.getByRole('button', { name: /^2: echo reply/ }).click()
    await expect(page.getByTestId('trace-subject')).toContainText('echo reply 1')
    await expect(steps(page)).toContainText('ESTABLISHED')
    await expect(
      steps(page).getByRole('row', { name: /o6e3f2eda-3 rule \d+, .*RELATED,ESTABLISHED, matched, RETURN/ }),
    ).toBeVisible()
  })

  await test.step('a question mark says why INPUT stays at zero on a bridge', async () => {
    await page.getByRole('button', { name: 'What is INPUT at zero?' }).first().press('Enter')
    await expect(page.getByRole('dialog', { name: 'INPUT at zero' })).toBeVisible()
    await page.keyboard.press('Escape')
  })
})

test('what is wrong with a packet is said while it is typed', async ({ page, program }) => {
  await openPage(page, program)
  await openTrace(page)
  await form(page).getByLabel('Protocol').selectOption('tcp')
  await form(page).getByLabel('To port').fill('70000')
  await expect(page.getByText('Write a port from 0 to 65535.', { exact: true })).toBeVisible()
  await expect(form(page).getByRole('button', { name: 'Predict', exact: true })).toHaveAttribute('aria-disabled', 'true')
  await form(page).getByLabel('To port').fill('22')
  await expect(page.getByText('Write a port from 0 to 65535.', { exact: true })).toHaveCount(0)
})

test('a refused packet has all that stands in its way, and the way to what can be changed', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  await openTrace(page)
  await ask(page, '192.168.1.15', '192.168.1.104', 'tcp')
  await predict(page)
  const refusal = page.getByRole('region', { name: /^Refused: / })
  await expect(refusal).toContainText('No rule of the groups of vm1 lets it in, so it falls through to sg-fallback.')
  await expect(page.getByRole('region', { name: 'The way of the packet' })).toContainText('not reached')
  await refusal.getByRole('button', { name: 'sg-fallback, rule 1' }).click()
  await expect(sentence(page)).toContainText('DROP discards it')
  await refusal.getByRole('button', { name: 'Open the port’s groups' }).click()
  await expect(page.getByRole('main', { name: 'Ports' })).toBeVisible()
})

test('edited and applied rules stand side by side, at the first step that differs', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  await openView(page, 'Groups')
  await page.getByRole('row', { name: /^Rule 7: ingress IPv4 icmp/ }).focus()
  await page.keyboard.press('Delete')
  await openTrace(page)
  await ask(page, '192.168.1.15', '192.168.1.104', 'icmp')
  await predict(page)
  await expect(page.getByTestId('trace-sum')).toContainText('ACCEPT')
  await page.getByRole('button', { name: 'Edited | Applied' }).click()
  const sum = page.getByTestId('trace-sum')
  await expect(sum.locator('[data-sum="edited"]')).toContainText('DROP')
  await expect(sum.locator('[data-sum="applied"]')).toContainText('ACCEPT')
  await expect(sum).toContainText(/They part first at i6e3f2eda-3 rule \d+/)
  await expect(steps(page).locator('tr[aria-selected="true"]')).toContainText('differs')

  await test.step('either side is drawn, with the step where they part', async () => {
    await page.getByRole('button', { name: 'Picture', exact: true }).click()
    const way = page.getByRole('region', { name: 'The way of the packet' })
    await expect(page.locator('.pline-apart')).toHaveAttribute('aria-label', /sg-fallback.*where the two sides part first$/)
    await expect(way).toContainText('not reached')
    await page.getByRole('group', { name: 'Which of the two is drawn' }).getByRole('button', { name: 'Applied' }).click()
    await expect(way).toContainText('delivered')
    await expect(page.getByRole('button', { name: /^rule \d+ of neutron-openvswi-i6e3f2eda-3: icmp, matched/ })).toBeVisible()
    await page.getByRole('button', { name: 'Steps', exact: true }).click()
  })
  await page.getByRole('button', { name: 'Edited | Applied' }).click()
  await expect(steps(page).getByRole('columnheader', { name: 'Predicted' })).toBeVisible()
})

test('a moved counter and a ping test lead to a packet like theirs', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  await runPing(page, 'vm1', '192.168.1.115')
  await page
    .getByRole('grid', { name: 'Counters before and after' })
    .getByRole('row', { name: /o6e3f2eda-3 .*icmp/ })
    .click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Trace a packet like this' }).click()
  await expect(page.getByRole('main', { name: 'Trace' })).toBeVisible()
  await expect(form(page).getByLabel('From', { exact: true }).locator('option:checked')).toContainText('vm1')
  await predict(page)
  await expect(steps(page).getByRole('row', { name: /o6e3f2eda-3 rule \d+, icmp, matched, RETURN/ })).toBeVisible()
  await form(page).getByRole('combobox', { name: 'To', exact: true }).fill('192.168.1.15')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'From …' }).click()
  await page.getByRole('menuitem', { name: 'The last ping test' }).click()
  const to = form(page).getByRole('combobox', { name: 'To', exact: true })
  await expect(to).toHaveValue('192.168.1.115')

  await test.step('the test itself and a rule in Chains lead there, too', async () => {
    await to.fill('192.168.1.15')
    await openView(page, 'Ping test')
    await page.getByRole('button', { name: 'Trace', exact: true }).click()
    await expect(to).toHaveValue('192.168.1.115')
    await openChain(page, 'neutron-openvswi-i6e3f2eda-3')
    await page.getByRole('row', { name: /tcp dport 80/ }).click()
    await page.getByRole('button', { name: 'Trace a packet like this' }).click()
    await expect(form(page).getByLabel('To port')).toHaveValue('80')
    await expect(to).toHaveValue('192.168.1.104')
  })
})

for (const scheme of ['dark', 'light'] as const)
  test(`axe finds nothing serious in Trace, ${scheme}`, { tag: '@look' }, async ({ page, program }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await openPage(page, program)
    await apply(page)
    await openTrace(page)
    const serious = async () =>
      (await new AxeBuilder({ page }).analyze()).violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`)
    expect(await serious(), 'empty').toEqual([])
    await ask(page, '192.168.1.15', '192.168.1.104', 'tcp')
    await predict(page)
    await expect(page.getByRole('region', { name: /^Refused: / })).toBeVisible()
    expect(await serious(), 'refused').toEqual([])
    await page.getByRole('button', { name: 'Edited | Applied' }).click()
    await expect(page.locator('[data-sum="edited"]')).toBeVisible()
    expect(await serious(), 'side by side').toEqual([])
  })
