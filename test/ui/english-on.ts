import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { root } from '../support/shell.ts'

const example = join(root, 'shared/project/examples/article-3.3.3.json')

/** Words of tools and interfaces, the same in every language, and those of the project that is open. */
const DATA = new Set(
  [
    'tcp udp icmp icmpv dhcp mac dport dports sport type code set src dst out in to state any filter policy ttl seq',
    'Enter Esc Ctrl Alt Shift HTTP HTTPS DNS SSH Ping POP ICMP MAC IPv id DNAT SNAT ms echo',
    'ingress egress RETURN ACCEPT DROP JUMP FORWARD INPUT OUTPUT INVALID RELATED ESTABLISHED RR local top neutron openvswi sg chain',
    'fallback tap qbr vm default allow ssh outside router English Switch Networking API Open vSwitch Linux',
  ].flatMap((line) => line.split(' ')),
)

/** Names and descriptions of the project are a person's own words. */
const named = [...readFileSync(example, 'utf8').matchAll(/"(?:name|description)": "(.+?)"/g)].map((m) => m[1] ?? '')

/** Runs of two or more English words on the screen or told to a screen reader, but for the lines of ping and of the kernel itself. */
export async function englishOn(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = []
    const skipped = '[role="log"], script, style, [lang="en"], .rule-note-line, .ping-output'
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      if (node.parentElement?.closest(skipped) == null) found.push(node.textContent ?? '')
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]'))
      if (element.closest(skipped) === null)
        for (const name of ['aria-label', 'title', 'placeholder']) found.push(element.getAttribute(name) ?? '')
    return found
  })
  return [...new Set(texts)].filter((text) => {
    const said = named.reduce((rest, name) => rest.replaceAll(name, ''), text).replace(/(?:[0-9a-f]{2}:){2,5}[0-9a-f]{2}/g, '')
    const runs = said.match(/(?<![\w-])[A-Za-z][A-Za-z']+(?: +[A-Za-z][A-Za-z']+)+(?![\w:-])/g) ?? []
    return runs.some((run) => run.split(/ +/).some((word) => !DATA.has(word)))
  })
}

export async function toChinese(page: Page): Promise<void> {
  await page.getByRole('button', { name: '切换到中文' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
}
