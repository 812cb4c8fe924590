import { ServiceError } from '@towpath/base'

/* Every error this room answers with. Agents take 400 as final and try again after 5xx and throttling. */

/** The caller is not the host it speaks for. AWS's code (observed for plain user keys on EC2). */
export const notThatHost = (message: string) => new ServiceError('AccessDeniedException', message)

/** The model's exception for what is the caller's fault. */
export const clientError = (message: string) => new ServiceError('ClientException', message)

export const unknownCommand = (identifier: string) =>
  clientError(`There is no command ${JSON.stringify(identifier.slice(0, 200))}.`)

export const unknownExecution = (identifier: string) =>
  clientError(`There is no deployment execution ${JSON.stringify(identifier.slice(0, 200))}.`)
