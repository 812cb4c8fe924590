import { type Clock, ServiceError } from '@towpath/base'
import { assumeServiceRole, type IamDeps, sessionCredentials } from '@towpath/services/iam/index.ts'
import type { CredentialStore, Principal, Wire } from '@towpath/wire'
import { type RoleCalls, roleCalls } from './role-calls.ts'

export const CODEPIPELINE = 'codepipeline.amazonaws.com'

export interface PipelineSession {
  pipelineRoleArn: string
  /** Assumed with the pipeline's, with the real operation. */
  actionRoleArn?: string
  region: string
  pipelineArn: string
  sessionName: string
}

export interface SessionRefusal {
  refused: 'missing' | 'trust' | 'denied'
  /** The role that could not be assumed. */
  roleArn: string
}

export interface SessionKeys {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
}

export interface PipelineSessionDeps {
  iam: IamDeps
  clock: Clock
  credentials: CredentialStore
  wire: () => Pick<Wire, 'invoker'>
}

/** Who CodePipeline is in an action: the pipeline's role, or the action's through it. */
export async function pipelinePrincipal(
  deps: PipelineSessionDeps,
  asked: PipelineSession,
): Promise<Principal | SessionRefusal> {
  const own = await assumeServiceRole(deps.iam)(serviceSession(deps, asked))
  if ('refused' in own) return { refused: own.refused, roleArn: asked.pipelineRoleArn }
  if (!hasRoleOfItsOwn(asked)) return own.principal
  const keys = await actionKeys(actAs(deps, own.principal, asked), asked)
  const found = keys && (await deps.credentials.find(keys.accessKeyId, keys.sessionToken))
  return found && !('refused' in found) ? found.principal : { refused: 'denied', roleArn: asked.actionRoleArn ?? '' }
}

/** The same with keys, for programs that call from outside. A chained session lasts an hour at most, as on AWS. */
export async function pipelineKeys(
  deps: PipelineSessionDeps,
  asked: PipelineSession & { durationSeconds: number },
): Promise<SessionKeys | SessionRefusal> {
  if (!hasRoleOfItsOwn(asked)) {
    const { durationSeconds } = asked
    const own = await sessionCredentials(deps.iam)({ ...serviceSession(deps, asked), durationSeconds })
    return 'refused' in own ? { refused: own.refused, roleArn: asked.pipelineRoleArn } : own
  }
  const own = await assumeServiceRole(deps.iam)(serviceSession(deps, asked))
  if ('refused' in own) return { refused: own.refused, roleArn: asked.pipelineRoleArn }
  const keys = await actionKeys(actAs(deps, own.principal, asked), asked)
  return keys ?? { refused: 'denied', roleArn: asked.actionRoleArn ?? '' }
}

const hasRoleOfItsOwn = ({ actionRoleArn, pipelineRoleArn }: PipelineSession) =>
  actionRoleArn !== undefined && actionRoleArn !== pipelineRoleArn

const serviceSession = ({ clock }: PipelineSessionDeps, asked: PipelineSession) => ({
  roleArn: asked.pipelineRoleArn,
  service: CODEPIPELINE,
  sessionName: asked.sessionName,
  region: asked.region,
  sourceArn: asked.pipelineArn,
  now: clock.now(),
})

const actAs = ({ wire }: PipelineSessionDeps, principal: Principal, { region }: PipelineSession) =>
  roleCalls(wire(), principal, { region, userAgent: CODEPIPELINE })

interface AssumeRoleAnswer {
  Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string }
}

async function actionKeys(
  pipeline: RoleCalls,
  { actionRoleArn, sessionName }: PipelineSession,
): Promise<SessionKeys | undefined> {
  try {
    const input = { RoleArn: actionRoleArn, RoleSessionName: sessionName }
    const { Credentials: keys } = await pipeline.call<AssumeRoleAnswer>('sts', 'AssumeRole', input)
    return { accessKeyId: keys.AccessKeyId, secretAccessKey: keys.SecretAccessKey, sessionToken: keys.SessionToken }
  } catch (error) {
    if (error instanceof ServiceError) return undefined
    throw error
  }
}
