import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { checkRulesetNames } from '#shared/compile/check-names'
import { compile } from '#shared/compile/compile'
import { withUuidDevices } from '#shared/compile/uuid-devices'
import { articleSevenRules } from '#shared/project/article'
import { restoreText } from './restore-text.ts'

/** The article's 3.3: what is told before loading is what the tool says, line for line. */
const own = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user', '--keep-caps']

describe('a plain driver that is given ids of ports for devices', () => {
  it.each([
    ['iptables-nft-restore', 'ipv4', 0],
    ['ip6tables-nft-restore', 'ipv6', 1],
    ['iptables-legacy-restore', 'ipv4', 0],
  ] as const)('%s refuses the line that was named', async (tool, family, at) => {
    const plain = compile(articleSevenRules, 'compute1', { firewallDriver: 'iptables' })
    if (!plain.ok) throw new Error(JSON.stringify(plain.error))
    const ruleset = withUuidDevices(plain.value)
    const { line, device } = checkRulesetNames(ruleset)[at]?.values ?? {}
    const run = await execa('unshare', [...own, '--net', tool, '--test'], {
      input: restoreText(ruleset, family),
      reject: false,
      env: { LC_ALL: 'C', XTABLES_LOCKFILE: '/dev/null' },
    })
    expect(run.exitCode).not.toBe(0)
    expect(run.stderr).toMatch(/must be shorter than IFNAMSIZ \(15\)/)
    expect(run.stderr).toContain(`interface name \`${device}'`)
    expect(run.stderr).toContain(`Error occurred at line: ${line}`)
  })

  it('with the taps for devices the same text is taken', async () => {
    const plain = compile(articleSevenRules, 'compute1', { firewallDriver: 'iptables', enableIpset: false })
    if (!plain.ok) throw new Error(JSON.stringify(plain.error))
    const input = restoreText(plain.value, 'ipv4')
    const run = await execa('unshare', [...own, '--net', 'iptables-nft-restore', '--test'], { input, reject: false })
    expect(run.stderr).toBe('')
    expect(run.exitCode).toBe(0)
  })
})
