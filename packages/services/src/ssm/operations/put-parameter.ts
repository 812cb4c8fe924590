import type { PutParameterRequest, PutParameterResult } from '@aws-sdk/client-ssm'
import { operation } from '@towpath/wire'
import { onParameter, requestTags } from '../access.ts'
import {
  keyIdWithoutSecret,
  noKeys,
  noPolicies,
  parameterAlreadyExists,
  parameterLimitExceeded,
  tagsWithOverwrite,
  typeCannotChange,
  typeRequired,
  unservedDataType,
  versionLimitExceeded,
} from '../errors.ts'
import type { Ctx, Room } from '../room.ts'
import { checkParameterName } from '../rules/parameter-name.ts'
import { checkValue, tierOf } from '../rules/parameter-value.ts'
import { withTags } from '../rules/tags.ts'
import type { Parameter, VersionSettings } from '../state/parameters.ts'

/** Parameters of an account and region, and versions of one parameter (documented). */
const MOST_PARAMETERS = 10_000
const MOST_VERSIONS = 100
/** The only key there is: the one that AWS takes where none is named. */
const DEFAULT_KEY = 'alias/aws/ssm'

export const putParameter = operation<PutParameterRequest, PutParameterResult, Room>('PutParameter', {
  kind: 'write',
  async access(input, ctx) {
    const overwrite = { 'ssm:Overwrite': String(input.Overwrite ?? false) }
    const tags = requestTags(input.Tags)
    const put = await onParameter('PutParameter', ctx, input.Name, { ...overwrite, ...tags })
    return input.Tags?.length ? [put, await onParameter('AddTagsToResource', ctx, input.Name, tags)] : [put]
  },
  async run(input, ctx) {
    const name = checkParameterName(input.Name ?? '')
    const value = input.Value ?? ''
    const before = await ctx.parameters.find(name)
    if (before && !input.Overwrite) throw parameterAlreadyExists()
    if (input.Overwrite && input.Tags?.length) throw tagsWithOverwrite()
    const settings = settingsOf(input, before)
    checkValue(value, settings)

    if (before) await makeRoom(ctx, name)
    else if ((await ctx.parameters.count()) >= MOST_PARAMETERS) throw parameterLimitExceeded(MOST_PARAMETERS)
    const version = (before?.version ?? 0) + 1
    const modified = { modifiedAt: ctx.clock.now(), modifiedBy: ctx.principal.arn }
    await ctx.parameters.put({ name, version, settings, labels: [], ...modified }, value, withTags({}, input.Tags))
    return { Version: version, Tier: settings.tier }
  },
})

/** What the new version is: what the request leaves out stays as it was. */
function settingsOf(input: PutParameterRequest, before: Parameter | undefined): VersionSettings {
  const type = input.Type ?? before?.settings.type
  if (type === undefined) throw typeRequired()
  if (before && before.settings.type !== type) throw typeCannotChange(before.settings.type, type)
  if (input.Policies) throw noPolicies()
  const dataType = input.DataType ?? before?.settings.dataType ?? 'text'
  if (dataType !== 'text') throw unservedDataType(dataType)
  return {
    type,
    tier: tierOf(input.Value ?? '', input.Tier ?? before?.settings.tier),
    dataType,
    description: input.Description ?? before?.settings.description,
    allowedPattern: input.AllowedPattern ?? before?.settings.allowedPattern,
    keyId: keyOf(type, input.KeyId),
  }
}

function keyOf(type: string, given: string | undefined): string | undefined {
  if (type !== 'SecureString') {
    if (given !== undefined) throw keyIdWithoutSecret()
    return undefined
  }
  if (given !== undefined && given !== DEFAULT_KEY) throw noKeys(given)
  return DEFAULT_KEY
}

/** The oldest version makes room for the hundred and first, unless it has a label (documented). */
async function makeRoom(ctx: Ctx, name: string): Promise<void> {
  const versions = await ctx.parameters.versions(name)
  const [oldest] = versions
  if (!oldest || versions.length < MOST_VERSIONS) return
  if (oldest.labels.length > 0) throw versionLimitExceeded(name, MOST_VERSIONS)
  await ctx.parameters.deleteVersion(name, oldest.version)
}
