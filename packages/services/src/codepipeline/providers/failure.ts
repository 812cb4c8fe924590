import { ServiceError } from '@towpath/base'
import type { ActionOutcome, ActionRequest, ExternalExecution, Provider } from './provider.ts'

/** The failure types of the model that an action here ends in. */
export type FailureCode = 'PermissionError' | 'ConfigurationError' | 'JobFailed' | 'RevisionUnavailable'

/** An action cannot be carried out, and why: for people, who learn from the message what to change. */
export class ActionFailure extends Error {
  override readonly name = 'ActionFailure'
  readonly code: FailureCode
  /** What it had begun, if anything. */
  readonly external: ExternalExecution

  constructor(code: FailureCode, message: string, external: ExternalExecution = {}) {
    super(message)
    this.code = code
    this.external = external
  }
}

/** A provider whose methods may reject with an {@link ActionFailure}: it is what the action ends in. */
export function failing(provider: Provider): Provider {
  const { check, abandon } = provider
  return {
    start: (request, signal) => outcomeOf(() => provider.start(request, signal), request, {}),
    ...(check && {
      check: (request, waiting, signal) => outcomeOf(() => check(request, waiting, signal), request, waiting),
    }),
    ...(abandon && { abandon }),
  }
}

async function outcomeOf(
  work: () => Promise<ActionOutcome>,
  request: ActionRequest,
  known: ExternalExecution,
): Promise<ActionOutcome> {
  try {
    return await work()
  } catch (error) {
    const failure = failureOf(error, request)
    if (!failure) throw error
    const { externalExecutionId, externalExecutionUrl, summary } = { ...known, ...failure.external }
    const { code, message } = failure
    return { type: 'failed', error: { code, message }, externalExecutionId, externalExecutionUrl, summary }
  }
}

/** What another service refused is for the pipeline's owner to mend; its own faults pass, and are tried again. */
function failureOf(error: unknown, request: ActionRequest): ActionFailure | undefined {
  if (error instanceof ActionFailure) return error
  if (!(error instanceof ServiceError) || isPassing(error)) return undefined
  if (isDenied(error)) return notPermitted(request, error.message)
  return new ActionFailure('ConfigurationError', `${error.code}: ${error.message}`)
}

/** AWS's text begins so (observed); what follows says which permission is missing on what. */
export function notPermitted(request: ActionRequest, why: string): ActionFailure {
  return new ActionFailure(
    'PermissionError',
    `The provided role does not have sufficient permissions: ${sentence(why)} ${howToAllow(request)}`,
  )
}

/** What to do about a permission that is missing, for the end of a message. */
export const howToAllow = (request: Pick<ActionRequest, 'action' | 'pipelineRoleArn'>): string =>
  `Allow it in a policy of the role ${roleOf(request)}, then retry the stage.`

/** With a full stop at its end, once. */
export const sentence = (text: string): string => `${text.replace(/\.$/, '')}.`

/** The role that the action acts with, as its owner knows it. */
export const roleOf = ({ action, pipelineRoleArn }: Pick<ActionRequest, 'action' | 'pipelineRoleArn'>): string =>
  action.roleArn ?? pipelineRoleArn

export const isDenied = (error: unknown): boolean => error instanceof ServiceError && DENIALS.has(error.code)

const DENIALS = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'])

export const hasCode = (error: unknown, ...codes: string[]): error is ServiceError =>
  error instanceof ServiceError && codes.includes(error.code)

/** Gone by itself after a while, rather than by what somebody changes. */
const isPassing = (error: ServiceError): boolean =>
  error.status >= 500
    ? error.status !== 501
    : /^(Throttling|InternalFailure|InternalError|ServiceUnavailable)/.test(error.code)

/** The same promise; a refusal by a service is put into the words of `explain`, where it has any. */
export async function explained<T>(
  work: Promise<T>,
  explain: (error: ServiceError) => ActionFailure | undefined,
): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof ServiceError && !isPassing(error)) throw explain(error) ?? error
    throw error
  }
}

/** A permission that no operation here asks for, any one of those; rejects with the failure that its want is. */
export async function needPermission(
  request: ActionRequest,
  actions: string[],
  resource: string,
  context?: (service: string) => Record<string, string>,
): Promise<void> {
  for (const action of actions) {
    if (await request.role.may(action, resource, context?.(action.split(':')[0] ?? ''))) return
  }
  throw notPermitted(
    request,
    `${request.role.arn} is not authorized to perform: ${actions.join(' or ')} on resource: ${resource}.`,
  )
}

/** What `work` gives; what it finds in the configuration of a rule that cannot be meant ends the rule. */
export function evaluated<T>(rule: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof RangeError)) throw error
    throw new ActionFailure('ConfigurationError', `The rule ${rule} cannot be evaluated: ${error.message}`)
  }
}
