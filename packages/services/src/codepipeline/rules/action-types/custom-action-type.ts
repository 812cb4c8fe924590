import type {
  ActionConfigurationProperty,
  ActionTypeSettings,
  ArtifactDetails,
  CreateCustomActionTypeInput,
} from '@aws-sdk/client-codepipeline'
import { quote, validation } from '../../errors.ts'
import { repeated } from '../pipeline.ts'
import type { ActionTypeDefinition } from './action-type.ts'

const DAY = 24 * 60

/**
 * The custom action type that a client described. Lengths, patterns and enums were checked against the model before;
 * what AWS documents beyond them is refused with a ValidationException here.
 */
export function customActionType(given: CreateCustomActionTypeInput): ActionTypeDefinition {
  const { category = 'Build', provider = '', version = '', configurationProperties = [], settings = {} } = given
  const properties = configurationProperties.map(withFlags)
  checkProperties(properties)
  checkTemplates(settings, properties)
  return {
    id: { category, owner: 'Custom', provider, version },
    inputs: checkedCount('inputArtifactDetails', given.inputArtifactDetails),
    outputs: checkedCount('outputArtifactDetails', given.outputArtifactDetails),
    properties,
    settings,
    onlyV2: false,
    timeoutInMinutes: DAY,
  }
}

/** Which of its properties job workers may ask for by itself, if one. */
export const queryableProperty = ({ properties }: Pick<ActionTypeDefinition, 'properties'>): string | undefined =>
  properties.find(({ queryable }) => queryable)?.name

const withFlags = (given: ActionConfigurationProperty): ActionConfigurationProperty => ({
  ...given,
  queryable: given.queryable ?? false,
})

function checkedCount(member: string, { minimumCount = 0, maximumCount = 0 }: Partial<ArtifactDetails> = {}) {
  if (minimumCount > maximumCount) {
    throw validation(`${member}: the minimum count ${minimumCount} is above the maximum count ${maximumCount}`)
  }
  return { minimum: minimumCount, maximum: maximumCount }
}

function checkProperties(properties: ActionConfigurationProperty[]): void {
  for (const name of repeated(properties.map((property) => property.name ?? ''))) {
    throw validation(`The configuration property '${quote(name)}' is given more than once`)
  }
  for (const { name = '' } of properties) {
    // What every object has cannot be told from what a configuration says.
    if (name in Object.prototype) throw validation(`A configuration property cannot have the name '${name}' here`)
  }
  const queryable = properties.filter((property) => property.queryable)
  if (queryable.length > 1) throw validation('An action type takes at most one queryable configuration property')
  for (const { name = '', required, secret } of queryable) {
    if (!required || secret) {
      throw validation(`The configuration property '${quote(name)}' is queryable: it must be required and not secret`)
    }
  }
}

const PLACEHOLDER = /\{([^{}]*)\}/g

/** Addresses may be made of required properties that are no secret, and of what the job worker calls the execution. */
function checkTemplates(settings: ActionTypeSettings, properties: ActionConfigurationProperty[]): void {
  for (const [setting, template = ''] of Object.entries(settings) as [string, string?][]) {
    for (const [, name = ''] of template.matchAll(PLACEHOLDER)) {
      if (name === 'ExternalExecutionId') continue
      const property = properties.find((each) => name === `Config:${each.name}`)
      if (property?.required && !property.secret) continue
      throw validation(
        `settings.${setting}: '{${quote(name)}}' is neither {ExternalExecutionId} nor a required configuration property that is not secret, as {Config:NAME}`,
      )
    }
  }
}

/**
 * An address of a custom action type for one action, or undefined where something in it is not known. Values are
 * percent-encoded: they cannot lead to another host.
 */
export function filledAddress(
  template: string | undefined,
  configuration: Readonly<Record<string, string>>,
  externalExecutionId?: string,
): string | undefined {
  if (template === undefined) return undefined
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name)
  const filled = (name: string) =>
    name === 'ExternalExecutionId' ? externalExecutionId : configuration[name.replace(/^Config:/, '')]
  if (names.some((name) => filled(name) === undefined)) return undefined
  return template.replace(PLACEHOLDER, (_, name: string) => encodeURIComponent(filled(name) ?? ''))
}
