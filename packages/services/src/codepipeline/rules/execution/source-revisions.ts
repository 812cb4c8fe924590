import type { SourceRevisionOverride, SourceRevisionType } from '@aws-sdk/client-codepipeline'
import { validation } from '../../errors.ts'
import { type Action, type Pipeline, repeated } from '../pipeline.ts'

/** What source actions of each provider can be given (documented); custom ones take whatever their worker understands. */
const TYPES: Record<string, SourceRevisionType[]> = {
  CodeCommit: ['COMMIT_ID'],
  CodeStarSourceConnection: ['COMMIT_ID'],
  GitHub: ['COMMIT_ID'],
  ECR: ['IMAGE_DIGEST'],
  S3: ['S3_OBJECT_VERSION_ID', 'S3_OBJECT_KEY'],
}

interface CheckedRevision {
  actionName: string
  revisionType: SourceRevisionType
  revisionValue: string
}

/** What a start gives source actions instead of what is newest. Refuses what an action cannot be given (documented). */
export function checkSourceRevisions(
  { stages }: Pick<Pipeline, 'stages'>,
  given: readonly SourceRevisionOverride[],
): CheckedRevision[] {
  const sources = stages[0]?.actions ?? []
  const twice = repeated(given.map(({ actionName, revisionType }) => `${actionName} ${revisionType}`))[0]
  if (twice !== undefined) throw validation(`The source revision '${twice}' is given more than once`)
  return given.map(({ actionName = '', revisionType, revisionValue = '' }) => {
    const action = sources.find(({ name }) => name === actionName)
    if (!action) throw validation(`The pipeline has no source action '${actionName}'`)
    if (!revisionType || !typesOf(action).includes(revisionType)) {
      throw validation(`The source action '${actionName}' does not take a revision of type ${revisionType}`)
    }
    if (revisionType === 'S3_OBJECT_KEY' && action.configuration.AllowOverrideForS3ObjectKey !== 'true') {
      throw validation(
        `The source action '${actionName}' takes no other key: AllowOverrideForS3ObjectKey is not true in its configuration`,
      )
    }
    return { actionName, revisionType, revisionValue }
  })
}

function typesOf({ actionTypeId: { provider = '', owner } }: Action): SourceRevisionType[] {
  if (owner === 'Custom') return ['COMMIT_ID']
  return (Object.hasOwn(TYPES, provider) ? TYPES[provider] : undefined) ?? []
}

/** The type of what PutActionRevision tells about a source action. */
export const revisionTypeOf = (action: Action): SourceRevisionType => typesOf(action)[0] ?? 'COMMIT_ID'
