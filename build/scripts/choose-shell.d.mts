export interface RuntimeQuestion {
  readonly env: { readonly [name: string]: string | undefined }
  readonly electronFolder: string
  readonly textOf: (path: string) => string | null
  readonly isProgram: (path: string) => boolean
}
export interface ShellQuestion extends RuntimeQuestion {
  readonly args: readonly string[]
  readonly uid: number | null
  readonly failure: { readonly at: number; readonly why: string } | null
  readonly now: number
}
export type ShellChoice =
  | { readonly shell: 'desktop'; readonly runtime: string; readonly args: readonly string[] }
  | { readonly shell: 'fetch'; readonly args: readonly string[] }
  | { readonly shell: 'loopback'; readonly why: string | null; readonly args: readonly string[] }
export function findRuntime(question: RuntimeQuestion): { readonly file: string } | { readonly wrong: string } | null
export function chooseShell(question: ShellQuestion): ShellChoice
export function notFetched(why: string): string
