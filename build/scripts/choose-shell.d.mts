export interface ShellQuestion {
  readonly args: readonly string[]
  readonly env: { readonly [name: string]: string | undefined }
  readonly uid: number | null
  readonly electronFolder: string
  readonly textOf: (path: string) => string | null
  readonly isProgram: (path: string) => boolean
}
export type ShellChoice =
  | { readonly shell: 'desktop'; readonly runtime: string; readonly args: readonly string[] }
  | { readonly shell: 'loopback'; readonly why: string | null; readonly args: readonly string[] }
export function chooseShell(question: ShellQuestion): ShellChoice
