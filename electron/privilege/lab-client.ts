import type { TapwallError } from '#shared/errors'
import {
  type LabAnswers,
  type LabGreeting,
  LabMessage,
  type LabRequest,
  type LabVerb,
  labAnswers,
} from '#shared/helper/lab-protocol'
import type { Result } from '#shared/result'
import { openPipeClient, type PipeClient, type PipeRequestOptions, type ProgramPipe } from './pipe-client.ts'

export type LabArguments<V extends LabVerb> = Omit<Extract<LabRequest, { verb: V }>, 'id' | 'verb'>
export type LabRequestOptions = PipeRequestOptions
export type LabVerbs = { readonly [V in LabVerb]: { readonly args: LabArguments<V>; readonly answer: LabAnswers[V] } }
export type LabClient = PipeClient<LabVerbs, LabGreeting>
export type LabPipe = ProgramPipe

/** Waits for the lab's greeting; whatever comes instead of it is told as `helper-lost`. */
export const openLabClient = (pipe: LabPipe, greetingMs: number): Promise<Result<LabClient, TapwallError>> =>
  openPipeClient<LabVerbs, LabGreeting>({ word: 'lab', message: LabMessage, answers: labAnswers }, pipe, greetingMs)
