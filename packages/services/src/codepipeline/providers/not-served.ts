import { ActionFailure } from './failure.ts'
import type { Provider } from './provider.ts'

/** For action types that a pipeline may hold but nothing here can carry out: says so, and what does the same here. */
export function notServed(what: string, instead: string): Provider {
  return {
    async start({ action }) {
      throw new ActionFailure(
        'ConfigurationError',
        `${action.name} cannot be carried out: there is no ${what} here. ${instead}`,
      )
    },
  }
}
