import { ServiceError } from '@towpath/base'
import { hostBucket } from '../http/host-bucket.ts'
import { sendAhead } from '../http/send.ts'
import type { Answer, WireRequest } from '../protocols/protocol.ts'
import type { ServiceEntry } from '../service.ts'
import { type Authenticated, authenticate, missingAuthenticationToken } from '../sigv4/index.ts'
import type { Call } from './call.ts'
import { hintsOf, isForm } from './claim.ts'
import type { Exchange } from './exchange.ts'
import { perform } from './perform.ts'
import type { LoadedService, ServiceTable } from './service-table.ts'
import type { WireOptions } from './wire-options.ts'

const REGION = /^[a-z0-9-]{1,40}$/
/** Bodies of requests whose service is not known yet: unsigned calls such as AssumeRoleWithWebIdentity. */
const UNSIGNED_FORM_LIMIT = 256 * 1024

/** From a request to its answer. Rejects with the ServiceError to answer with; anything else is a mistake of ours. */
export async function serve(options: WireOptions, services: ServiceTable, exchange: Exchange): Promise<Answer> {
  const entry = await entryFor(services, exchange)
  if (!entry) throw unknownService(exchange)
  exchange.protocol = entry.protocol
  const service = await services.load(entry)
  exchange.codec = service.codec
  exchange.model = service.model
  exchange.service = service.service.name

  const request = await identify(options, service, exchange)
  const target = await service.codec.find(request, service.model)
  exchange.target = target
  const operation = target && service.operations.get(target.operation)
  const model = target && service.model.operations.get(target.operation)
  if (!target || !operation || !model) throw service.codec.unknown(target?.operation, target)
  const anonymous = exchange.caller.principal.type === 'anonymous'
  // S3 lets a bucket's policy speak for anonymous callers; elsewhere few operations can do without a signature.
  if (anonymous && !operation.unsigned && entry.protocol !== 'restXml') {
    exchange.trail.refusal = missingAuthenticationToken(service.service.name)
    throw exchange.trail.refusal
  }

  const call: Call = {
    requestId: exchange.requestId,
    caller: exchange.caller,
    service,
    operation,
    input: await service.codec.read(model, request, target),
    signal: exchange.gone.signal,
    http: { headers: request.headers, trailers: () => exchange.body.trailers() },
    waiting: {
      // By the time at which the request began: its signature does not grow old while it waits for us.
      confirmCaller: async () => void (await proved(options, service, exchange, exchange.at)),
      signOfLife: () => sendAhead(exchange.response, () => finish({})),
    },
  }
  const finish = (output: unknown) => {
    const answer = service.codec.write(model, output, exchange.meta)
    return operation.headers ? { ...answer, headers: { ...answer.headers, ...operation.headers } } : answer
  }
  return perform(options, call, exchange.trail, finish)
}

/** Authenticates the request; from here on its caller is known. */
async function identify(options: WireOptions, service: LoadedService, exchange: Exchange): Promise<WireRequest> {
  const { head, body, caller } = exchange
  const limit = bodyLimit(service)
  const named = bucketOfHost(service, exchange)
  const auth = await proved(options, service, exchange, options.clock.now())
  caller.principal = auth.principal
  if (auth.region !== '') caller.region = auth.region
  if (!REGION.test(caller.region)) {
    throw new ServiceError('InvalidRegion', `${JSON.stringify(caller.region.slice(0, 64))} is not a region`)
  }
  return {
    method: head.method,
    rawPath: head.rawPath,
    query: head.query,
    ...named,
    headers: { ...head.headers, ...auth.queryHeaders },
    ...body.verified(auth, limit),
  }
}

/** Who the caller is by the credentials that there are now. `at`: by what time the signature is judged. */
async function proved(
  options: WireOptions,
  service: LoadedService,
  exchange: Exchange,
  at: number,
): Promise<Authenticated> {
  const { head, body, trail } = exchange
  const payload = () => body.raw(bodyLimit(service))
  const request = { ...head, ...bucketOfHost(service, exchange), payload }
  return authenticate(request, options.credentials, at).catch((error: unknown) => {
    trail.refusal = error
    throw error
  })
}

function bodyLimit({ service, codec }: LoadedService): number {
  return service.bodyLimit ?? codec.bodyLimit
}

function bucketOfHost({ service }: LoadedService, { head }: Exchange): { hostBucket?: string } {
  const bucket = service.protocol === 'restXml' ? hostBucket(head.headers.host) : undefined
  return bucket === undefined ? {} : { hostBucket: bucket }
}

async function entryFor(services: ServiceTable, exchange: Exchange): Promise<ServiceEntry | undefined> {
  const { head, body } = exchange
  const hints = hintsOf(head)
  const found = services.find(hints)
  if (found || Object.keys(hints).length > 0) return found
  if (head.method === 'POST' && head.rawPath === '/' && isForm(head.headers['content-type'])) {
    const form = new URLSearchParams((await body.raw(UNSIGNED_FORM_LIMIT)).toString('utf8'))
    return services.find({ version: form.get('Version') ?? '' })
  }
  return services.rest()
}

function unknownService({ head }: Exchange): ServiceError {
  const { signingName, target } = hintsOf(head)
  const name = signingName ?? target ?? head.query.get('Action') ?? head.rawPath
  return new ServiceError('UnknownService', `No service here answers to ${JSON.stringify(name.slice(0, 128))}`, {
    status: 404,
  })
}
