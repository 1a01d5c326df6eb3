import { ORPCError, ValidationError } from '@orpc/server'
import type { StandardHandlerOptions } from '@orpc/server/standard'
import { decodeIssues } from '#shared/decode-issues'
import { errorLine, invalid, issue, type TapwallError } from '#shared/errors'
import { bugWords } from '../program/keep-going.ts'

/**
 * A call of no procedure, or with an input that its procedure does not take, is answered with an error of ours as the data of oRPC's.
 * Without this the page would hear "Input validation failed" and not what is wrong.
 */
export const namedRefusals: StandardHandlerOptions<Record<never, never>> = {
  interceptors: [
    async ({ next, request }) => {
      const answered = await next().catch((thrown: unknown) => {
        throw thrown instanceof ORPCError ? thrown : unreadable()
      })
      if (answered.matched) return answered
      const name = request.url.pathname.slice(1, 61)
      throw named('NOT_FOUND', invalid([issue([], 'call.unknown', `There is no call ${name}.`, { name })]))
    },
  ],
  clientInterceptors: [
    async ({ next }) => {
      try {
        return await next()
      } catch (thrown) {
        throw refusalOf(thrown)
      }
    },
  ],
}

const named = (code: 'NOT_FOUND' | 'BAD_REQUEST' | 'INTERNAL_SERVER_ERROR', data: TapwallError) =>
  new ORPCError(code, { message: errorLine(data).slice(0, 4000), data })

/** What oRPC cannot take apart, no page of ours has put together. */
const unreadable = () =>
  named('BAD_REQUEST', invalid([issue([], 'call.unreadable', 'What was sent with this call cannot be read.')]))

function refusalOf(thrown: unknown): unknown {
  const cause = thrown instanceof ORPCError ? thrown.cause : undefined
  if (thrown instanceof ORPCError && thrown.code === 'BAD_REQUEST' && cause instanceof ValidationError)
    // The contract's schemas are zod's, and so are their issues.
    return named('BAD_REQUEST', invalid(decodeIssues({ issues: cause.issues as never }, cause.data)))
  console.error(bugWords(cause ?? thrown))
  return named('INTERNAL_SERVER_ERROR', { kind: 'bug', detail: thrown instanceof Error ? thrown.message : String(thrown) })
}
