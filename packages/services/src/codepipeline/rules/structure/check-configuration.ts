import { invalidActionDeclaration, quote } from '../../errors.ts'
import type { ActionTypeDefinition } from '../action-types/action-type.ts'
import type { Action } from '../pipeline.ts'
import { hasReferences } from '../variables/references.ts'

/** What a property of AWS's providers takes where not every text will do. */
const ALLOWED: Record<string, readonly string[]> = {
  PollForSourceChanges: ['true', 'false'],
  DetectChanges: ['true', 'false'],
  AllowOverrideForS3ObjectKey: ['true', 'false'],
  BatchEnabled: ['true', 'false'],
  CombineArtifacts: ['true', 'false'],
  Extract: ['true', 'false'],
  OutputArtifactFormat: ['CODE_ZIP', 'CODEBUILD_CLONE_REF'],
}

/** Refuses keys that the provider does not know, required ones that are missing, and values that it cannot mean. */
export function checkConfiguration(action: Action, { properties }: ActionTypeDefinition): void {
  const { name, configuration } = action
  const { category, provider, owner } = action.actionTypeId
  const isCustom = owner === 'Custom'
  const refuse = (what: string) => invalidActionDeclaration(`Action configuration for action '${name}' ${what}`)
  for (const property of properties) {
    if (property.required && configuration[property.name ?? ''] === undefined) {
      throw refuse(`is missing required configuration '${property.name}'`)
    }
  }
  const known = new Set(properties.map((property) => property.name))
  for (const [key, value] of Object.entries(configuration)) {
    if (!known.has(key)) throw refuse(`contains unknown configuration '${quote(key)}'`)
    const allowed = isCustom ? undefined : ALLOWED[key]
    if (allowed && !hasReferences(value) && !allowed.includes(value.toLowerCase()) && !allowed.includes(value)) {
      throw refuse(`has '${quote(value)}' for '${key}', which is not one of ${allowed.join(', ')}`)
    }
  }
  checkQueryable(action, properties, refuse)
  const more = isCustom ? undefined : CHECKS[`${category}/${provider}`]?.(action)
  if (more) throw refuse(more)
}

/** A value that job workers may ask for by itself has to be short and plain (documented). */
const QUERYABLE_VALUE = /^[A-Za-z0-9_-]{1,20}$/

function checkQueryable(
  { configuration }: Action,
  properties: ActionTypeDefinition['properties'],
  refuse: (what: string) => Error,
): void {
  const key = properties.find(({ queryable }) => queryable)?.name ?? ''
  const value = configuration[key]
  if (value === undefined || QUERYABLE_VALUE.test(value)) return
  throw refuse(
    `has '${quote(value)}' for '${key}', which job workers query: it takes up to 20 letters, digits, underscores and hyphens`,
  )
}

/** Rules between several properties of one provider: what is wrong, if something is. */
const CHECKS: Record<string, (action: Action) => string | undefined> = {
  'Build/CodeBuild': primarySource,
  'Test/CodeBuild': primarySource,
  'Deploy/S3': ({ configuration }) =>
    configuration.Extract === 'false' && !configuration.ObjectKey
      ? "is missing required configuration 'ObjectKey', which is needed when 'Extract' is false"
      : undefined,
  'Deploy/EC2': ({ configuration }) =>
    configuration.DeploySpec === undefined &&
    (configuration.TargetDirectory === undefined || configuration.PostScript === undefined)
      ? "is missing required configuration 'DeploySpec', or 'TargetDirectory' and 'PostScript'"
      : undefined,
}

function primarySource({ configuration, inputArtifacts = [] }: Action): string | undefined {
  const { PrimarySource: primary } = configuration
  if (primary === undefined) {
    return inputArtifacts.length > 1
      ? "is missing required configuration 'PrimarySource', which is needed with more than one input artifact"
      : undefined
  }
  if (hasReferences(primary) || inputArtifacts.some((artifact) => artifact.name === primary)) return undefined
  return `has '${quote(primary)}' for 'PrimarySource', which is not an input artifact of the action`
}
