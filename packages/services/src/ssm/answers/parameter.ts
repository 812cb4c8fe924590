import type { ParameterHistory, ParameterMetadata, Parameter as ParameterShape } from '@aws-sdk/client-ssm'
import type { Ctx } from '../room.ts'
import { parameterArn } from '../rules/arns.ts'
import type { Parameter, Version } from '../state/parameters.ts'

/** What a SecureString shows to those who do not ask for its value in clear: the sealed text. */
function shownValue(ctx: Ctx, version: Version, decrypted: boolean): string {
  return version.settings.type === 'SecureString' && !decrypted ? version.sealed : ctx.parameters.open(version)
}

export function parameterAnswer(
  ctx: Ctx,
  version: Version,
  { decrypted = false, selector }: { decrypted?: boolean; selector?: string },
): ParameterShape {
  return {
    Name: version.name,
    Type: version.settings.type,
    Value: shownValue(ctx, version, decrypted),
    Version: version.version,
    Selector: selector,
    LastModifiedDate: new Date(version.modifiedAt),
    ARN: parameterArn(ctx, version.name),
    DataType: version.settings.dataType,
  }
}

/** All but the value. */
function aboutVersion({ name, version, settings, modifiedAt, modifiedBy }: Version) {
  return {
    Name: name,
    Type: settings.type,
    KeyId: settings.keyId,
    LastModifiedDate: new Date(modifiedAt),
    LastModifiedUser: modifiedBy,
    Description: settings.description,
    AllowedPattern: settings.allowedPattern,
    Version: version,
    Tier: settings.tier,
    Policies: [],
    DataType: settings.dataType,
  }
}

export const metadataAnswer = (ctx: Ctx, parameter: Parameter): ParameterMetadata => ({
  ...aboutVersion(parameter),
  ARN: parameterArn(ctx, parameter.name),
})

export const historyAnswer = (ctx: Ctx, version: Version, decrypted: boolean): ParameterHistory => ({
  ...aboutVersion(version),
  Value: shownValue(ctx, version, decrypted),
  Labels: version.labels,
})
