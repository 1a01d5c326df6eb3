import { errorLine } from '#shared/errors'
import { openBrowser } from './open-browser.ts'
import { type ServeOptions, serve } from './serve.ts'

/** Serves until a signal comes; the lab and all in it end with us. */
export async function runServe(options: ServeOptions & { readonly open: boolean }): Promise<void> {
  const serving = await serve(options).catch((error: unknown) => {
    // The only expected throw: the port asked for is taken.
    console.error(error instanceof Error ? error.message : String(error))
    return null
  })
  if (serving === null) {
    process.exitCode = 1
    return
  }
  if (!serving.ok) {
    console.error(errorLine(serving.error))
    process.exitCode = 1
    return
  }
  const { address, path, close } = serving.value
  console.log(`Tapwall is at ${address}`)
  console.log(`The project is kept in ${path}. Ctrl+C ends the program and its lab.`)
  const leave = () => {
    void close().finally(() => process.exit(0))
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, leave)
  if (options.open) await openBrowser(address, process.env)
}
