import { ServiceError } from '@towpath/base'

/** The errors that this room answers with, by their code in the service's model. All are HTTP 400. */
const refusal = (code: string, message: string) => new ServiceError(code, message)

export const resourceNotFound = (arn: string) => refusal('ResourceNotFoundException', `Resource not found: ${arn}`)
export const hostHasConnections = (arn: string, count: number) =>
  refusal('ResourceUnavailableException', `Host ${arn} has ${count} connections; delete them first`)
export const nothingToUpdate = () =>
  refusal('UnsupportedOperationException', 'ProviderEndpoint or VpcConfiguration must be given')
export const invalidInput = (message: string) => refusal('InvalidInputException', message)
export const tooMany = (what: string, limit: number) =>
  refusal('LimitExceededException', `This account has ${limit} ${what} in this region, which is the most it may have`)
export const tooManyTags = (arn: string, limit: number) =>
  refusal('LimitExceededException', `${arn} would have more than ${limit} tags`)
export const unsupportedProvider = (arn: string, provider: string) =>
  refusal(
    'UnsupportedProviderTypeException',
    `Connection ${arn} is to ${provider}; only connections to GitHub and GitHubEnterpriseServer take a token`,
  )
