import type { Plan } from './plan.ts'
import { printTransaction } from './print-restore.ts'

/**
 * A plan as commands for a terminal (POSIX sh, to be run by root in the host's network namespace): one tool a transaction, with what it
 * reads between the lines. Nothing in a plan can end such a text early: every line of it begins with a word of the tools.
 */
export function planScript(plan: Plan): string {
  const parts = plan.transactions.map((transaction) => {
    const tool =
      transaction.on === 'table' ? `${transaction.family === 'ipv4' ? 'iptables' : 'ip6tables'}-restore --noflush` : 'ipset restore'
    return `${tool} <<'EOF'\n${printTransaction(transaction)}EOF\n`
  })
  return `# ${plan.host}\n${parts.join('')}`
}
