import type { WireRequest } from '../protocol.ts'
import { type FormNode, readForm } from './form.ts'

const parsed = new WeakMap<WireRequest, FormNode>()

/** The parameters of a query request: those of the address, and those of the body, which win. */
export async function parameters(request: WireRequest): Promise<FormNode> {
  const known = parsed.get(request)
  if (known) return known
  const body = request.method === 'GET' || request.method === 'HEAD' ? undefined : await request.body()
  const form = readForm([...request.query, ...new URLSearchParams(body?.toString('utf8') ?? '')])
  parsed.set(request, form)
  return form
}
