import { labelNotFound, parameterNotFound, versionNotFound } from './errors.ts'
import type { Ctx } from './room.ts'
import { namesOf } from './rules/arns.ts'
import { readSelector } from './rules/parameter-name.ts'
import type { Parameter, Version } from './state/parameters.ts'

/** The parameter of a name or ARN; undefined when there is none. */
export async function findParameter(ctx: Ctx, given: string): Promise<Parameter | undefined> {
  for (const name of namesOf(ctx, given)) {
    const found = await ctx.parameters.find(name)
    if (found) return found
  }
  return undefined
}

export async function existingParameter(ctx: Ctx, given = ''): Promise<Parameter> {
  const found = await findParameter(ctx, given)
  if (!found) throw parameterNotFound(given)
  return found
}

/** The version that `name`, `name:3` or `name:label` asks for, or the refusal. */
export async function selectedVersion(ctx: Ctx, given = ''): Promise<{ version: Version; selector?: string }> {
  const { parameter: wanted, version, label, suffix: selector } = readSelector(given)
  const parameter = await existingParameter(ctx, wanted)
  if (version === undefined && label === undefined) return { version: parameter }
  const versions = await ctx.parameters.versions(parameter.name)
  const found = versions.find((each) => (label === undefined ? each.version === version : each.labels.includes(label)))
  if (found) return { version: found, selector }
  throw label === undefined ? versionNotFound(parameter.name, version ?? 0) : labelNotFound(parameter.name, label)
}
