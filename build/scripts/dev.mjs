// `npm run dev`: rebuilds what changes and starts the shell anew when main or lab did. A changed page needs a reload.
import { spawn } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'
import { ensurePackages, root } from './setup.mjs'
import { ensureTools } from './tools.mjs'

ensureTools()
ensurePackages()

const PORT = '7433'
const children = []
const start = (args) => {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
  children.push(child)
  return child
}
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
for (const config of ['lab', 'node', 'page'])
  start([vite, 'build', '--watch', '--config', join('build', `vite.${config}.config.ts`), '--logLevel', 'warn'])

const program = join(root, 'dist', 'node', 'serve.js')
let shell = null
let timer
const restart = () => {
  clearTimeout(timer)
  timer = setTimeout(() => {
    if (!existsSync(program)) return
    shell?.kill('SIGTERM')
    shell = start([program, '--port', PORT, ...process.argv.slice(2)])
  }, 1000)
}
const begin = setInterval(() => {
  if (!existsSync(program) || !existsSync(join(root, 'dist', 'lab', 'lab.cjs'))) return
  clearInterval(begin)
  restart()
  for (const folder of ['node', 'lab']) watch(join(root, 'dist', folder), restart)
}, 300)

const leave = () => {
  for (const child of children) child.kill('SIGTERM')
  process.exit(0)
}
process.on('SIGINT', leave)
process.on('SIGTERM', leave)
