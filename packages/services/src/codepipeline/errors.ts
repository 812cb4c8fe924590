import { ServiceError } from '@towpath/base'

/*
 * Every error this room answers with, one constructor a code. All are HTTP 400 without further members (documented).
 * Texts that clients are known to match on say so; the others are our own wording, since AWS documents none. Input that
 * breaks the model is answered with the protocol's own ValidationException, as on AWS.
 */

const refusal = (code: string, message: string) => new ServiceError(code, message)

/** A value as messages quote it: what was sent may be long, the answer is not. */
export function quote(value: string): string {
  return value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value
}

const LONGEST_QUOTE = 300

// Definitions. Which rule was broken is in the message.

export const invalidStructure = (message: string) => refusal('InvalidStructureException', message)
export const invalidStageDeclaration = (message: string) => refusal('InvalidStageDeclarationException', message)
export const invalidActionDeclaration = (message: string) => refusal('InvalidActionDeclarationException', message)
export const invalidBlockerDeclaration = (message: string) => refusal('InvalidBlockerDeclarationException', message)

/** AWS's text (observed); tools repeat the call while it says "not authorized". */
export const roleNotAssumable = (roleArn: string) =>
  invalidStructure(`CodePipeline is not authorized to perform AssumeRole on role ${roleArn}`)

// Pipelines.

/** AWS's text (observed). */
export const pipelineNotFound = (account: string, name: string) =>
  refusal('PipelineNotFoundException', `Account '${account}' does not have a pipeline with name '${name}'`)
export const pipelineVersionNotFound = (name: string, version: number) =>
  refusal('PipelineVersionNotFoundException', `The pipeline '${name}' does not have a version ${version}`)
/** AWS's text (observed). */
export const pipelineNameInUse = (account: string, name: string) =>
  refusal('PipelineNameInUseException', `A pipeline with the name '${name}' already exists in account '${account}'`)
export const pipelineLimitExceeded = (limit: number) =>
  refusal('LimitExceededException', `An account takes at most ${limit} pipelines in a Region`)
export const concurrentModification = (name: string) =>
  refusal('ConcurrentModificationException', `The pipeline '${name}' was changed at the same time; repeat the call`)

// Stages, actions, executions.

export const stageNotFound = (pipeline: string, stage: string) =>
  refusal('StageNotFoundException', `The pipeline '${pipeline}' does not have a stage '${stage}'`)
export const actionNotFound = (pipeline: string, stage: string, action: string) =>
  refusal(
    'ActionNotFoundException',
    `The stage '${stage}' of the pipeline '${pipeline}' does not have an action '${action}'`,
  )
export const conditionNotOverridable = (message: string) => refusal('ConditionNotOverridableException', message)
export const pipelineExecutionNotFound = (pipeline: string, executionId: string) =>
  refusal(
    'PipelineExecutionNotFoundException',
    `The pipeline '${pipeline}' does not have an execution ${quote(executionId)}`,
  )
export const actionExecutionNotFound = (id: string) =>
  refusal('ActionExecutionNotFoundException', `There is no action execution ${quote(id)}`)
export const stageNotRetryable = (message: string) => refusal('StageNotRetryableException', message)
export const notLatestPipelineExecution = (stage: string, executionId: string) =>
  refusal(
    'NotLatestPipelineExecutionException',
    `The pipeline execution ${executionId} is not the latest one in the stage '${stage}'`,
  )
export const unableToRollbackStage = (message: string) => refusal('UnableToRollbackStageException', message)
export const pipelineExecutionNotStoppable = (executionId: string, status: string) =>
  refusal(
    'PipelineExecutionNotStoppableException',
    `The pipeline execution ${executionId} cannot be stopped: it is ${status}`,
  )
export const duplicatedStopRequest = (executionId: string) =>
  refusal('DuplicatedStopRequestException', `The pipeline execution ${executionId} is being stopped already`)
