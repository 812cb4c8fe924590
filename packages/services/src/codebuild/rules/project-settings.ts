import type { CreateProjectInput, UpdateProjectInput } from '@aws-sdk/client-codebuild'

type Given = Omit<CreateProjectInput, 'name'>
/** What CreateProject must be given. */
type Asked = 'source' | 'artifacts' | 'environment' | 'serviceRole'
/** What has a default. */
type Defaulted = 'cache' | 'timeoutInMinutes' | 'queuedTimeoutInMinutes' | 'badgeEnabled' | 'tags'
type Present<Members extends keyof Given> = { [Member in Members]-?: NonNullable<Given[Member]> }

/** A project's settings as they are kept: complete where the service has defaults, and absent where it has none. */
export type ProjectSettings = Omit<Given, Asked | Defaulted> & Present<Asked | Defaulted>

const DEFAULTS: Present<Defaulted> = {
  cache: { type: 'NO_CACHE' },
  timeoutInMinutes: 60,
  queuedTimeoutInMinutes: 480,
  badgeEnabled: false,
  tags: [],
}

/** The settings of a new project. */
export function newSettings(given: Omit<Given, Asked> & Present<Asked>): ProjectSettings {
  const { source, artifacts, environment, serviceRole } = given
  return mergeSettings({ ...DEFAULTS, source, artifacts, environment, serviceRole }, given)
}

/**
 * Settings with those of an UpdateProject over them. An absent member stays as it is; an empty text, list or object
 * clears its member, and -1 the limit of concurrent builds (documented).
 */
export function mergeSettings(before: ProjectSettings, change: Omit<UpdateProjectInput, 'name'>): ProjectSettings {
  const merged = { ...before }
  for (const [member, value] of Object.entries(change)) {
    if (value === undefined) continue
    const clears = isEmpty(value) || (member === 'concurrentBuildLimit' && value === -1)
    if (clears) Reflect.deleteProperty(merged, member)
    else Object.assign(merged, { [member]: value })
  }
  return normalised({ ...DEFAULTS, ...merged })
}

/** What AWS fills in below the top. */
function normalised(settings: ProjectSettings): ProjectSettings {
  const { environment } = settings
  return {
    ...settings,
    environment: {
      ...environment,
      environmentVariables: (environment.environmentVariables ?? []).map((variable) => ({
        ...variable,
        type: variable.type ?? 'PLAINTEXT',
      })),
      privilegedMode: environment.privilegedMode ?? false,
      imagePullCredentialsType: environment.imagePullCredentialsType ?? 'CODEBUILD',
    },
  }
}

function isEmpty(value: unknown): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.values(value).every(isUndefined))
}

const isUndefined = (value: unknown) => value === undefined
