import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import helmet, { type HelmetOptions } from 'helmet'

/** What helmet puts on an answer under a policy; the same for every answer, so it is computed once. */
export function securityHeaders(policy: Readonly<HelmetOptions>): Record<string, string> {
  const answer = new ServerResponse(new IncomingMessage(new Socket()))
  helmet(policy)(answer.req, answer, (error) => {
    if (error) throw error
  })
  return { ...answer.getHeaders() } as Record<string, string>
}
