import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asCommand } from '../../../renderer/texts/en/as-command.ts'
import { chains } from '../../../renderer/texts/en/chains.ts'
import { commands } from '../../../renderer/texts/en/commands.ts'
import { compare } from '../../../renderer/texts/en/compare.ts'
import { document } from '../../../renderer/texts/en/document.ts'
import { errors } from '../../../renderer/texts/en/errors.ts'
import { frame } from '../../../renderer/texts/en/frame.ts'
import { groups } from '../../../renderer/texts/en/groups.ts'
import { hosts } from '../../../renderer/texts/en/hosts.ts'
import { listing } from '../../../renderer/texts/en/listing.ts'
import { networks } from '../../../renderer/texts/en/networks.ts'
import { ping } from '../../../renderer/texts/en/ping.ts'
import { ports } from '../../../renderer/texts/en/ports.ts'
import { settings } from '../../../renderer/texts/en/settings.ts'
import { terms } from '../../../renderer/texts/en/terms.ts'
import { way } from '../../../renderer/texts/en/way.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface Source {
  readonly path: string
  readonly text: string
}

/** Sources below a folder, without the catalogues and without comments, which may say anything. */
export function sourcesOf(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/(^|\/)texts\/(en|zh)\//.test(`${folder}/${name}`))
    .map((name) => ({ path: `${folder}/${name}`, text: withoutComments(readFileSync(join(root, folder, name), 'utf8')) }))
}

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')

export const english = {
  frame,
  commands,
  document,
  errors,
  groups,
  ports,
  networks,
  hosts,
  chains,
  compare,
  ping,
  settings,
  terms,
  way,
  asCommand,
  listing,
}

/** Sentences by `namespace:path.of.keys`. */
export function sentencesOf(catalogues: object): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (value: unknown, path: string) => {
    if (typeof value === 'string') found.set(path, value)
    else for (const [key, inner] of Object.entries(value ?? {})) walk(inner, `${path}.${key}`)
  }
  for (const [namespace, catalogue] of Object.entries(catalogues)) walk(catalogue, namespace)
  return new Map([...found].map(([path, text]) => [path.replace('.', ':'), text]))
}
