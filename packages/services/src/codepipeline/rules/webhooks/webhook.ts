import { BlockList, isIP, isIPv4 } from 'node:net'
import type { WebhookAuthenticationType, WebhookDefinition } from '@aws-sdk/client-codepipeline'
import { invalidWebhookAuthentication, invalidWebhookFilter, quote, validation } from '../../errors.ts'
import type { Action, Pipeline } from '../pipeline.ts'
import { MASK } from '../secrets.ts'
import { parseJsonPath } from './json-path.ts'

export interface WebhookFilter {
  jsonPath: string
  /** Absent: that there is something at the path will do. */
  matchEquals?: string
}

/** A webhook as it is kept: without its secret. */
export interface Webhook {
  name: string
  targetPipeline: string
  targetAction: string
  filters: WebhookFilter[]
  authentication: WebhookAuthenticationType
  /** CIDR; with IP only. */
  allowedIpRange?: string
}

/**
 * What a client described, with its secret apart. Refuses what does not fit its kind of authentication, and filters that
 * cannot be evaluated; lengths, patterns and enums were checked against the model before. `known` is the secret that is
 * there already: the mask that reads show keeps it.
 */
export function checkedWebhook(
  given: Partial<WebhookDefinition>,
  known?: string,
): { webhook: Webhook; secret?: string } {
  const { name = '', targetPipeline = '', targetAction = '', authentication = 'UNAUTHENTICATED' } = given
  const { AllowedIPRange: range, SecretToken: token } = given.authenticationConfiguration ?? {}
  const problem = authenticationProblem(authentication, range, token)
  if (problem) throw invalidWebhookAuthentication(problem)
  const filters = (given.filters ?? []).map(({ jsonPath = '', matchEquals }) => ({ jsonPath, matchEquals }))
  for (const { jsonPath } of filters) {
    if (!parseJsonPath(jsonPath)) throw invalidWebhookFilter(jsonPath)
  }
  const secret = token === MASK ? known : token
  if (token !== undefined && secret === undefined) {
    throw invalidWebhookAuthentication(`The webhook has no SecretToken yet that '${MASK}' could keep`)
  }
  return { webhook: { name, targetPipeline, targetAction, filters, authentication, allowedIpRange: range }, secret }
}

function authenticationProblem(kind: WebhookAuthenticationType, range?: string, token?: string): string | undefined {
  switch (kind) {
    case 'GITHUB_HMAC':
      if (range !== undefined) return 'With GITHUB_HMAC only a SecretToken is taken, no AllowedIPRange'
      return token ? undefined : 'GITHUB_HMAC needs a SecretToken'
    case 'IP':
      if (token !== undefined) return 'With IP only an AllowedIPRange is taken, no SecretToken'
      if (range !== undefined && addressRange(range)) return undefined
      return `IP needs an AllowedIPRange in CIDR notation, as in 192.0.2.0/24, not '${quote(range ?? '')}'`
    case 'UNAUTHENTICATED':
      return range === undefined && token === undefined
        ? undefined
        : 'With UNAUTHENTICATED neither an AllowedIPRange nor a SecretToken is taken'
  }
}

/** The addresses of a range in CIDR notation; undefined when it is none. */
function addressRange(range: string): BlockList | undefined {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(range) ?? []
  const family = isIP(address)
  if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) return undefined
  const addresses = new BlockList()
  addresses.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6')
  return addresses
}

/** Whether a caller's address is in a range. An IPv4 address may be written as IPv6 does (`::ffff:192.0.2.1`). */
export function isInRange(range: string, address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return isIP(plain) !== 0 && (addressRange(range)?.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6') ?? false)
}

/** The action that a webhook is for. Refuses one that is not in the first stage (documented). */
export function targetAction({ name, stages }: Pipeline, action: string): Action {
  const target = stages[0]?.actions.find((each) => each.name === action)
  if (!target) {
    throw validation(`targetAction: the first stage of the pipeline '${name}' has no action '${quote(action)}'`)
  }
  return target
}
