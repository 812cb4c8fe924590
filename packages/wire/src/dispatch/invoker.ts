import { ServiceError } from '@towpath/base'
import type { Invoker } from '../invoker.ts'
import { auditRecord } from './audit.ts'
import type { Call, Caller, Trail } from './call.ts'
import { globalConditions } from './conditions.ts'
import { internalError } from './faults.ts'
import { perform } from './perform.ts'
import type { LoadedService, ServiceTable } from './service-table.ts'
import type { WireOptions } from './wire-options.ts'

type Within = { region: string; userAgent?: string }

/** Calls between rooms. `closing` is aborted when the control plane stops. */
export function createInvoker(options: WireOptions, services: ServiceTable, closing: AbortSignal): Invoker {
  const { ids, clock, log, audit } = options

  function callerWithin(principal: Caller['principal'], { region, userAgent = 'towpath' }: Within): Caller {
    return { principal, region, userAgent, secure: true, endpoint: options.endpoint ?? 'http://localhost' }
  }

  return {
    async invoke<Input, Output>(as: Caller['principal'], request: Parameters<Invoker['invoke']>[1] & { input: Input }) {
      const service = await loadNamed(services, request.service)
      const operation = service.operations.get(request.operation)
      if (!operation) throw new Error(`${request.service} serves no operation ${request.operation}`)
      const requestId = ids.uuid()
      const caller = callerWithin(as, request)
      const signal = request.signal ? AbortSignal.any([request.signal, closing]) : closing
      const http = { headers: {}, trailers: () => ({}) }
      const waiting = { confirmCaller: async () => {}, signOfLife: () => {} }
      const call: Call = { requestId, caller, service, operation, input: request.input, signal, http, waiting }
      const trail: Trail = { decisions: [] }
      const about = { requestId, at: clock.now(), service: service.service.name, operation: operation.name }
      try {
        const output = await perform(options, call, trail, (result) => result)
        audit.record(auditRecord(about, caller, trail))
        return output as Output
      } catch (error) {
        audit.record(auditRecord(about, caller, trail, error))
        if (error instanceof ServiceError) throw error
        log.error({ err: error, ...about }, 'A call between services failed')
        throw internalError(service.service.protocol)
      }
    },
    async may(as, { access, ...within }) {
      const caller = callerWithin(as, within)
      const now = clock.now()
      const conditions = { ...access.conditions, ...globalConditions(caller, now) }
      const decision = await options.authorizer.decide(as, { ...access, conditions })
      const [service = '', operation = ''] = access.action.split(':')
      const { action, resource } = access
      const record = auditRecord({ requestId: ids.uuid(), at: now, service, operation }, caller, {
        decisions: [{ action, resource, decision }],
      })
      audit.record({ ...record, outcome: decision.allowed ? 'allowed' : 'refused' })
      return decision.allowed
    },
  }
}

async function loadNamed(services: ServiceTable, name: string): Promise<LoadedService> {
  const entry = services.named(name)
  if (!entry) throw new Error(`No service is called ${name}`)
  return services.load(entry)
}
