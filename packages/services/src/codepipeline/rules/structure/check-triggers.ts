import type { GitConfiguration, GitPullRequestFilter, GitPushFilter } from '@aws-sdk/client-codepipeline'
import { invalidStructure } from '../../errors.ts'
import { type Pipeline, repeated } from '../pipeline.ts'
import { isGlob } from '../triggers/glob.ts'

/** Triggers belong to one connection source each, and their filters combine what may be combined (documented). */
export function checkTriggers({ stages, triggers = [] }: Pipeline): void {
  const configurations = triggers.map(({ gitConfiguration }) => gitConfiguration ?? { sourceActionName: '' })
  for (const name of repeated(configurations.map(({ sourceActionName = '' }) => sourceActionName))) {
    throw invalidStructure(`The source action '${name}' has more than one trigger configuration`)
  }
  for (const configuration of configurations) {
    const source = stages[0]?.actions.find((action) => action.name === configuration.sourceActionName)
    if (!source) {
      throw invalidStructure(
        `The trigger configuration names the source action '${configuration.sourceActionName}', which does not exist`,
      )
    }
    if (source.actionTypeId.provider !== 'CodeStarSourceConnection') {
      throw invalidStructure(
        `The trigger configuration names the source action '${source.name}', whose provider is not CodeStarSourceConnection`,
      )
    }
    if (!isValid(configuration)) {
      // AWS's text (observed).
      throw invalidStructure(
        'The trigger configuration for the source action is not valid. Make sure to choose valid filter combinations.',
      )
    }
  }
}

function isValid({ push, pullRequest }: GitConfiguration): boolean {
  if (!push && !pullRequest) return false
  return (push ?? []).every(isValidPush) && (pullRequest ?? []).every(isValidPullRequest)
}

/** Tags alone, branches alone, or branches with file paths. */
function isValidPush({ tags, branches, filePaths }: GitPushFilter): boolean {
  if (tags && (branches || filePaths)) return false
  if (filePaths && !branches) return false
  return Boolean(tags || branches) && [tags, branches, filePaths].every(hasPatterns)
}

/** Branches alone, or branches with file paths. */
function isValidPullRequest({ branches, filePaths }: GitPullRequestFilter): boolean {
  return Boolean(branches) && [branches, filePaths].every(hasPatterns)
}

/** A criterion that is there says something, in patterns that can be read. */
function hasPatterns(criteria: { includes?: string[]; excludes?: string[] } | undefined): boolean {
  if (!criteria) return true
  const patterns = [...(criteria.includes ?? []), ...(criteria.excludes ?? [])]
  return patterns.length > 0 && patterns.every(isGlob)
}
