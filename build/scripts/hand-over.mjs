import { spawn } from 'node:child_process'

/** Runs a built program in our place: same terminal, same signals, same exit status. */
export function handOver(program, args) {
  const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1))
}
