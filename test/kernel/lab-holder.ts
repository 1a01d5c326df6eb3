import { startLab } from '#electron/privilege/start-lab'
import { labTopology } from '#shared/helper/lab-topology'
import { PC1, smallProject } from './small-project.ts'

/**
 * A stand-in for main as a process of its own, bundled by the tests: starts the lab of the small project, says how that went in one
 * line, and then stays with a ping under way until it is killed. Argument: path of the lab's bundle.
 */
async function hold(file: string): Promise<void> {
  const say = (words: unknown) => process.stdout.write(`${JSON.stringify(words)}\n`)
  // The runtime may lie where this user cannot reach it by name.
  const lab = await startLab({ runtime: '/proc/self/exe', file, electron: false })
  const topology = labTopology(smallProject)
  if (!lab.ok || !topology.ok) return void say({ lab, topology })
  const built = await lab.value.request('build', { topology: topology.value })
  const ping = { node: PC1, to: '192.168.1.104', interval: 0.1, size: 56 }
  const pinged = await lab.value.request('ping', { ...ping, count: 2 })
  void lab.value.request('ping', { ...ping, count: 1000 })
  say({ uid: process.getuid?.(), greeting: lab.value.greeting, pid: lab.value.pid, built, pinged })
}

void hold(process.argv[2] ?? '')
