/** Which packages a package may import: the picture in docs/architecture.md. Test files may import `testkit` as well. */
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
