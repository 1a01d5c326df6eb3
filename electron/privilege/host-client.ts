import type { z } from 'zod'
import type { TapwallError } from '#shared/errors'
import { type HostGreeting, HostMessage, type HostRequest, type HostVerb, hostAnswers } from '#shared/helper/host-protocol'
import type { Result } from '#shared/result'
import { openPipeClient, type PipeClient, type ProgramPipe } from './pipe-client.ts'

export type HostArguments<V extends HostVerb> = Omit<Extract<HostRequest, { verb: V }>, 'id' | 'verb'>
type HostVerbs = {
  readonly [V in HostVerb]: { readonly args: HostArguments<V>; readonly answer: z.infer<(typeof hostAnswers)[V]> }
}
export type HostClient = PipeClient<HostVerbs, HostGreeting>

/** Waits for the helper's greeting. A refusal in its place is the answer; whatever else comes is told as `helper-lost`. */
export const openHostClient = (pipe: ProgramPipe, greetingMs: number): Promise<Result<HostClient, TapwallError>> =>
  openPipeClient<HostVerbs, HostGreeting>(
    { word: 'helper', of: 'machine', message: HostMessage, answers: hostAnswers },
    pipe,
    greetingMs,
  )
