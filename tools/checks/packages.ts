/** Which packages a package may import: the picture in docs/architecture.md. */
export const ALLOWED: Record<string, string[]> = {
  base: [],
  storage: ['base'],
  wire: ['base', 'storage'],
  engine: ['base', 'storage'],
  'agent-link': ['base'],
  git: ['base', 'storage'],
  services: ['base', 'storage', 'engine', 'agent-link', 'wire'],
  server: ['base', 'storage', 'engine', 'agent-link', 'wire', 'git', 'services'],
  agent: ['base', 'agent-link'],
  cli: ['base', 'agent', 'server'],
  testkit: ['base', 'storage', 'engine', 'agent-link', 'wire', 'git', 'services', 'server', 'agent', 'cli'],
  e2e: ['base', 'storage', 'agent-link', 'wire', 'testkit', 'agent', 'cli', 'server'],
}

/** What test files may import besides: the real parts behind the ports of what they test. */
export const FOR_TESTS = ['testkit', 'git', 'storage']
