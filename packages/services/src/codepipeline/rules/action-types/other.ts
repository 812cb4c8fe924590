import { builtIn, key, optional } from './action-type.ts'

const DAY = 24 * 60

/** Approvals, and actions that call something else. */
export const OTHER_TYPES = [
  builtIn('Approval', 'Manual', {
    timeoutInMinutes: 7 * DAY,
    properties: ['CustomData', 'ExternalEntityLink', 'NotificationArn'].map(optional),
  }),
  builtIn('Invoke', 'Lambda', {
    inputs: [0, 5],
    outputs: [0, 5],
    timeoutInMinutes: DAY,
    properties: [key('FunctionName'), optional('UserParameters')],
  }),
  builtIn('Invoke', 'CodePipeline', {
    onlyV2: true,
    properties: [key('PipelineName'), optional('SourceRevisions'), optional('Variables')],
  }),
  builtIn('Invoke', 'StepFunctions', {
    inputs: [0, 1],
    outputs: [0, 1],
    timeoutInMinutes: 7 * DAY,
    properties: [key('StateMachineArn'), ...['ExecutionNamePrefix', 'InputType', 'Input'].map(optional)],
  }),
]