export const concurrentExecutionsLimitExceeded = (limit: number) =>
  refusal(
    'ConcurrentPipelineExecutionsLimitExceededException',
    `A pipeline takes at most ${limit} executions at the same time`,
  )
export const invalidApprovalToken = () =>
  refusal('InvalidApprovalTokenException', 'The approval token is not that of the pending approval')
export const approvalAlreadyCompleted = (action: string) =>
  refusal('ApprovalAlreadyCompletedException', `The approval '${action}' has been answered already`)

// Action types, paging, input that the model cannot judge.

export const actionTypeNotFound = (type: string) =>
  refusal('ActionTypeNotFoundException', `There is no action type ${type}`)
export const actionTypeVersionTaken = (type: string) =>
  validation(`The action type ${type} is there, or was and is deleted: choose another version`)
export const actionTypeLimitExceeded = (limit: number) =>
  refusal('LimitExceededException', `An account takes at most ${limit} custom action types in a Region`)
export const builtInActionType = (type: string) =>
  refusal('RequestFailedException', `The action type ${type} is built in and cannot be changed`)
export const notACustomType = (type: string) =>
  validation(`The action type ${type} has no job workers: the owner of actionTypeId must be Custom`)
export const notAThirdPartyType = (type: string) =>
  validation(`The action type ${type} is not one of a third party: the owner of actionTypeId must be ThirdParty`)
export const invalidNextToken = (token: string) =>
  refusal('InvalidNextTokenException', `The next token "${quote(token)}" was not issued by this operation`)
export const validation = (message: string) => refusal('ValidationException', message)

// Jobs.

export const jobNotFound = (id: string) => refusal('JobNotFoundException', `There is no job '${quote(id)}'`)
export const invalidNonce = () =>
  refusal('InvalidNonceException', 'The nonce is not that of the job, or the job was acknowledged already')
export const invalidJobState = (id: string, status: string) =>
  refusal('InvalidJobStateException', `The job '${id}' takes no result: it is ${status}, not InProgress`)
export const outputVariablesSizeExceeded = (limit: number) =>
  refusal('OutputVariablesSizeExceededException', `The output variables of an action take at most ${limit} bytes`)

// Webhooks.

export const webhookNotFound = (name: string) =>
  refusal('WebhookNotFoundException', `There is no webhook '${quote(name)}'`)
export const webhookLimitExceeded = (limit: number) =>
  refusal('LimitExceededException', `An account takes at most ${limit} webhooks in a Region`)
export const invalidWebhookAuthentication = (message: string) =>
  refusal('InvalidWebhookAuthenticationParametersException', message)
export const invalidWebhookFilter = (jsonPath: string) =>
  refusal(
    'InvalidWebhookFilterPatternException',
    `'${quote(jsonPath)}' is not a JsonPath of members, elements and '*', such as $.ref or $.commits[*].id`,
  )
export const webhookNotForGitHub = (webhook: string, action: string) =>
  validation(
    `The webhook '${webhook}' cannot be registered: its target action '${action}' does not read GitHub with a token`,
  )

// Resource tags. Texts as on AWS (observed) but for the first and the last.

export const invalidArn = (arn: string) =>
  refusal('InvalidArnException', `"${quote(arn)}" is not the ARN of a pipeline, webhook or custom action type`)
export const taggedPipelineNotFound = (account: string, name: string) =>
  refusal(
    'ResourceNotFoundException',
    `The account with id '${account}' does not include a pipeline with the name '${name}'`,
  )
export const taggedResourceNotFound = (account: string, arn: string) =>
  refusal('ResourceNotFoundException', `The account with id '${account}' does not include the resource ${quote(arn)}`)
export const systemTags = () =>
  refusal(
    'InvalidTagsException',
    "Not allowed to modify system tags. System tags start with 'aws:'. msg=[Caller is an end user and not allowed to mutate system tags]",
  )
export const tooManyTags = (arn: string) => refusal('TooManyTagsException', `Tag limit exceeded for resource [${arn}].`)
export const invalidTags = (message: string) => refusal('InvalidTagsException', message)
