// The tools that Tapwall runs, and the Debian packages that hold them. Node's own modules only: this runs before `npm ci`.

import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'

const DIRECTORIES = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

const LAB_TOOLS = {
  iptables: 'iptables',
  'iptables-save': 'iptables',
  'iptables-restore': 'iptables',
  ip6tables: 'iptables',
  'ip6tables-save': 'iptables',
  'ip6tables-restore': 'iptables',
  'xtables-monitor': 'iptables',
  ipset: 'ipset',
  ip: 'iproute2',
  ping: 'iputils-ping',
  tcpreplay: 'tcpreplay',
  conntrack: 'conntrack',
  setpriv: 'util-linux',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  lsns: 'util-linux',
  mount: 'mount',
}
const TEST_TOOLS = { chromium: 'chromium', tcpdump: 'tcpdump', perl: 'perl-base', taskset: 'util-linux' }
/** For a window where there is no screen. */
const DISPLAY_TOOLS = { Xvfb: 'xvfb' }

function found(tool) {
  return DIRECTORIES.some((directory) => {
    try {
      accessSync(`${directory}/${tool}`, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** The Debian packages of what the program itself runs. */
export const labPackages = [...new Set(Object.values(LAB_TOOLS))].sort()

const missingOf = (tools) => Object.entries(tools).filter(([tool]) => !found(tool))

/** Runs apt-get; what it says is shown when it fails. */
function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }
  const { status, stdout, stderr } = spawnSync('apt-get', args, { stdio: ['ignore', 'pipe', 'pipe'], env, encoding: 'utf8' })
  return { ok: status === 0, words: `${stdout ?? ''}${stderr ?? ''}` }
}

/**
 * Makes sure that every tool is there: as root by installing its Debian package, otherwise by printing the one line that does.
 * Ends the program with status 1 when something is still missing.
 */
export function ensureTools({ forTests = false, display = false } = {}) {
  const wanted = { ...LAB_TOOLS, ...(forTests ? TEST_TOOLS : {}), ...(display ? DISPLAY_TOOLS : {}) }
  const missing = missingOf(wanted)
  if (missing.length === 0) return
  const packages = [...new Set(missing.map(([, debianPackage]) => debianPackage))].sort()
  const names = missing.map(([tool]) => tool).join(', ')
  if (process.getuid?.() === 0 && found('apt-get')) {
    console.error(`Installing what is missing (${names}): apt-get install ${packages.join(' ')}`)
    const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages]
    // The lists may be absent or too old: then the first try fails, and a second one is worth it.
    let tried = apt(install)
    if (!tried.ok) {
      apt(['update', '-qq'])
      tried = apt(install)
    }
    const still = missingOf(wanted)
    if (still.length === 0) return
    console.error(tried.words)
    console.error(`Still missing: ${still.map(([tool]) => tool).join(', ')}.`)
    process.exit(1)
  }
  console.error(`Not installed: ${names}.`)
  console.error(`  sudo apt-get update && sudo apt-get install ${packages.join(' ')}`)
  process.exit(1)
}
