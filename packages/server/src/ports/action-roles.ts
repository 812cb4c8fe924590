import { type Clock, ServiceError } from '@towpath/base'
import type { ActionRoles } from '@towpath/services/codepipeline/ports/action-roles.ts'
import type { PipelineRoles } from '@towpath/services/codepipeline/ports/pipeline-roles.ts'
import type { IamDeps } from '@towpath/services/iam/deps.ts'
import { assumeServiceRole, serviceRoleTrust } from '@towpath/services/iam/service-roles.ts'
import type { CredentialStore, Wire } from '@towpath/wire'
import { roleCalls } from './role-calls.ts'

const CODEPIPELINE = 'codepipeline.amazonaws.com'

/** What CodePipeline asks of IAM about the roles of its pipelines. */
export function pipelineRoles(iam: IamDeps): PipelineRoles {
  const trust = serviceRoleTrust(iam)
  return {
    mayAssume: (roleArn, { pipelineArn, ...asked }) =>
      trust({ roleArn, service: CODEPIPELINE, sourceArn: pipelineArn, ...asked }),
  }
}

/** How CodePipeline acts with them. The role of an action is assumed by that of its pipeline, with the real operation. */
export function actionRoles(
  iam: IamDeps,
  { clock, credentials, wire }: { clock: Clock; credentials: CredentialStore; wire: () => Pick<Wire, 'invoker'> },
): ActionRoles {
  const assume = assumeServiceRole(iam)
  return {
    async assume({ pipelineRoleArn, actionRoleArn, region, pipelineArn, sessionName }) {
      const by = { region, userAgent: CODEPIPELINE }
      const asked = { roleArn: pipelineRoleArn, service: CODEPIPELINE, sessionName, region, sourceArn: pipelineArn }
      const own = await assume({ ...asked, now: clock.now() })
      if ('refused' in own) return { refused: own.refused, roleArn: pipelineRoleArn }
      const pipeline = roleCalls(wire(), own.principal, by)
      if (actionRoleArn === undefined || actionRoleArn === pipelineRoleArn) return pipeline
      const keys = await assumedBy(pipeline, { RoleArn: actionRoleArn, RoleSessionName: sessionName })
      const found = keys && (await credentials.find(keys.AccessKeyId, keys.SessionToken))
      if (!found || 'refused' in found) return { refused: 'denied', roleArn: actionRoleArn }
      return roleCalls(wire(), found.principal, by)
    },
  }
}

interface Keys {
  AccessKeyId: string
  SessionToken: string
}

async function assumedBy(
  role: ReturnType<typeof roleCalls>,
  input: { RoleArn: string; RoleSessionName: string },
): Promise<Keys | undefined> {
  try {
    return (await role.call<{ Credentials: Keys }>('sts', 'AssumeRole', input)).Credentials
  } catch (error) {
    if (error instanceof ServiceError) return undefined
    throw error
  }
}
