import type { IncomingMessage, ServerResponse } from 'node:http'

export type Handler = (req: IncomingMessage, res: ServerResponse) => void | Promise<void>

/** What answers below one path. `/git/` means everything below it, `/healthz` just itself. */
export interface Route {
  path: string
  handler: Handler
}

/** Answers with what is loaded for the first request. */
export function lazyHandler(load: () => Promise<Handler>): Handler {
  let loaded: Promise<Handler> | undefined
  return async (req, res) => {
    loaded ??= load()
    await (await loaded)(req, res)
  }
}

/** The route for a request's path; the longest that fits. */
export function findRoute(routes: Route[], url: string): Route | undefined {
  const path = url.split('?', 1)[0] ?? ''
  return routes
    .filter((route) =>
      route.path.endsWith('/') ? path.startsWith(route.path) || `${path}/` === route.path : path === route.path,
    )
    .sort((a, b) => b.path.length - a.path.length)[0]
}
